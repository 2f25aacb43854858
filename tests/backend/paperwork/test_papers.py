"""Papers say what the person said, under the law's headings, and leave room for the rest (L07, L08)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document

from backend.outreach.fonts import NoChineseFont, find_fonts
from backend.paperwork.arbitration import arbitration_application
from backend.paperwork.as_docx import as_docx
from backend.paperwork.as_pdf import as_pdf
from backend.paperwork.complaint import arrears_complaint
from backend.paperwork.facts import Applicant, Dispute, money
from backend.paperwork.paper import BLANK, Paper

RIDER = Applicant(
    name="样本小满",
    sex="男",
    birth=date(1990, 1, 2),
    id_number="410199199001020019",
    phone="13800005678",
    trade="外卖配送",
)
WAGES = Dispute(
    number="SQ-4101-000031",
    employer="美团站点（花园路站）",
    place="郑州市金水区",
    relation="口头",
    period="2026年7月至9月",
    amount=Decimal("12000"),
    people=12,
    left_on=date(2026, 9, 30),
    story="站长跑了，仨月工资没发。",
    evidence=("接单截图", "群聊记录"),
)


def lines_of(paper: Paper) -> list[str]:
    """The DOCX as somebody reads it, tables included."""
    document = Document(BytesIO(as_docx(paper)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def test_an_application_has_everything_article_28_asks_for() -> None:
    lines = lines_of(arbitration_application(RIDER, WAGES))
    for wanted in (
        "姓名：样本小满",
        "性别：男",
        "职业：外卖配送",
        f"法定代表人（主要负责人）：{BLANK}",
        "仲裁请求",
        "事实和理由",
        "郑州市金水区劳动人事争议仲裁委员会",
        "接单截图",
        "证人",
    ):
        assert wanted in lines
    assert "1. 请求裁决被申请人支付2026年7月至9月拖欠的劳动报酬12,000元；" in lines


def test_what_nobody_said_is_left_to_write_and_never_invented() -> None:
    paper = arbitration_application(Applicant(), Dispute("SQ-1", employer=None, place=None))
    lines = lines_of(paper)
    assert f"姓名：{BLANK}" in lines
    assert f"1. 请求裁决被申请人支付{BLANK}拖欠的劳动报酬{BLANK}；" in lines
    assert not any("None" in line for line in lines)


def test_a_complaint_goes_to_the_labor_inspection_of_the_place_of_work() -> None:
    lines = lines_of(arrears_complaint(RIDER, WAGES))
    assert "郑州市金水区人力资源和社会保障局" in lines
    assert any("（本人部分）" in line for line in lines)
    assert any("货款写成工资要担责任" in line for line in lines)


@pytest.mark.parametrize(("people", "told"), [(9, False), (10, True)])
def test_ten_with_one_claim_learn_of_representatives_art_7(people: int, told: bool) -> None:
    hints = arbitration_application(RIDER, replace(WAGES, people=people)).hints
    assert any("推举代表" in hint for hint in hints) is told


def test_a_draft_says_so_in_its_header() -> None:
    document = Document(BytesIO(as_docx(arbitration_application(RIDER, WAGES))))
    assert "草稿" in document.sections[0].header.paragraphs[0].text


@pytest.mark.parametrize(
    ("amount", "words"),
    [(Decimal("12000"), "12,000元"), (Decimal("300.5"), "300.50元"), (None, None)],
)
def test_money_reads_like_money(amount: Decimal | None, words: str | None) -> None:
    assert money(amount) == words


def has_font() -> bool:
    try:
        find_fonts()
    except NoChineseFont:
        return False
    return True


@pytest.mark.skipif(not has_font(), reason="no Chinese font on this machine")
def test_what_people_write_is_never_markup_in_the_pdf() -> None:
    """Typst would read `#read("…")` in a template; in data it is only words."""
    tricky = replace(WAGES, story='#read("/etc/hostname") *粗* $x^2$ ] #panic("x")')
    pdf = as_pdf(arbitration_application(RIDER, tricky))
    assert pdf.startswith(b"%PDF-")
