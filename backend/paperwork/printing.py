"""A paper as a file: DOCX to edit, PDF to print."""

import asyncio
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from backend.paperwork.as_docx import as_docx
from backend.paperwork.as_pdf import as_pdf
from backend.paperwork.paper import Paper


class Form(StrEnum):
    docx = "docx"
    pdf = "pdf"


MEDIA_TYPES = {
    Form.docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.pdf: "application/pdf",
}


async def printed(paper: Paper, form: Form, font: Path | None) -> bytes:
    """Takes a good part of a second, so in a thread. Raises NoChineseFont for a PDF."""
    if form is Form.docx:
        return await asyncio.to_thread(as_docx, paper)
    return await asyncio.to_thread(as_pdf, paper, font)


def headers_of(name: str, *, is_shown: bool = False) -> dict[str, str]:
    """`is_shown` where a phone can show it at once."""
    how = "inline" if is_shown else "attachment"
    return {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
