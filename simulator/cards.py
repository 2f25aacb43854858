"""Draws a specimen ID card lying on a table; marked 样本 wherever no field is."""

import math
from datetime import date
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

from simulator.fonts import chinese
from simulator.people import Person

_PHOTO = (1280, 860)
_CARD = (1120, 706)
_LABEL = "#3f6f9f"
_INK = "#1d1d1f"
_LABEL_X, _VALUE_X = 70, 180


def portrait(person: Person) -> Image.Image:
    """人像面: name, sex, nation, birth, address, number, and a silhouette for a face."""
    card, draw = _blank(("#e9f1f7", "#f6f0ea"))
    name_size = 46 if len(person.name) <= 10 else 36
    _label(draw, 66, "姓名")
    draw.text((_VALUE_X, 62), person.name, _INK, chinese(name_size))
    _label(draw, 156, "性别")
    draw.text((_VALUE_X, 152), person.sex, _INK, chinese(42))
    draw.text((310, 156), "民族", _LABEL, chinese(36))
    draw.text((420, 152), person.nation, _INK, chinese(42))
    _birth(draw, person.born)
    _label(draw, 336, "住址")
    for number, line in enumerate(_wrapped(person.address, 12)):
        draw.text((_VALUE_X, 332 + number * 58), line, _INK, chinese(42))
    draw.text((_LABEL_X, 602), "公民身份号码", _LABEL, chinese(36))
    _spaced(draw, (360, 594), person.number, 48, step=38)
    _silhouette(draw)
    draw.text((815, 30), "样本  SPECIMEN", "#c0392b", chinese(30))
    return _on_table(card)


def emblem(person: Person) -> Image.Image:
    """国徽面: the state's name, the issuing authority, the dates; a star instead of the emblem."""
    card, draw = _blank(("#f3ece4", "#e8f0ee"))
    draw.ellipse((80, 70, 290, 280), fill="#c8372d", outline="#d9a441", width=10)
    draw.polygon(_star((185, 178), 78), fill="#f2c14e")
    draw.text((380, 84), "中华人民共和国", _INK, chinese(66))
    draw.text((350, 186), "居 民 身 份 证", _INK, chinese(88))
    draw.text((300, 492), "签发机关", _LABEL, chinese(38))
    draw.text((480, 488), person.authority, _INK, chinese(42))
    draw.text((300, 584), "有效期限", _LABEL, chinese(38))
    draw.text((480, 580), _period(person), _INK, chinese(42))
    draw.text((80, 400), "样本  SPECIMEN", "#c0392b", chinese(30))
    return _on_table(card)


def receipt() -> Image.Image:
    """A photo of something else altogether."""
    paper = Image.new("RGB", (720, 1000), "#fbfaf5")
    draw = ImageDraw.Draw(paper)
    lines = ["样本便利店", "收银小票", "矿泉水 x2   4.00", "烩面 x1    15.00", "合计      19.00"]
    for number, line in enumerate(lines):
        draw.text((90, 90 + number * 110), line, _INK, chinese(52))
    table = _table().copy()
    table.paste(paper.resize((560, 778)), (360, 40))
    return table


def _blank(colors: tuple[str, str]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    top, bottom = (Image.new("RGB", _CARD, color) for color in colors)
    fade = Image.linear_gradient("L").resize(_CARD)
    card = Image.composite(bottom, top, fade)
    draw = ImageDraw.Draw(card)
    for radius in range(40, 900, 26):
        draw.circle((620, 760), radius, outline="#dfe7ea", width=1)
    return card, draw


def _label(draw: ImageDraw.ImageDraw, y: int, words: str) -> None:
    draw.text((_LABEL_X, y), words, _LABEL, chinese(36))


def _birth(draw: ImageDraw.ImageDraw, born: date) -> None:
    _label(draw, 246, "出生")
    parts = ((180, str(born.year)), (365, str(born.month)), (490, str(born.day)))
    for x, words in parts:
        draw.text((x, 242), words, _INK, chinese(42))
    for x, words in ((300, "年"), (430, "月"), (555, "日")):
        draw.text((x, 246), words, _LABEL, chinese(36))


def _spaced(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], words: str, size: int, *, step: int
) -> None:
    for number, character in enumerate(words):
        draw.text((at[0] + number * step, at[1]), character, _INK, chinese(size))


def _silhouette(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((785, 90, 1065, 520), fill="#dbe6ee")
    draw.ellipse((855, 160, 995, 330), fill="#8fa5b5")
    draw.pieslice((800, 350, 1050, 690), 180, 360, fill="#8fa5b5")


def _star(center: tuple[int, int], radius: int) -> list[tuple[float, float]]:
    corners = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.38
        angle = math.radians(36 * corner - 90)
        corners.append((center[0] + reach * math.cos(angle), center[1] + reach * math.sin(angle)))
    return corners


def _on_table(card: Image.Image) -> Image.Image:
    """Rounded corners, a soft shadow and a slight turn, as a hand would put it."""
    outline = Image.new("L", _CARD, 0)
    ImageDraw.Draw(outline).rounded_rectangle((0, 0, *_CARD), 42, fill=255)
    place = ((_PHOTO[0] - _CARD[0]) // 2, (_PHOTO[1] - _CARD[1]) // 2)
    layer = Image.new("RGBA", _PHOTO, (0, 0, 0, 0))
    layer.paste(card, place, outline)
    shadow = Image.new("RGBA", _PHOTO, (0, 0, 0, 0))
    shadow.paste((0, 0, 0, 110), (place[0] + 8, place[1] + 12), outline)
    table = _table().convert("RGBA")
    for piece in (shadow.filter(ImageFilter.GaussianBlur(12)), layer):
        table.alpha_composite(piece.rotate(0.7, Image.Resampling.BICUBIC))
    photo = table.convert("RGB")
    ImageDraw.Draw(photo).text((60, 806), "样本 SPECIMEN · 仅供演示", "#5d4630", chinese(28))
    return photo


@cache
def _table() -> Image.Image:
    noise = Image.effect_noise((_PHOTO[0] // 4, _PHOTO[1] // 4), 12).resize(_PHOTO)
    return Image.blend(Image.new("RGB", _PHOTO, "#b08d68"), noise.convert("RGB"), 0.12)


def _period(person: Person) -> str:
    until = f"{person.valid_until:%Y.%m.%d}" if person.valid_until else "长期"
    return f"{person.valid_from:%Y.%m.%d}-{until}"


def _wrapped(words: str, width: int) -> list[str]:
    return [words[start : start + width] for start in range(0, len(words), width)]
