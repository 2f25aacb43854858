"""The body of a push, never more of it than a push can have."""

from fastapi import Request

MAX_BODY_BYTES = 1024 * 1024


class BodyTooLarge(Exception):
    """More than MAX_BODY_BYTES; the rest was not read."""


async def body_of(request: Request) -> bytes:
    """Stops reading at the limit, so a liar about Content-Length gains nothing."""
    announced = request.headers.get("Content-Length", "0")
    if announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
        raise BodyTooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge
    return bytes(body)
