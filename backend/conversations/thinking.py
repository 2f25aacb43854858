"""What one turn does: the photo is fetched, the choice resolved, the assistant asked."""

from backend.contracts.errors import ErrorCode
from backend.contracts.messages import InboundKind
from backend.conversations import handoffs, options, outbox, prompts, service
from backend.conversations.assistant import Assistant
from backend.conversations.bubbles import Said
from backend.conversations.gateway import Gateway
from backend.conversations.turn_store import Claimed
from backend.database import Database
from backend.documents.files import EncryptedFiles
from backend.documents.recordings import RecordingRefused, keep_recording
from backend.documents.service import keep_photo
from backend.errors import Refused
from backend.privacy import consents
from backend.unions import locations


class Thinker:
    """No transaction is open while the platform or the assistant is being asked."""

    def __init__(
        self,
        database: Database,
        assistant: Assistant,
        gateway: Gateway,
        files: EncryptedFiles,
    ) -> None:
        self._database = database
        self._assistant = assistant
        self._gateway = gateway
        self._files = files

    async def think(self, claimed: Claimed) -> list[Said]:
        """The bubbles of the answer. Raises AssistantUnavailable or GatewayUnavailable."""
        if not claimed.owned_by_bot:
            return []
        said = None
        if claimed.attempts > 1 and not claimed.was_cut_short:
            said = await self._assistant.answer_already_given(
                claimed.contact_id, claimed.message_id
            )
        if claimed.was_cut_short:
            await self._assistant.listen_again(claimed.contact_id)
        if not said:
            prompt = await self._prompt(claimed)
            said = await self._assistant.answer(claimed.contact_id, claimed.message_id, prompt)
        return said

    async def wake_outbox(self) -> None:
        await outbox.wake(self._database)

    async def call_for_help(self, claimed: Claimed) -> None:
        """Staff find the message the assistant could not answer."""
        async with self._database.transaction() as session:
            await handoffs.request(session, claimed.contact_id, reason="assistant_failed")

    async def _prompt(self, claimed: Claimed) -> str:
        if claimed.kind is InboundKind.image:
            return await self._photo_prompt(claimed)
        if claimed.kind is InboundKind.text or (claimed.kind is InboundKind.voice and claimed.text):
            chosen = options.resolve(claimed.text, claimed.option_id, claimed.options)
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
            if claimed.media_id is None:
                raise Refused(ErrorCode.photo_missing)
            raw = await self._gateway.fetch_media(claimed.media_id)
            document_id = await keep_photo(
                self._database, self._files, contact_id=claimed.contact_id, raw=raw
            )
        except Refused as refusal:
            return prompts.payload("send_photo", problem=refusal.code.value)
        async with self._database.transaction() as session:
            await service.attach_document(session, claimed.message_id, document_id)
        return prompts.payload("send_photo", photo=str(document_id))

    async def _voice_prompt(self, claimed: Claimed) -> str:
        """Kept only where somebody is about to listen: the person has asked for one of us."""
        async with self._database.transaction() as session:
            if not await handoffs.is_waiting(session, claimed.contact_id):
                return prompts.payload("send_voice")
        if claimed.document_id is None and not await self._keep_recording(claimed):
            return prompts.payload("send_voice")
        return prompts.payload("send_recording")

    async def _keep_recording(self, claimed: Claimed) -> bool:
        """False when the platform has it no more, or it is nothing to listen to."""
        if claimed.media_id is None:
            return False
        try:
            raw = await self._gateway.fetch_media(claimed.media_id)
            document_id = await keep_recording(
                self._database, self._files, contact_id=claimed.contact_id, raw=raw
            )
        except (Refused, RecordingRefused):
            return False
        async with self._database.transaction() as session:
            await service.attach_document(session, claimed.message_id, document_id)
        return True
