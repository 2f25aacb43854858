"""Draws specimen ID cards of nobody: unassigned area codes, 样本 printed outside the fields."""

import io
from dataclasses import dataclass, replace

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from backend.membership.id_numbers import check_character
from backend.outreach.fonts import NoChineseFont, find_fonts

CARD = (1011, 638)  # 85.6 x 54 mm at 300 dpi
INK, LABEL, PAPER, TABLE = (25, 25, 30), (40, 90, 150), (226, 234, 238), (118, 104, 88)


@dataclass(frozen=True)
class Person:
    """Invented. `number` of 17 digits gets its check character."""

    name: str = "程小样"
    sex: str = "男"
    ethnicity: str = "汉"
    birth: tuple[int, int, int] = (1990, 8, 27)
    address: str = "河南省郑州市金水区样本路18号院3号楼2单元501号"
    number: str = "41019919900827001"
    authority: str = "郑州市公安局样本分局"
    validity: str = "2019.03.08-2039.03.08"

    @property
    def full_number(self) -> str:
        return self.number if len(self.number) == 18 else self.number + check_character(self.number)


def font(size: int) -> ImageFont.FreeTypeFont:
    try:
        return find_fonts().at(size, bold=False)
    except NoChineseFont:
        pytest.skip("no Chinese font is installed, so no specimen card was drawn")


def portrait(person: Person | None = None) -> Image.Image:
    who = person or Person()
    card, pen = _blank()
    year, month, day = who.birth
    _field(pen, (60, 75), "姓名", who.name, size=40)
    _field(pen, (60, 155), "性别", who.sex)
    _field(pen, (260, 155), "民族", who.ethnicity)
    _field(pen, (60, 232), "出生", f"{year}")
    for text, left in (("年", 270), (str(month), 325), ("月", 375), (str(day), 425), ("日", 480)):
        pen.text(
            (left, 232), text, font=font(34), fill=LABEL if text in "年月日" else INK, anchor="lm"
        )
    _field(pen, (60, 312), "住址", "")
    for line, start in enumerate(range(0, len(who.address), 12)):
        pen.text(
            (170, 312 + 50 * line),
            who.address[start : start + 12],
            font=font(34),
            fill=INK,
            anchor="lm",
        )
    pen.text((60, 560), "公民身份号码", font=font(32), fill=LABEL, anchor="lm")
    pen.text((340, 560), " ".join(who.full_number), font=font(36), fill=INK, anchor="lm")
    pen.ellipse((740, 120, 860, 270), fill=(150, 160, 170))
    pen.pieslice((680, 270, 920, 640), 180, 360, fill=(150, 160, 170))
    return _on_table(card)


def emblem(person: Person | None = None) -> Image.Image:
    who = person or Person()
    card, pen = _blank()
    pen.ellipse((70, 60, 220, 210), fill=(190, 60, 50))
    pen.text((600, 110), "中华人民共和国", font=font(60), fill=INK, anchor="mm")
    pen.text((600, 230), "居 民 身 份 证", font=font(76), fill=INK, anchor="mm")
    pen.text((215, 475), "签发机关", font=font(32), fill=INK, anchor="lm")
    pen.text((380, 475), who.authority, font=font(34), fill=INK, anchor="lm")
    pen.text((215, 560), "有效期限", font=font(32), fill=INK, anchor="lm")
    pen.text((380, 560), who.validity, font=font(34), fill=INK, anchor="lm")
    return _on_table(card)


def driving_license(person: Person | None = None) -> Image.Image:
    """Drivers have it at hand: name, sex, address and the ID number too, but it is not the card."""
    who = person or Person()
    card, pen = _blank()
    pen.text((505, 60), "中华人民共和国机动车驾驶证", font=font(48), fill=INK, anchor="mm")
    rows = (
        f"证号 {who.full_number}",
        f"姓名 {who.name} 性别 {who.sex}",
        f"住址 {who.address}",
        "出生日期 1990-08-27",
        "准驾车型 C1",
    )
    for row, text in enumerate(rows):
        pen.text((60, 160 + 85 * row), text, font=font(34), fill=INK, anchor="lm")
    return _on_table(card)


def newsprint() -> Image.Image:
    page = Image.new("RGB", (1280, 900), (235, 232, 225))
    pen = ImageDraw.Draw(page)
    words = "快递员骑手司机工会活动通知今天下午两点在职工服务中心免费体检欢迎参加"
    for row in range(30):
        line = words[row % 9 :] + words[: row % 9]
        pen.text((40, 20 + row * 29), line, font=font(22), fill=INK)
    return page


def landscape() -> Image.Image:
    sky = Image.linear_gradient("L").resize((1280, 900))
    return Image.merge("RGB", (sky, sky.rotate(90).resize((1280, 900)), sky))


def darkened(photo: Image.Image, share: float) -> Image.Image:
    return ImageEnhance.Brightness(photo).enhance(share)


def blurred(photo: Image.Image, radius: float) -> Image.Image:
    return photo.filter(ImageFilter.GaussianBlur(radius))


def without_bottom(photo: Image.Image, share: float = 0.3) -> Image.Image:
    return photo.crop((0, 0, photo.width, int(photo.height * (1 - share))))


def with_glare(photo: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """`box` in the card's own coordinates."""
    spot = Image.new("L", photo.size, 0)
    ImageDraw.Draw(spot).ellipse([value + 130 for value in box], fill=255)
    lit = photo.copy()
    lit.paste((255, 255, 255), mask=spot.filter(ImageFilter.GaussianBlur(6)))
    return lit


def jpeg(photo: Image.Image, quality: int = 88) -> bytes:
    buffer = io.BytesIO()
    photo.convert("RGB").save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def with_wrong_checksum(person: Person) -> Person:
    right = person.full_number
    return replace(person, number=right[:17] + ("1" if right[17] != "1" else "2"))


def _blank() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    card = Image.new("RGB", CARD, PAPER)
    return card, ImageDraw.Draw(card)


def _field(
    pen: ImageDraw.ImageDraw, at: tuple[int, int], label: str, value: str, size: int = 34
) -> None:
    left, middle = at
    pen.text((left, middle), label, font=font(32), fill=LABEL, anchor="lm")
    pen.text((left + 110, middle), value, font=font(size), fill=INK, anchor="lm")


def _on_table(card: Image.Image) -> Image.Image:
    table = Image.new("RGB", (card.width + 260, card.height + 260), TABLE)
    table.paste(card, (130, 130))
    ImageDraw.Draw(table).text(
        (table.width // 2, 65), "样本 SPECIMEN", font=font(36), fill=(200, 190, 180), anchor="mm"
    )
    return table
