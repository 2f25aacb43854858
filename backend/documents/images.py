"""What comes in as a photo leaves as a small clean JPEG, or is refused by name. CPU work: call it in a thread."""

import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from backend.contracts.errors import ErrorCode

MAX_BYTES: Final = 10 * 1024 * 1024
# Declared in the header and checked before a pixel is decoded: a few kilobytes can unfold to gigabytes.
MAX_PIXELS: Final = 40_000_000
MAX_SIDE: Final = 2400
MIN_SIDE: Final = 32
JPEG_QUALITY: Final = 88

# Pillow is offered nothing else: every further decoder is another way in.
ACCEPTED_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")


class ImageRefused(Exception):
    """`code` is a photo_* code the worker hears words for; `reason` is for the log."""

    def __init__(self, code: ErrorCode, reason: str) -> None:
        super().__init__(f"{code.value}: {reason}")
        self.code = code
        self.reason = reason


@dataclass(frozen=True, repr=False)
class CleanImage:
    """Upright, without metadata (places, phone models, thumbnails), re-encoded from the pixels."""

    jpeg: bytes
    width: int
    height: int
    source_format: str

    media_type: str = "image/jpeg"


def inspect_image(data: bytes) -> CleanImage:
    """Raises ImageRefused with photo_too_large or photo_not_image."""
    if len(data) > MAX_BYTES:
        raise ImageRefused(ErrorCode.photo_too_large, "bytes")
    kind = sniff(data)
    if kind is None:
        raise ImageRefused(ErrorCode.photo_not_image, "unknown type")
    if kind not in ACCEPTED_FORMATS:
        raise ImageRefused(ErrorCode.photo_not_image, kind.lower())
    with warnings.catch_warnings():
        # Our own limit on pixels comes first and has a name the worker understands.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return _clean(data, kind)


def no_larger_than(clean: CleanImage, most_bytes: int) -> CleanImage:
    """The same picture, made smaller until it fits."""
    while len(clean.jpeg) > most_bytes:
        with Image.open(io.BytesIO(clean.jpeg), formats=["JPEG"]) as image:
            side = max(image.size) * 4 // 5
            image.thumbnail((side, side), Image.Resampling.LANCZOS)
            buffer = io.BytesIO()
            image.save(buffer, "JPEG", quality=JPEG_QUALITY)
            width, height = image.size
        clean = CleanImage(buffer.getvalue(), width, height, clean.source_format)
    return clean


def sniff(data: bytes) -> str | None:
    """By the first bytes; what the sender calls the file does not count."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    # Known and refused by name, so that the log tells how often iPhones send it.
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif"):
        return "HEIC"
    return None


def _clean(data: bytes, kind: str) -> CleanImage:
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            _refuse_bad_size(*image.size)
            # JPEG only: decode at the smallest scale that still holds MAX_SIDE, a quarter of the memory.
            image.draft("RGB", (MAX_SIDE, MAX_SIDE))
            upright = ImageOps.exif_transpose(image)
            flat = _flatten(upright)
    except ImageRefused:
        raise
    except Image.DecompressionBombError as error:
        raise ImageRefused(ErrorCode.photo_too_large, "pixels") from error
    # Broken files surface as almost anything: OSError, SyntaxError, ValueError, struct.error, ...
    except Exception as error:
        raise ImageRefused(ErrorCode.photo_not_image, type(error).__name__) from error
    flat.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    flat.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return CleanImage(buffer.getvalue(), *flat.size, source_format=kind)


def _refuse_bad_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise ImageRefused(ErrorCode.photo_too_large, "pixels")
    if min(width, height) < MIN_SIDE:
        raise ImageRefused(ErrorCode.photo_not_image, "too small to show anything")


def _flatten(image: Image.Image) -> Image.Image:
    """RGB on white; the first frame of an animation; a fresh image that carries no metadata."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        page = Image.new("RGB", layer.size, "white")
        page.paste(layer, mask=layer.getchannel("A"))
        return page
    plain = image.convert("RGB")
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)
    return clean
