"""What one turn does: the photo is fetched, the choice resolved, the assistant asked."""

import logging
from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.contracts.messages import InboundKind
from backend.conversations import handoffs, options, outbox, prompts
from backend.conversations.assistant import Assistant
from backend.conversations.bubbles import Said
from backend.conversations.gateway import Gateway
from backend.conversations.keeping import Keeper
from backend.conversations.turn_store import Claimed
from backend.conversations.words import NOT_KEPT
from backend.database import Database
from backend.desk import taps
from backend.documents.files import EncryptedFiles
from backend.errors import Refused
from backend.privacy import consents
from backend.unions import locations

logger = logging.getLogger(__name__)

# A restart behind the assistant may puzzle it; again after that, it is a gap in its rules.
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
        self._keeper = Keeper(database, gateway, files)
        self._is_telling = is_telling

    async def think(self, claimed: Claimed) -> list[Said]:
        """The bubbles of the answer. Raises AssistantUnavailable or GatewayUnavailable."""
        chosen = _chosen(claimed)
        if taps.is_ours(chosen):
            return await self._tapped(claimed, chosen or "")
        if not claimed.owned_by_bot:
            return await self._keep_for_staff(claimed)
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
                is_last_try=claimed.was_puzzled and claimed.attempts >= _MOST_PUZZLED,
            )
        return said

    async def _tapped(self, claimed: Claimed, payload: str) -> list[Said]:
        """While a colleague has the conversation the tap counts, and nobody talks into it."""
        async with self._database.transaction() as session:
            said = await taps.answer(session, claimed.contact_id, payload)
        return said if claimed.owned_by_bot else []

    async def _keep_for_staff(self, claimed: Claimed) -> list[Said]:
        """What was sent to a colleague is there for them: that person asked for a person (L05).

        The colleague cannot know what is missing; the person is told, and may send it again.
        """
        if not self._keeper.keeps(claimed.kind):
            return []
        try:
            await self._keeper.keep(claimed)
        except Refused as refusal:
            logger.info("media of message %s: %s", claimed.message_id, refusal.code.value)
            if not claimed.text:
                return [Said(NOT_KEPT[claimed.kind], author="system")]
        return []

    async def wake_outbox(self) -> None:
        await outbox.wake(self._database)

    async def call_for_help(self, claimed: Claimed) -> None:
        """Staff find the message the assistant could not answer."""
        async with self._database.transaction() as session:
            await handoffs.request(session, claimed.contact_id, reason="assistant_failed")

    async def _prompt(self, claimed: Claimed, chosen: str | None) -> str:
        if _is_words(claimed):
            return chosen or prompts.for_text(claimed.text)
        if self._keeper.keeps(claimed.kind):
            return await self._media_prompt(claimed)
        county = locations.county_at(claimed.text, claimed.latitude, claimed.longitude)
        return prompts.for_event(
            claimed.kind,
            key=claimed.key,
            county=county.code if county else None,
            platform=claimed.platform_type,
        )

    async def _media_prompt(self, claimed: Claimed) -> str:
        """Kept where somebody will look at it, or it serves something and may be stored (L05)."""
        async with self._database.transaction() as session:
            is_waiting = await handoffs.is_waiting(session, claimed.contact_id)
            is_telling = await self._is_telling(session, claimed.contact_id)
            has_consented = await consents.has_consented(session, claimed.contact_id)
        medium = prompts.MEDIA[claimed.kind]
        # Joining wants photos too, and nothing else.
        is_wanted = is_telling or claimed.kind is InboundKind.image
        if not (is_waiting or (is_wanted and has_consented)):
            problem = ErrorCode.consent_required if is_wanted else None
            return medium.not_kept(problem, is_waiting=False)
        try:
            document_id = await self._keeper.keep(claimed)
        except Refused as refusal:
            problem = refusal.code if is_wanted else medium.unusable
            return medium.not_kept(problem, is_waiting=is_waiting)
        serves = is_wanted and has_consented
        return medium.kept(document_id if serves else None, is_waiting=is_waiting)


def _is_words(claimed: Claimed) -> bool:
    is_heard = claimed.kind is InboundKind.voice and bool(claimed.text)
    return claimed.kind is InboundKind.text or is_heard


def _chosen(claimed: Claimed) -> str | None:
    """To a colleague's question 「1」 is an answer, not the first of our options."""
    is_tap = claimed.option_id is not None
    if not _is_words(claimed) or not (claimed.owned_by_bot or is_tap):
        return None
    return options.resolve(claimed.text, claimed.option_id, claimed.options)
