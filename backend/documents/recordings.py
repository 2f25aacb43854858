"""Voice messages kept for staff to listen to: nobody's machine understands dialect on a motorbike."""

from datetime import timedelta
from uuid import UUID

from backend.database import Database, utc_now
from backend.documents.files import EncryptedFiles
from backend.documents.service import store

# A minute of speech, the longest the platform records, is some 100 KB.
MAX_BYTES = 2 * 1024 * 1024
# Long enough for whoever was asked to help, and for a question afterwards.
_KEPT = timedelta(days=30)
_BEGINNINGS = {
    b"#!AMR-WB\n": "audio/amr-wb",
    b"#!AMR\n": "audio/amr",
    b"OggS": "audio/ogg",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
}


class RecordingRefused(Exception):
    """Too large, or no recording at all."""


def media_type_of(raw: bytes) -> str:
    """By the first bytes. Raises RecordingRefused."""
    if len(raw) > MAX_BYTES:
        raise RecordingRefused("bytes")
    for beginning, media_type in _BEGINNINGS.items():
        if raw.startswith(beginning):
            return media_type
    raise RecordingRefused("unknown type")


async def keep_recording(
    database: Database, files: EncryptedFiles, *, contact_id: UUID, raw: bytes
) -> UUID:
    """Encrypt and store as it is, and delete it after its time. Raises RecordingRefused."""
    media_type = media_type_of(raw)
    return await store(
        database,
        files,
        raw,
        contact_id=contact_id,
        purpose="chat_voice",
        media_type=media_type,
        delete_after=utc_now() + _KEPT,
    )
