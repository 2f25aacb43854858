"""A photo a colleague sends to a person: cleaned as any other, and small enough for the platform."""

import asyncio
import logging
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.database import Database, utc_now
from backend.documents.files import EncryptedFileError, EncryptedFiles
from backend.documents.images import (
    CleanImage,
    ImageRefused,
    inspect_image,
    no_larger_than,
    sniff,
)
from backend.documents.service import get_document, read_document, store_photo
from backend.errors import NotFound, Refused

logger = logging.getLogger(__name__)

PURPOSE: Final = "staff_photo"
# The platform's page says 10 MB in one place and 2 MB in another; the stricter holds in both.
MOST_SENT: Final = 2 * 1024 * 1024
_ACCEPTED: Final = frozenset({"JPEG", "PNG"})
_UNSENT_KEPT = timedelta(days=1)
# One day longer than words wait for somebody who cannot be written to.
_SENT_KEPT = timedelta(days=31)


async def keep(database: Database, files: EncryptedFiles, *, contact_id: UUID, raw: bytes) -> UUID:
    """Not sent yet. Raises Refused (photo_too_large, photo_not_image)."""
    try:
        clean = await asyncio.to_thread(_fit, raw)
    except ImageRefused as refusal:
        raise Refused(refusal.code, refusal.reason) from refusal
    return await store_photo(
        database,
        files,
        clean,
        contact_id=contact_id,
        purpose=PURPOSE,
        delete_after=utc_now() + _UNSENT_KEPT,
    )


def _fit(raw: bytes) -> CleanImage:
    clean = inspect_image(raw)
    if sniff(raw) not in _ACCEPTED:
        raise ImageRefused(ErrorCode.photo_not_image, clean.source_format.lower())
    return no_larger_than(clean, MOST_SENT)


async def take(session: AsyncSession, contact_id: UUID, document_id: UUID) -> None:
    """It is being sent; what was meant for somebody else is not found."""
    document = await get_document(session, document_id)
    if document.contact_id != contact_id or document.purpose != PURPOSE:
        raise NotFound(f"document {document_id}")
    document.delete_after = utc_now() + _SENT_KEPT


async def content_of(database: Database, files: EncryptedFiles, document_id: UUID) -> bytes | None:
    """None once it is gone: then nothing can be sent any more."""
    try:
        async with database.transaction() as session:
            return await read_document(session, files, document_id)
    except (NotFound, EncryptedFileError) as problem:
        logger.warning("photo %s cannot be sent: %s", document_id, type(problem).__name__)
        return None
