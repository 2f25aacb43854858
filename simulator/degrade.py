"""What goes wrong with photos: too dark, cut off, blurred, glaring, the wrong thing, far too big."""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from simulator import cards

_BOMB_SIDE = 30_000
_HUGE_BYTES = 11 * 1024 * 1024


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def dark(image: Image.Image) -> bytes:
    return jpeg(ImageEnhance.Brightness(image).enhance(0.03))


def cut(image: Image.Image) -> bytes:
    """The left of the card, without the half on which names and numbers go on."""
    return jpeg(image.crop((0, 0, image.width * 5 // 12, image.height)))


def blurred(image: Image.Image) -> bytes:
    return jpeg(image.filter(ImageFilter.GaussianBlur(14)))


def glare(image: Image.Image) -> bytes:
    """A lamp reflected right across the fields."""
    light = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(light)
    width, height = image.size
    draw.ellipse((width * 0.12, height * 0.02, width * 0.95, height * 0.98), fill=255)
    light = light.filter(ImageFilter.GaussianBlur(60))
    return jpeg(Image.composite(Image.new("RGB", image.size, "white"), image, light))


def not_a_card(image: Image.Image) -> bytes:
    return jpeg(cards.receipt())


def wrong_file(image: Image.Image) -> bytes:
    """A document under a photo's name."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def huge(image: Image.Image) -> bytes:
    """A real picture, padded behind its end beyond the platform's 10 MB."""
    content = jpeg(image)
    return content + bytes(_HUGE_BYTES - len(content))


def image_bomb(image: Image.Image) -> bytes:
    """A PNG of some hundred kilobytes that unpacks to 900 million pixels."""
    header = struct.pack("!IIBBBBB", _BOMB_SIDE, _BOMB_SIDE, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (_BOMB_SIDE + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(_BOMB_SIDE)) + packer.flush()
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("!I", len(body)) + name + body + struct.pack("!I", zlib.crc32(name + body))


DEGRADATIONS: dict[str, Callable[[Image.Image], bytes]] = {
    "dark": dark,
    "cut": cut,
    "blurred": blurred,
    "glare": glare,
    "not_a_card": not_a_card,
    "wrong_file": wrong_file,
    "huge": huge,
    "image_bomb": image_bomb,
}
