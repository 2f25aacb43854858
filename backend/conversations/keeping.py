"""A photo, recording or video somebody sent, fetched from the platform and kept encrypted."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from backend.contracts.errors import ErrorCode
from backend.contracts.messages import InboundKind
from backend.conversations import service
from backend.conversations.gateway import Gateway, GatewayUnavailable
from backend.conversations.turn_store import Claimed
from backend.database import Database, utc_now
from backend.documents.files import EncryptedFiles
from backend.documents.recordings import RecordingRefused, keep_recording
from backend.documents.service import keep_photo
from backend.documents.videos import keep_video
from backend.errors import Refused

_MISSING = {
    InboundKind.image: ErrorCode.photo_missing,
    InboundKind.voice: ErrorCode.recording_unusable,
    InboundKind.video: ErrorCode.video_unusable,
}
# All that somebody says after it waits meanwhile. So often and so long, and it counts as missing.
_MOST_TRIES = 5
_WORTH_WAITING = timedelta(minutes=2)


class Keeper:
    """No transaction is open while the platform is being asked."""

    def __init__(self, database: Database, gateway: Gateway, files: EncryptedFiles) -> None:
        self._database = database
        self._gateway = gateway
        self._files = files
        self._keep: dict[InboundKind, Callable[[UUID, str], Awaitable[UUID]]] = {
            InboundKind.image: self._photo,
            InboundKind.voice: self._recording,
            InboundKind.video: self._video,
        }

    def keeps(self, kind: InboundKind) -> bool:
        return kind in self._keep

    async def keep(self, claimed: Claimed) -> UUID:
        """Once, however often the turn begins anew. Raises Refused or GatewayUnavailable.

        Whoever calls knows that somebody will look at it, or that the person has consented (L05).
        """
        if claimed.document_id is not None:
            return claimed.document_id
        if claimed.media_id is None:
            raise Refused(_MISSING[claimed.kind])
        try:
            document_id = await self._keep[claimed.kind](claimed.contact_id, claimed.media_id)
        except GatewayUnavailable as problem:
            if _is_worth_waiting(claimed):
                raise
            raise Refused(_MISSING[claimed.kind], str(problem)) from problem
        async with self._database.transaction() as session:
            await service.attach_document(session, claimed.message_id, document_id)
        return document_id

    async def _photo(self, contact_id: UUID, media_id: str) -> UUID:
        raw = await self._gateway.fetch_media(media_id)
        return await keep_photo(self._database, self._files, contact_id=contact_id, raw=raw)

    async def _recording(self, contact_id: UUID, media_id: str) -> UUID:
        """One refusal for whatever is wrong: gone, too large, or nothing to listen to."""
        try:
            raw = await self._gateway.fetch_media(media_id)
            return await keep_recording(self._database, self._files, contact_id=contact_id, raw=raw)
        except (Refused, RecordingRefused) as refusal:
            raise Refused(ErrorCode.recording_unusable, str(refusal)) from refusal

    async def _video(self, contact_id: UUID, media_id: str) -> UUID:
        raw = await self._gateway.fetch_video(media_id)
        return await keep_video(self._database, self._files, contact_id=contact_id, raw=raw)


def _is_worth_waiting(claimed: Claimed) -> bool:
    return claimed.attempts < _MOST_TRIES or utc_now() - claimed.created_at < _WORTH_WAITING
