"""Keep, read and delete what people sent. Bytes are cleaned and encrypted before anything is stored."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import Database, utc_now
from backend.documents.files import EncryptedFiles
from backend.documents.images import CleanImage, ImageRefused, inspect_image
from backend.documents.models import Document
from backend.errors import NotFound, Refused

# A photo that turns out to serve nothing goes as one of an abandoned application does (L05).
_UNUSED_KEPT = timedelta(days=7)


async def keep_photo(
    database: Database, files: EncryptedFiles, *, contact_id: UUID, raw: bytes
) -> UUID:
    """Clean, encrypt and store a photo. Raises Refused (photo_too_large, photo_not_image).

    The file is written before its row: a crash in between leaves bytes nobody has a key for.
    """
    try:
        clean = await asyncio.to_thread(inspect_image, raw)
    except ImageRefused as refusal:
        raise Refused(refusal.code, refusal.reason) from refusal
    return await store_photo(
        database,
        files,
        clean,
        contact_id=contact_id,
        purpose="chat_photo",
        delete_after=utc_now() + _UNUSED_KEPT,
    )


async def store_photo(
    database: Database,
    files: EncryptedFiles,
    clean: CleanImage,
    *,
    contact_id: UUID,
    purpose: str,
    delete_after: datetime,
) -> UUID:
    return await store(
        database,
        files,
        clean.jpeg,
        contact_id=contact_id,
        purpose=purpose,
        media_type=clean.media_type,
        delete_after=delete_after,
        width=clean.width,
        height=clean.height,
    )


async def store(
    database: Database,
    files: EncryptedFiles,
    content: bytes,
    *,
    contact_id: UUID,
    purpose: str,
    media_type: str,
    delete_after: datetime,
    width: int = 0,
    height: int = 0,
) -> UUID:
    """Encrypted as it is: the caller has looked at what it is."""
    document_id = uuid4()
    wrapped_key = await asyncio.to_thread(files.write, document_id, content)
    async with database.transaction() as session:
        session.add(
            Document(
                id=document_id,
                contact_id=contact_id,
                purpose=purpose,
                wrapped_key=wrapped_key,
                media_type=media_type,
                delete_after=delete_after,
                size=len(content),
                width=width,
                height=height,
            )
        )
    return document_id


async def get_document(session: AsyncSession, document_id: UUID) -> Document:
    """Raises NotFound when it never was, or was deleted."""
    document = await session.get(Document, document_id)
    if document is None or document.deleted_at is not None:
        raise NotFound("document")
    return document


async def read_document(session: AsyncSession, files: EncryptedFiles, document_id: UUID) -> bytes:
    """The JPEG. Whoever calls has checked the scope and written the audit row."""
    document = await get_document(session, document_id)
    if document.wrapped_key is None:
        raise NotFound("document")
    return await asyncio.to_thread(files.read, document_id, document.wrapped_key)


async def put_to_use(session: AsyncSession, document_id: UUID, purpose: str) -> None:
    """The photo serves something now; how long it is kept follows from that."""
    document = await get_document(session, document_id)
    document.purpose = purpose
    document.delete_after = None


async def delete_due(session: AsyncSession, files: EncryptedFiles, *, limit: int = 100) -> int:
    """Delete what is due: the file goes, and the key that could open a copy of it."""
    rows = await session.scalars(
        select(Document)
        .where(Document.delete_after <= utc_now(), Document.deleted_at.is_(None))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    count = 0
    for document in rows:
        await asyncio.to_thread(files.delete, document.id)
        document.wrapped_key = None
        document.deleted_at = utc_now()
        count += 1
    return count
