"""Running turns: one at a time a person, many people at once, and no message without an answer."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.messages import Bubble
from backend.conversations import held, turn_store
from backend.conversations.assistant import (
    ActionsUnavailable,
    AssistantFailed,
    AssistantPuzzled,
    AssistantUnavailable,
)
from backend.conversations.bubbles import Said, as_bubble, split_for_passive
from backend.conversations.dispatching import Dispatcher, Policy
from backend.conversations.gateway import GatewayUnavailable
from backend.conversations.service import hold_contact
from backend.conversations.speaking import Speaker
from backend.conversations.thinking import Thinker
from backend.conversations.turn_store import Claimed
from backend.conversations.words import GAVE_UP, NOT_KEPT, NOT_UNDERSTOOD, RECEIVED_WAIT
from backend.database import Database, utc_now
from backend.desk import requests

logger = logging.getLogger(__name__)

_BACKOFF = (1, 2, 5, 10, 20, 30)  # seconds, then the last one again
# Trying longer than that helps nobody: a person takes over.
_GIVE_UP_AFTER = timedelta(hours=12)
# Failing for a reason that is not an outage (a bug) this often, too.
_MAX_CRASHES = 5
# The assistant is there, and fails at every try: all that this person says next waits meanwhile.
_MOST_FAILING = timedelta(minutes=5)
# How long a retry of the platform may look for an answer that was just given.
_RETRY_SECONDS = 10.0
# How long storing a finished answer may take before the request gives up on it.
_STORING_SECONDS = 0.2


@dataclass(frozen=True)
class Answer:
    """What a waiting request may say passively; None when the answer goes another way."""

    bubble: Bubble | None


class TurnRunner:
    """Lives in the backend (for messages as they come) and in the worker (for those left behind)."""

    def __init__(
        self, database: Database, thinker: Thinker, speaker: Speaker, policy: Policy
    ) -> None:
        self._database = database
        self._thinker = thinker
        self._speaker = speaker
        self.dispatcher = Dispatcher(database, policy, self._run)
        self._waiting: dict[UUID, asyncio.Future[Answer]] = {}
        # Those whose answer is being stored, or was a moment ago: a retry that just missed both
        # the waiting and the record would otherwise wait for nothing.
        self._taken: dict[UUID, asyncio.Future[Answer]] = {}

    async def answer_within(
        self, turn_id: UUID, seconds: float, claimed: Claimed | None = None
    ) -> Answer | None:
        """The answer to `turn_id` if it is there in time, else None; `claimed` begins at once."""
        future = self._waiting.get(turn_id) or self._taken.get(turn_id)
        if future is None and seconds > 0:
            future = self._waiting[turn_id] = asyncio.get_running_loop().create_future()
        if claimed:
            self.dispatcher.begin(claimed)
        else:
            self.dispatcher.queued()
            if self.dispatcher.is_behind:
                seconds = 0.0
        if future is None:
            return None
        answer = await _within(seconds, future)
        if answer is None and self._waiting.pop(turn_id, None) is None:
            # Being stored at this very moment, as a passive reply: take it.
            return await _within(_STORING_SECONDS, future)
        return answer

    async def _run(self, claimed: Claimed) -> None:
        try:
            said = await self._thinker.think(claimed)
        except ActionsUnavailable:
            await self._put_off(claimed, turn_store.CUT_SHORT)
        except AssistantPuzzled:
            await self._put_off(claimed, turn_store.PUZZLED)
        except AssistantFailed as error:
            if _always_fails(claimed):
                await self._give_up(claimed)
            else:
                await self._put_off(claimed, str(error))
        except (AssistantUnavailable, GatewayUnavailable) as error:
            await self._put_off(claimed, str(error))
        except Exception as error:
            logger.exception("turn %s failed", claimed.turn_id)
            if claimed.attempts < _MAX_CRASHES:
                await self._put_off(claimed, f"crash: {type(error).__name__}")
            else:
                await self._give_up(claimed)
        else:
            if claimed.owned_by_bot:
                said = said or [Said(NOT_UNDERSTOOD)]
            await self._finish(claimed, said)

    async def _finish(self, claimed: Claimed, said: list[Said]) -> None:
        future = self._take_waiting(claimed.turn_id)
        async with self._database.transaction() as session:
            earlier, now_part, later_part = await self._parted(session, claimed, said, future)
            along = [item.id for item in earlier]
            stored = await turn_store.finish(
                session, claimed, said, passive=len(now_part), along=along
            )
            if stored.is_ours and claimed.handed_back_seq is not None:
                await requests.forget_marker(session, claimed.contact_id, claimed.handed_back_seq)
        logger.info("turn %s done, %d bubbles", claimed.turn_id, len(said) if stored.is_ours else 0)
        if not (stored.is_ours and stored.may_go_passively):
            now_part, later_part = [], said
        if future and not future.done():
            speaks = [*earlier, *now_part]
            bubble = None
            if speaks:
                bubble = await self._speaker.spoken(claimed.contact_id, as_bubble(speaks))
            future.set_result(Answer(bubble))
        if stored.is_ours and later_part:
            await self._thinker.wake_outbox()

    def _take_waiting(self, turn_id: UUID) -> asyncio.Future[Answer] | None:
        """Whoever waits for it; they and every retry of these seconds share one answer."""
        future = self._waiting.pop(turn_id, None)
        if future is not None:
            self._taken[turn_id] = future
            asyncio.get_running_loop().call_later(_RETRY_SECONDS, self._taken.pop, turn_id, None)
        return future

    async def _parted(
        self, session: AsyncSession, claimed: Claimed, said: list[Said], waits: object
    ) -> tuple[list[Said], list[Said], list[Said]]:
        """What waited and goes passively, what of the answer goes with it, and what follows."""
        if not waits:
            return [], [], said
        if claimed.something_waits:
            # Who waits for a passive reply has spoken: what was held since may go now, too. The
            # contact is locked first, as by everybody who lets go or sends.
            await hold_contact(session, claimed.contact_id)
            await held.release(session, [claimed.contact_id], after=timedelta())
        earlier, more = await held.take_along(session, claimed)
        if more:
            return earlier, [], said
        together, later = split_for_passive([*earlier, *said])
        return earlier, together[len(earlier) :], later

    async def _put_off(self, claimed: Claimed, reason: str) -> None:
        if utc_now() - claimed.created_at > _GIVE_UP_AFTER:
            await self._give_up(claimed)
            return
        delay = _BACKOFF[min(claimed.attempts, len(_BACKOFF)) - 1]
        owes_a_word = claimed.owned_by_bot and not claimed.apologized
        apology = Said(RECEIVED_WAIT, author="system") if owes_a_word else None
        future = self._waiting.pop(claimed.turn_id, None)
        async with self._database.transaction() as session:
            kept = await turn_store.put_off(
                session,
                claimed,
                until=utc_now() + timedelta(seconds=delay),
                reason=reason,
                apology=apology,
                passive=future is not None,
            )
        logger.warning("turn %s put off for %s s: %s", claimed.turn_id, delay, reason)
        if future and not future.done():
            future.set_result(Answer(as_bubble([apology]) if apology and kept else None))
        elif apology:
            await self._thinker.wake_outbox()

    async def _give_up(self, claimed: Claimed) -> None:
        """Never silence: the person hears it, and staff find an open hand-off.

        Words a colleague has been sent are theirs already; a photo that never came is not.
        """
        if not claimed.owned_by_bot:
            missing = NOT_KEPT.get(claimed.kind)
            await self._finish(claimed, [Said(missing, author="system")] if missing else [])
            return
        await self._thinker.call_for_help(claimed)
        await self._finish(claimed, [Said(GAVE_UP, author="system")])


def _always_fails(claimed: Claimed) -> bool:
    age = utc_now() - claimed.created_at
    return claimed.attempts >= _MAX_CRASHES and age > _MOST_FAILING


async def _within(seconds: float, future: asyncio.Future[Answer]) -> Answer | None:
    try:
        return await asyncio.wait_for(asyncio.shield(future), seconds)
    except TimeoutError:
        return None
