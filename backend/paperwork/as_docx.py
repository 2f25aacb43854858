"""A paper as DOCX, to be edited in any office program."""

from io import BytesIO

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from backend.paperwork.paper import BLANK, Paper, Party, Proof, Section, written

_BODY, _HEAD = "宋体", "黑体"
_GRAY = RGBColor(0x5F, 0x66, 0x6E)


def as_docx(paper: Paper) -> bytes:
    document = Document()
    _page(document)
    document.core_properties.title = paper.title
    document.core_properties.author = ""
    _mark(document, paper.mark)
    _centered(document, paper.title, 22)
    for party in paper.parties:
        _party(document, party)
    for section in paper.sections:
        _section(document, section)
    _addressed(document, paper)
    _evidence(document, paper.evidence)
    _hints(document, paper.hints)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: DocxDocument) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.8)
    page.top_margin = page.bottom_margin = Cm(2.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _BODY, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _BODY)
    style.paragraph_format.line_spacing = 1.5
    style.paragraph_format.space_after = Pt(0)


def _mark(document: DocxDocument, words: str) -> None:
    """In the header, so that it stands on every page."""
    line = document.sections[0].header.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = line.add_run(words)
    run.font.size, run.font.color.rgb = Pt(9), _GRAY


def _centered(document: DocxDocument, words: str, size: int) -> None:
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_after = Pt(12)
    run = line.add_run(words)
    run.bold, run.font.size = True, Pt(size)
    _head_font(run)


def _heading(document: DocxDocument, words: str) -> None:
    line = document.add_paragraph()
    line.paragraph_format.space_before = Pt(10)
    line.paragraph_format.keep_with_next = True
    run = line.add_run(words)
    run.bold, run.font.size = True, Pt(14)
    _head_font(run)


def _head_font(run: object) -> None:
    run.font.name = _HEAD  # type: ignore[attr-defined]
    run._element.rPr.rFonts.set(qn("w:eastAsia"), _HEAD)  # type: ignore[attr-defined]


def _party(document: DocxDocument, party: Party) -> None:
    _heading(document, party.role)
    for label, value in party.lines:
        document.add_paragraph(f"{label}：{written(value)}")


def _section(document: DocxDocument, section: Section) -> None:
    _heading(document, section.heading)
    for number, words in enumerate(section.paragraphs, start=1):
        line = document.add_paragraph()
        line.paragraph_format.first_line_indent = Pt(24)
        line.add_run(f"{number}. {words}" if section.numbered else words)


def _addressed(document: DocxDocument, paper: Paper) -> None:
    line = document.add_paragraph("此致")
    line.paragraph_format.space_before = Pt(12)
    document.add_paragraph(paper.authority)
    for words in (f"{paper.signer}（签名）：{BLANK}", "　　　　年　　月　　日"):
        signed = document.add_paragraph(words)
        signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _evidence(document: DocxDocument, proofs: tuple[Proof, ...]) -> None:
    _heading(document, "证据清单")
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, ("序号", "证据", "来源"), strict=True):
        cell.text = words
    for number, proof in enumerate(proofs, start=1):
        cells = table.add_row().cells
        for cell, words in zip(cells, (str(number), proof.what, proof.source), strict=True):
            cell.text = words
    for row in table.rows:
        for cell, width in zip(row.cells, (Cm(1.4), Cm(8.6), Cm(5.4)), strict=True):
            cell.width = width


def _hints(document: DocxDocument, hints: tuple[str, ...]) -> None:
    if not hints:
        return
    _heading(document, "交之前看一眼（交的时候去掉这一段）")
    for words in hints:
        line = document.add_paragraph()
        run = line.add_run(f"· {words}")
        run.font.size, run.font.color.rgb = Pt(10), _GRAY
