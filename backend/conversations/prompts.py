"""An inbound message as the assistant is told of it: plain words or an `/intent{…}` payload. No I/O here."""

import json
from typing import Any

from backend.contracts.messages import InboundKind


def payload(intent: str, **entities: Any) -> str:
    """`/intent{"name": "value"}`; entities that are None are left out."""
    known = {name: value for name, value in entities.items() if value is not None}
    return f"/{intent}{json.dumps(known, ensure_ascii=False)}" if known else f"/{intent}"


def for_event(kind: InboundKind, *, key: str | None, county: str | None, platform: str) -> str:
    """Everything that is neither text nor a photo."""
    match kind:
        case InboundKind.follow:
            return payload("follow", scene=key)
        case InboundKind.scan:
            return payload("scan", scene=key)
        case InboundKind.menu_tap:
            return key if key and key.startswith("/") else payload("help")
        case InboundKind.location:
            return payload("send_location", county=county)
        case InboundKind.code_sent:
            return payload("send_code")
        case _:
            return payload("send_unsupported", kind=platform or kind.value)


def for_text(text: str) -> str:
    """Free words. A leading slash is the assistant's own language and is taken away from people."""
    return text.lstrip("/／ ") or payload("send_unsupported", kind="empty")
