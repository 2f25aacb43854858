"""How much of a request is read before anybody knows who asks.

A form or JSON is read whole before the first check; files come as bare bodies to pages that look
who is there and read piece by piece (see `console.case_evidence`).
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The longest form names two hundred cases, or tells a story of two thousand characters.
MOST_OF_A_FORM: Final = 1024 * 1024
# A batch of messages from the bot.
MOST_OF_JSON: Final = 8 * 1024 * 1024
_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
_FILE: Final = "application/octet-stream"
# Between our processes no file is sent; whatever it is called, it is read as JSON.
_INTERNAL: Final = "/v1/"


class BoundedBodies:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = _most(scope) if scope["type"] == "http" else None
        if most is None:
            await self._app(scope, receive, send)
        elif _announced(Headers(scope=scope)) > most:
            await _too_much(scope, receive, send)
        else:
            await self._app(scope, _bounded(receive, most), send)


_too_much = PlainTextResponse("too much", 413)


def _most(scope: Scope) -> int | None:
    """None for a bare file, which its own page bounds. What is not said may be JSON."""
    content_type = Headers(scope=scope).get("content-type", "").strip().lower()
    if content_type.startswith(_FORMS):
        return MOST_OF_A_FORM
    is_file = content_type == _FILE and not scope["path"].startswith(_INTERNAL)
    return None if is_file else MOST_OF_JSON


def _announced(headers: Headers) -> int:
    said = headers.get("content-length", "0")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 20 else 0


def _bounded(receive: Receive, most: int) -> Receive:
    """Stops reading at the limit, so a liar about Content-Length gains nothing."""
    read = 0

    async def receive_some() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise HTTPException(413, "too much")
        return message

    return receive_some
