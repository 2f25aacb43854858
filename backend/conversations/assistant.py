"""The client of the dialogue server (Rasa): one turn in, its bubbles out."""

import asyncio
import json
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from backend.contracts.http import Answer, HttpClient, NoAnswer
from backend.conversations.bubbles import Said

logger = logging.getLogger(__name__)


class AssistantUnavailable(Exception):
    """Rasa or its action server gave no usable answer; the turn is tried again later."""


class ActionsUnavailable(AssistantUnavailable):
    """Rasa heard the words but its action server was down: what it said is half an answer."""


class AssistantFailed(AssistantUnavailable):
    """Rasa is there and says no: for a moment, or to these very words for ever."""


class AssistantPuzzled(AssistantUnavailable):
    """Rasa has nothing to say, or no rule for what to do next, twice over."""


class Assistant:
    """Bounds how many turns run at once: Rasa works one at a time and only queues the rest."""

    def __init__(
        self, rasa_url: str, actions_url: str, *, timeout: timedelta, concurrency: int
    ) -> None:
        self._rasa_url = rasa_url
        self._actions_health = f"{actions_url}/health"
        self._slots = asyncio.Semaphore(concurrency)
        self._http = HttpClient(timeout=timeout.total_seconds())

    async def close(self) -> None:
        await self._http.close()

    async def is_ready(self) -> bool:
        try:
            return (await self._http.request("GET", f"{self._rasa_url}/status")).is_success
        except NoAnswer:
            return False

    async def answer(
        self, contact_id: UUID, message_id: UUID, prompt: str, *, is_last_try: bool = False
    ) -> list[Said]:
        """Run one turn. Raises ActionsUnavailable, AssistantPuzzled, AssistantUnavailable.

        That it was puzzled the person hears only with `is_last_try`.

        With its action server down Rasa says half an answer and forgets the rest without a word:
        a wish for a person would be acknowledged and lost. So that is asked meanwhile, and such an
        answer is thrown away; the same words again do no harm, as nothing came of them.
        """
        body = {
            "sender": str(contact_id),
            "message": prompt,
            "metadata": {"contact_id": str(contact_id), "message_id": str(message_id)},
        }
        said, is_stuck = await self._ask_once(body)
        if is_stuck:
            await self.begin_anew(contact_id)
            said, is_stuck = await self._ask_once(body)
        if (is_stuck or not said) and not is_last_try:
            # What it said counts for nothing, and must not be found as said when asked again.
            await self.begin_anew(contact_id)
            raise AssistantPuzzled("it is stuck" if is_stuck else "it said nothing")
        return said

    async def _ask_once(self, body: dict[str, Any]) -> tuple[list[Said], bool]:
        """The second says that no rule fitted, as after a turn that was cut off in the middle."""
        async with self._slots:
            alive = asyncio.create_task(self._actions_alive())
            try:
                rows = await self._call("POST", "/webhooks/rest/webhook", body)
            finally:
                is_alive = await alive
        said = [_said(row) for row in rows if row.get("text")]
        is_stuck = any(_is_stuck(row) for row in rows)
        if not said and not await self.is_ready():
            # Rasa answers 200 and nothing while its model is not loaded, and keeps nothing either.
            raise AssistantUnavailable("no model is loaded")
        is_suspicious = not said or is_stuck
        if not is_alive or (is_suspicious and not await self._actions_alive()):
            raise ActionsUnavailable("the action server is down")
        return said, is_stuck

    async def answer_already_given(self, contact_id: UUID, message_id: UUID) -> list[Said] | None:
        """What was said to a message in a turn whose process died; None when it never got there,
        or found no rule.

        The tracker keeps our message id with the person's words, so asking twice is not needed.
        """
        tracker = await self._call(
            "GET", f"/conversations/{contact_id}/tracker?include_events=AFTER_RESTART"
        )
        events: list[dict[str, Any]] = tracker.get("events", [])
        # The last time it was asked: a try before may have been cut short, or answered just as well.
        starts = [number for number, event in enumerate(events) if _is_about(event, message_id)]
        if not starts:
            return None
        since = events[starts[-1] :]
        if any(_is_stuck(event.get("data") or {}) for event in since):
            return None
        rows = [
            {"text": event.get("text"), "buttons": (event.get("data") or {}).get("buttons")}
            for event in since
            if event.get("event") == "bot" and event.get("text")
        ]
        return [_said(row) for row in rows]

    async def listen_again(self, contact_id: UUID) -> None:
        """Get a conversation going whose last turn was cut short in the middle.

        Without its action server Rasa can end a turn without listening, and a first one without
        having begun; no rule fits what is said then. Begun anew, it finds the open draft by itself.
        """
        path = f"/conversations/{contact_id}/tracker?include_events=NONE"
        tracker = await self._call("GET", path)
        if tracker.get("latest_action_name") != "action_listen":
            await self.begin_anew(contact_id)

    async def begin_anew(self, contact_id: UUID) -> None:
        """Open drafts are found again: what was filled in lies with us, not in the tracker."""
        path = f"/conversations/{contact_id}/tracker/events"
        await self._call("POST", path, [{"event": "restart"}])

    async def _call(self, method: str, path: str, body: Any = None) -> Any:
        content = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        answer = await self._ask(method, self._rasa_url + path, content)
        try:
            return json.loads(answer.body)
        except ValueError as error:
            raise AssistantUnavailable("not JSON") from error

    async def _actions_alive(self) -> bool:
        try:
            return (await self._http.request("GET", self._actions_health)).is_success
        except NoAnswer:
            return False

    async def _ask(self, method: str, url: str, content: bytes | None = None) -> Answer:
        try:
            answer = await self._http.request(method, url, content)
        except NoAnswer as error:
            raise AssistantUnavailable(type(error).__name__) from error
        if not answer.is_success:
            raise AssistantFailed(f"status {answer.status}")
        return answer


def _is_about(event: dict[str, Any], message_id: UUID) -> bool:
    metadata = event.get("metadata") or {}
    return event.get("event") == "user" and metadata.get("message_id") == str(message_id)


def _is_stuck(said: dict[str, Any]) -> bool:
    return bool((said.get("custom") or {}).get("stuck"))


def _said(row: dict[str, Any]) -> Said:
    buttons = row.get("buttons") or []
    return Said(str(row["text"]), tuple((b["title"], b["payload"]) for b in buttons))
