"""What staff put to a case: told apart by its bytes, cleaned where it is a photo, encrypted from the first on."""

import asyncio
import io
import zipfile
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from backend.documents import recordings
from backend.documents.files import EncryptedFiles
from backend.documents.images import ImageRefused, inspect_image, sniff
from backend.documents.models import Document

MAX_BYTES: Final = 20 * 1024 * 1024
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
# The part of an Office file that makes it what it is; older formats hide programs, and are refused.
_OFFICE_PARTS: Final = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
}
_FILM_BRANDS: Final = {
    b"isom": "video/mp4",
    b"iso2": "video/mp4",
    b"mp41": "video/mp4",
    b"mp42": "video/mp4",
    b"avc1": "video/mp4",
    b"3gp4": "video/mp4",
    b"3gp5": "video/mp4",
    b"qt  ": "video/mp4",
    b"M4A ": "audio/mp4",
}


class PaperRefused(Exception):
    """`why`: empty, too_large, or kind: nothing that proves anything, perhaps a program."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, repr=False)
class Paper:
    content: bytes
    media_type: str
    width: int = 0
    height: int = 0


def inspect(raw: bytes) -> Paper:
    """What the sender calls the file does not count. Raises PaperRefused. CPU work."""
    if not raw:
        raise PaperRefused("empty")
    if len(raw) > MAX_BYTES:
        raise PaperRefused("too_large")
    if sniff(raw) is not None:
        return _photo(raw)
    media_type = _film(raw) or _document(raw) or _recording(raw)
    if media_type is None:
        raise PaperRefused("kind")
    return Paper(raw, media_type)


def _photo(raw: bytes) -> Paper:
    try:
        clean = inspect_image(raw)
    except ImageRefused as refusal:
        is_large = refusal.code.value == "photo_too_large"
        raise PaperRefused("too_large" if is_large else "kind") from refusal
    return Paper(clean.jpeg, clean.media_type, clean.width, clean.height)


def _film(raw: bytes) -> str | None:
    return _FILM_BRANDS.get(raw[8:12]) if raw[4:8] == b"ftyp" else None


def _recording(raw: bytes) -> str | None:
    """Of any length up to ours: what somebody recorded themselves is longer than the platform's minute."""
    try:
        return recordings.media_type_of(raw[:16])
    except recordings.RecordingRefused:
        return None


def _document(raw: bytes) -> str | None:
    """Only the list of an archive's parts is read, nothing is unpacked."""
    if raw.startswith(b"%PDF-"):
        return "application/pdf"
    if not raw.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in parts or any("vba" in part.lower() for part in parts):
        return None
    return next((kind for part, kind in _OFFICE_PARTS.items() if part in parts), None)


async def kept(
    files: EncryptedFiles, paper: Paper, *, contact_id: UUID | None, purpose: str
) -> Document:
    """The file is written; the row is for the caller to add, and without it the file is noise."""
    document_id = uuid4()
    wrapped_key = await asyncio.to_thread(files.write, document_id, paper.content)
    return Document(
        id=document_id,
        contact_id=contact_id,
        purpose=purpose,
        wrapped_key=wrapped_key,
        media_type=paper.media_type,
        size=len(paper.content),
        width=paper.width,
        height=paper.height,
    )
