"""A part of a file where the browser asks for one: players jump, and Safari plays nothing without."""

import re
from collections.abc import Mapping

from fastapi import Request, Response

_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def ranged(
    request: Request, data: bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Nothing may keep a copy. Several ranges at once are answered with the whole, which is allowed."""
    said = {"Cache-Control": "no-store", "Accept-Ranges": "bytes", **(headers or {})}
    asked = request.headers.get("range")
    found = _RANGE.fullmatch(asked.strip()) if asked else None
    if found is None or not any(found.groups()):
        return Response(data, media_type=media_type, headers=said)
    first, last = _bounds(found[1], found[2], len(data))
    if first > last:
        return Response(status_code=416, headers={**said, "Content-Range": f"bytes */{len(data)}"})
    said["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return Response(data[first : last + 1], 206, media_type=media_type, headers=said)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Both inclusive; without a first it is the last so many."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
