"""The poster: names whole, everything on the page, and a code that a phone reads."""

from datetime import date
from io import BytesIO
from pathlib import Path

import cv2
import numpy
import pytest
from PIL import Image

from backend.outreach import fonts
from backend.outreach.fonts import NoChineseFont, find_fonts
from backend.outreach.poster import draw
from backend.outreach.poster_words import PosterWords, phrases, wrapped
from backend.unions.places import counties

URL = "http://weixin.qq.com/q/02abcdEFGHijk1000000M07x"
LONG_COUNTY = "洛阳市瀍河回族区新业态工会联合会"


def words(organization: str = "郑州市金水区新业态工会联合会", **others: object) -> PosterWords:
    return PosterWords(organization, URL, date(2026, 11, 24), **others)  # type: ignore[arg-type]


def drawn(poster: PosterWords) -> Image.Image:
    try:
        return Image.open(BytesIO(draw(poster).png())).convert("L")
    except NoChineseFont:
        pytest.skip("no Chinese font is installed, so no poster was drawn")


def read_by_a_phone(page: Image.Image) -> str:
    small = page.resize((page.width // 3, page.height // 3))
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(numpy.asarray(small))
    return str(text)


@pytest.mark.parametrize(
    "poster",
    [
        words(),
        words(account="豫工惠·新业态工会联合会"),
        words(
            LONG_COUNTY,
            drive="冬季货运物流企业集中建会百日攻坚行动",
            employer="河南中原智慧供应链管理有限公司郑州航空港分公司",
            period=(date(2026, 11, 1), date(2027, 1, 31)),
        ),
        words("驻马店市网络货运与道路运输及城市配送和仓储物流行业工会联合会"),
    ],
)
def test_a_phone_reads_the_code_of_every_poster(poster: PosterWords) -> None:
    page = drawn(poster)
    assert page.size == (2480, 3508)
    assert read_by_a_phone(page) == URL


@pytest.mark.parametrize("account", ["", "豫工惠·新业态工会联合会"])
def test_nothing_touches_the_margin_of_the_page(account: str) -> None:
    page = numpy.asarray(drawn(words(LONG_COUNTY, account=account)))
    below_the_band = page[800:, :]
    assert (below_the_band[:, :150] > 250).all()
    assert (below_the_band[:, -150:] > 250).all()
    assert (page[-90:, :] > 250).all()


def test_the_pdf_is_one_a4_page() -> None:
    try:
        content = draw(words()).pdf("海报")
    except NoChineseFont:
        pytest.skip("no Chinese font is installed, so no poster was drawn")
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == 1
    assert b"595.2" in content  # 210 mm in points


def test_no_countys_name_is_cut() -> None:
    """Whatever the line's width, 金水区 stays in one piece."""
    for county in counties():
        name = f"{county.label}新业态工会联合会"
        assert "".join(phrases(name)) == name
        for width in (9, 11, 14):
            lines = wrapped(phrases(name), width, len)
            assert any(county.name in line for line in lines), (county.label, lines)


def test_lines_are_about_equally_long() -> None:
    assert wrapped(phrases(LONG_COUNTY), 14, len) == ["洛阳市瀍河回族区", "新业态工会联合会"]


def test_a_piece_longer_than_the_line_is_cut_rather_than_lost() -> None:
    endless = "网络货运与道路运输及城市配送"
    assert "".join(wrapped([endless], 6, len)) == endless
    assert max(map(len, wrapped([endless], 6, len))) <= 6


def test_a_machine_without_a_chinese_font_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoChineseFont, match="POSTER_FONT"):
        find_fonts(tmp_path / "missing.ttc")
    with pytest.raises(NoChineseFont, match="fonts-noto-cjk"):
        fonts._installed((tmp_path,))
