"""A paper as PDF, with the font embedded: it prints the same everywhere."""

import json
from dataclasses import asdict
from pathlib import Path

import typst

from backend.outreach.fonts import find_fonts
from backend.paperwork.paper import Paper

_TEMPLATE = Path(__file__).parent / "templates" / "paper.typ"
# Families of the files `find_fonts` knows, the ones with a face for print first.
_FAMILIES = {
    "NotoSansCJK": "Noto Sans CJK SC",
    "NotoSansSC": "Noto Sans SC",
    "SourceHanSansSC": "Source Han Sans SC",
    "wqy-microhei": "WenQuanYi Micro Hei",
    "wqy-zenhei": "WenQuanYi Zen Hei",
    "PingFang": "PingFang SC",
}


def as_pdf(paper: Paper, font: Path | None = None) -> bytes:
    """Takes a good part of a second: call it off the event loop. Raises NoChineseFont."""
    regular = find_fonts(font).regular
    inputs = {"paper": json.dumps({**asdict(paper), "mark": paper.mark}), "font": _family(regular)}
    pdf: bytes = typst.compile(
        _TEMPLATE, format="pdf", sys_inputs=inputs, font_paths=[regular.parent]
    )
    return pdf


def _family(regular: Path) -> str:
    for beginning, family in _FAMILIES.items():
        if regular.name.startswith(beginning):
            return family
    return _FAMILIES["NotoSansCJK"]
