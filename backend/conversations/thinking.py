"""What one turn does: the photo is fetched, the choice resolved, the assistant asked."""

import logging
from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.contracts.messages import InboundKind
from backend.conversations import handoffs, options, outbox, prompts, service
from backend.conversations.assistant import Assistant
from backend.conversations.bubbles import Said
from backend.conversations.gateway import Gateway
from backend.conversations.turn_store import Claimed
from backend.database import Database
from backend.desk import taps
from backend.documents.files import EncryptedFiles
from backend.documents.recordings import RecordingRefused, keep_recording
from backend.documents.service import keep_photo
from backend.errors import Refused
from backend.privacy import consents
from backend.unions import locations

logger = logging.getLogger(__name__)

# A restart behind the assistant may puzzle it once; more often, it is a gap in its rules.
_MOST_PUZZLED = 3

# Another feature knows whether somebody is telling of a trouble; it is handed in at composition.
IsTelling = Callable[[AsyncSession, UUID], Awaitable[bool]]


class Thinker:
    """No transaction is open while the platform or the assistant is being asked."""

    def __init__(
        self,
        database: Database,
        assistant: Assistant,
        gateway: Gateway,
        files: EncryptedFiles,
        is_telling: IsTelling,
    ) -> None:
        self._database = database
        self._assistant = assistant
        self._gateway = gateway
        self._files = files
        self._is_telling = is_telling

    async def think(self, claimed: Claimed) -> list[Said]:
        """The bubbles of the answer. Raises AssistantUnavailable or GatewayUnavailable."""
        chosen = _chosen(claimed)
        if taps.is_ours(chosen):
            return await self._tapped(claimed, chosen or "")
        if not claimed.owned_by_bot:
            await self._keep_for_staff(claimed)
            return []
        said = None
        if claimed.attempts > 1 and not claimed.was_cut_short:
            said = await self._assistant.answer_already_given(
                claimed.contact_id, claimed.message_id
            )
        if claimed.was_cut_short:
            await self._assistant.listen_again(claimed.contact_id)
        if not said:
            if claimed.handed_back_seq is not None:
                await self._assistant.begin_anew(claimed.contact_id)
            prompt = await self._prompt(claimed, chosen)
            said = await self._assistant.answer(
                claimed.contact_id,
                claimed.message_id,
                prompt,
                is_last_try=claimed.attempts >= _MOST_PUZZLED,
            )
        return said

    async def _tapped(self, claimed: Claimed, payload: str) -> list[Said]:
        """While a colleague has the conversation the tap counts, and nobody talks into it."""
        async with self._database.transaction() as session:
            said = await taps.answer(session, claimed.contact_id, payload)
        return said if claimed.owned_by_bot else []

    async def _keep_for_staff(self, claimed: Claimed) -> None:
        """What was sent to a colleague is there for them: that person asked for a person (L05)."""
        if claimed.document_id is not None or claimed.media_id is None:
            return
        if claimed.kind is InboundKind.voice:
            await self._keep_recording(claimed)
        elif claimed.kind is InboundKind.image:
            try:
                await self._keep_photo(claimed)
            except Refused as refusal:
                logger.info("photo of message %s: %s", claimed.message_id, refusal.code.value)

    async def wake_outbox(self) -> None:
        await outbox.wake(self._database)

    async def call_for_help(self, claimed: Claimed) -> None:
        """Staff find the message the assistant could not answer."""
        async with self._database.transaction() as session:
            await handoffs.request(session, claimed.contact_id, reason="assistant_failed")

    async def _prompt(self, claimed: Claimed, chosen: str | None) -> str:
        if claimed.kind is InboundKind.image:
            return await self._photo_prompt(claimed)
        if _is_words(claimed):
            return chosen or prompts.for_text(claimed.text)
        if claimed.kind is InboundKind.voice:
            return await self._voice_prompt(claimed)
        county = locations.county_at(claimed.text, claimed.latitude, claimed.longitude)
        return prompts.for_event(
            claimed.kind,
            key=claimed.key,
            county=county.code if county else None,
            platform=claimed.platform_type,
        )

    async def _photo_prompt(self, claimed: Claimed) -> str:
        """Nothing is fetched, let alone stored, from somebody who has not consented (L05)."""
        if claimed.document_id is not None:
            return prompts.payload("send_photo", photo=str(claimed.document_id))
        async with self._database.transaction() as session:
            if not await consents.has_consented(session, claimed.contact_id):
                return prompts.payload("send_photo", problem=ErrorCode.consent_required.value)
        try:
            document_id = await self._keep_photo(claimed)
        except Refused as refusal:
            return prompts.payload("send_photo", problem=refusal.code.value)
        return prompts.payload("send_photo", photo=str(document_id))

    async def _keep_photo(self, claimed: Claimed) -> UUID:
        if claimed.media_id is None:
            raise Refused(ErrorCode.photo_missing)
        raw = await self._gateway.fetch_media(claimed.media_id)
        document_id = await keep_photo(
            self._database, self._files, contact_id=claimed.contact_id, raw=raw
        )
        async with self._database.transaction() as session:
            await service.attach_document(session, claimed.message_id, document_id)
        return document_id

    async def _voice_prompt(self, claimed: Claimed) -> str:
        """Kept where somebody will listen: one of us was asked for, or it is evidence (L05)."""
        async with self._database.transaction() as session:
            is_waiting = await handoffs.is_waiting(session, claimed.contact_id)
            is_evidence = await self._is_telling(session, claimed.contact_id)
            has_consented = await consents.has_consented(session, claimed.contact_id)
        if not (is_waiting or (is_evidence and has_consented)):
            return _not_heard(ErrorCode.consent_required if is_evidence else None)
        document_id = claimed.document_id or await self._keep_recording(claimed)
        if document_id is None:
            return _not_heard(ErrorCode.recording_unusable if is_evidence else None)
        is_for_case = is_evidence and has_consented
        return prompts.payload("send_recording", document=str(document_id) if is_for_case else None)

    async def _keep_recording(self, claimed: Claimed) -> UUID | None:
        """None when the platform has it no more, or it is nothing to listen to."""
        if claimed.media_id is None:
            return None
        try:
            raw = await self._gateway.fetch_media(claimed.media_id)
            document_id = await keep_recording(
                self._database, self._files, contact_id=claimed.contact_id, raw=raw
            )
        except (Refused, RecordingRefused):
            return None
        async with self._database.transaction() as session:
            await service.attach_document(session, claimed.message_id, document_id)
        return document_id


def _not_heard(problem: ErrorCode | None) -> str:
    return prompts.payload("send_recording", problem=problem.value) if problem else "/send_voice"


def _is_words(claimed: Claimed) -> bool:
    is_heard = claimed.kind is InboundKind.voice and bool(claimed.text)
    return claimed.kind is InboundKind.text or is_heard


def _chosen(claimed: Claimed) -> str | None:
    """To a colleague's question 「1」 is an answer, not the first of our options."""
    is_tap = claimed.option_id is not None
    if not _is_words(claimed) or not (claimed.owned_by_bot or is_tap):
        return None
    return options.resolve(claimed.text, claimed.option_id, claimed.options)
