"""An inbound message as the assistant is told of it: plain words or an `/intent{…}` payload. No I/O here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.contracts.errors import ErrorCode
from backend.contracts.messages import InboundKind


def payload(intent: str, **entities: Any) -> str:
    """`/intent{"name": "value"}`; entities that are None are left out."""
    known = {name: value for name, value in entities.items() if value is not None}
    return f"/{intent}{json.dumps(known, ensure_ascii=False)}" if known else f"/{intent}"


@dataclass(frozen=True)
class Medium:
    """How the assistant is told of something to look at or listen to.

    `unheard` is what it hears when nothing was kept and nobody waits for it; `unusable` what is
    wrong with something for staff only that could not be kept, unless that is said by `unheard`.
    """

    intent: str
    entity: str
    unheard: str
    unusable: ErrorCode | None

    def kept(self, document_id: UUID | None, *, is_waiting: bool) -> str:
        """Without a document it is for staff to see, and nothing the dialogue could use."""
        if document_id is None:
            return payload(self.intent)
        return payload(
            self.intent, **{self.entity: str(document_id)}, waiting="yes" if is_waiting else None
        )

    def not_kept(self, problem: ErrorCode | None, *, is_waiting: bool) -> str:
        if problem is None:
            return self.unheard
        return payload(self.intent, problem=problem.value, waiting="yes" if is_waiting else None)


MEDIA: Mapping[InboundKind, Medium] = {
    InboundKind.image: Medium("send_photo", "photo", unheard="", unusable=None),
    InboundKind.voice: Medium("send_recording", "document", unheard="/send_voice", unusable=None),
    InboundKind.video: Medium(
        "send_video",
        "document",
        unheard='/send_unsupported{"kind": "video"}',
        unusable=ErrorCode.video_unusable,
    ),
}


def for_event(kind: InboundKind, *, key: str | None, county: str | None, platform: str) -> str:
    """Everything that is neither words nor one of `MEDIA`."""
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
