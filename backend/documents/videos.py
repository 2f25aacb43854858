"""Videos kept for staff to look at: what happened is often quicker filmed than told."""

import asyncio
from datetime import timedelta
from uuid import UUID

from backend.contracts.errors import ErrorCode
from backend.database import Database, utc_now
from backend.documents.files import EncryptedFiles
from backend.documents.service import store
from backend.errors import Refused

# A minute as WeChat packs it is some 10 MB.
MAX_BYTES = 20 * 1024 * 1024
# As recordings: long enough for whoever was asked to help, and for a question afterwards.
_KEPT = timedelta(days=30)
_QUICKTIME = b"qt  "
# Pictures in the same wrapping, which no player shows.
_STILL = (b"heic", b"heix", b"mif1", b"msf1", b"avif")


class VideoRefused(Exception):
    """Too large, or no video at all."""


def media_type_of(raw: bytes) -> str:
    """By the first bytes: a size, `ftyp`, and whose. Raises VideoRefused."""
    if len(raw) > MAX_BYTES:
        raise VideoRefused("bytes")
    brand = raw[8:12]
    if raw[4:8] != b"ftyp" or len(brand) < 4 or brand in _STILL:
        raise VideoRefused("unknown type")
    if not 16 <= int.from_bytes(raw[:4]) <= len(raw):
        raise VideoRefused("cut short")
    if brand == _QUICKTIME:
        return "video/quicktime"
    return "video/3gpp" if brand.startswith(b"3g") else "video/mp4"


async def keep_video(
    database: Database, files: EncryptedFiles, *, contact_id: UUID, raw: bytes
) -> UUID:
    """Encrypt and store as it is, and delete it after its time. Raises Refused (video_unusable)."""
    try:
        media_type = await asyncio.to_thread(media_type_of, raw)
    except VideoRefused as refusal:
        raise Refused(ErrorCode.video_unusable, str(refusal)) from refusal
    return await store(
        database,
        files,
        raw,
        contact_id=contact_id,
        purpose="chat_video",
        media_type=media_type,
        delete_after=utc_now() + _KEPT,
    )
