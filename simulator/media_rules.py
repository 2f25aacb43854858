"""What may be uploaded: sizes and kinds, told by the first bytes. No I/O here."""

from simulator.errors import PlatformError
from simulator.media import content_type_of

_MB = 1024 * 1024

# Largest size, the error beyond it, and what the first bytes may say.
_RULES = {
    "image": (10 * _MB, 40009, {"image/jpeg", "image/png", "image/gif"}),
    "voice": (2 * _MB, 40010, {"audio/amr", "audio/mpeg"}),
    "video": (10 * _MB, 40011, {"video/mp4"}),
    "thumb": (64 * 1024, 40012, {"image/jpeg"}),
    # Inside an article.
    "article": (1 * _MB, 40009, {"image/jpeg", "image/png"}),
}


def checked_type(kind: str, content: bytes) -> str:
    """The content type, if it may be uploaded as this kind."""
    if kind not in _RULES:
        raise PlatformError(40004)
    if not content:
        raise PlatformError(41005)
    largest, too_large, content_types = _RULES[kind]
    if len(content) > largest:
        raise PlatformError(too_large)
    content_type = content_type_of(content)
    if content_type not in content_types:
        raise PlatformError(40005)
    return content_type
