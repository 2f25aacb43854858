"""Whatever people send, what is kept is a clean upright JPEG, and what cannot be one is refused by name."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image

from backend.contracts.errors import ErrorCode
from backend.documents.images import MAX_BYTES, MAX_SIDE, ImageRefused, inspect_image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def photo(width: int = 640, height: int = 400) -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert("RGB")


def png_declaring(width: int, height: int) -> bytes:
    """A few bytes that promise a huge picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + crc

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def refusal_of(data: bytes) -> ErrorCode:
    with pytest.raises(ImageRefused) as refused:
        inspect_image(data)
    return refused.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_edge_15_every_usual_kind_becomes_a_jpeg(kind: str) -> None:
    clean = inspect_image(encoded(photo(), kind))
    assert clean.source_format == kind
    assert (clean.width, clean.height) == (640, 400)
    assert Image.open(io.BytesIO(clean.jpeg)).format == "JPEG"


def test_edge_15_of_an_animation_the_first_frame_is_kept() -> None:
    red, blue = Image.new("RGB", (64, 64), "red"), Image.new("RGB", (64, 64), "blue")
    clean = inspect_image(encoded(red, "GIF", save_all=True, append_images=[blue]))
    pixel = Image.open(io.BytesIO(clean.jpeg)).getpixel((32, 32))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200 > pixel[2]


def test_a_photo_taken_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    clean = inspect_image(encoded(photo(640, 400), "JPEG", exif=exif))
    assert (clean.width, clean.height) == (400, 640)


def test_where_and_with_what_a_photo_was_taken_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[2] = (34.0, 45.0, 0.0)
    sent = encoded(photo(), "JPEG", exif=exif, comment=b"a private remark")
    clean = inspect_image(sent)
    assert b"PhoneMaker" in sent
    assert b"PhoneMaker" not in clean.jpeg
    assert b"private" not in clean.jpeg
    assert not Image.open(io.BytesIO(clean.jpeg)).getexif()


def test_transparent_parts_become_white() -> None:
    clean = inspect_image(encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG"))
    assert Image.open(io.BytesIO(clean.jpeg)).getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000)])
def test_large_photos_are_stored_smaller(size: tuple[int, int]) -> None:
    clean = inspect_image(encoded(photo(*size), "JPEG"))
    assert max(clean.width, clean.height) == MAX_SIDE
    assert (clean.width > clean.height) == (size[0] > size[1])


def test_more_than_ten_megabytes_are_refused() -> None:
    noise = random.Random(1).randbytes(MAX_BYTES)
    assert refusal_of(b"\xff\xd8\xff" + noise) is ErrorCode.photo_too_large


def test_an_image_bomb_is_refused_before_it_unfolds() -> None:
    assert refusal_of(png_declaring(50_000, 50_000)) is ErrorCode.photo_too_large
    assert refusal_of(png_declaring(2_000_000_000, 2_000_000_000)) is ErrorCode.photo_too_large
    assert refusal_of(png_declaring(8000, 5001)) is ErrorCode.photo_too_large


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "我的身份证".encode(),
        b"%PDF-1.7 ...",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\x00\x00\x00\x00WEBP",
        png_declaring(64, 64),
        png_declaring(0, 64),
        b"BM" + bytes(100),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert refusal_of(data) is ErrorCode.photo_not_image


def test_edge_15_an_iphones_own_format_is_refused_by_a_name_that_has_words() -> None:
    """WeChat turns HEIC into JPEG itself; should one arrive, no further decoder is opened for it."""
    for brand in (b"heic", b"heix", b"mif1"):
        assert refusal_of(b"\x00\x00\x00\x18ftyp" + brand + bytes(64)) is ErrorCode.photo_not_image


def test_half_a_photo_is_refused() -> None:
    whole = encoded(photo(), "PNG")
    assert refusal_of(whole[: len(whole) // 2]) is ErrorCode.photo_not_image


def test_a_dot_is_no_photo() -> None:
    assert refusal_of(encoded(photo(8, 8), "PNG")) is ErrorCode.photo_not_image
