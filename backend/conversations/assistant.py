"""The client of the dialogue server (Rasa): one turn in, its bubbles out."""

import asyncio
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from backend.conversations.bubbles import Said

logger = logging.getLogger(__name__)


class AssistantUnavailable(Exception):
    """Rasa or its action server gave no usable answer; the turn is tried again later."""


class Assistant:
    """Bounds how many turns run at once: Rasa works one at a time and only queues the rest."""

    def __init__(
        self, rasa_url: str, actions_url: str, *, timeout: timedelta, concurrency: int
    ) -> None:
        self._actions_url = actions_url
        self._slots = asyncio.Semaphore(concurrency)
        self._http = httpx.AsyncClient(
            base_url=rasa_url, timeout=httpx.Timeout(timeout.total_seconds(), connect=2.0)
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def is_ready(self) -> bool:
        try:
            return (await self._http.get("/status", timeout=2.0)).is_success
        except httpx.HTTPError:
            return False

    async def answer(self, contact_id: UUID, message_id: UUID, prompt: str) -> list[Said]:
        """Run one turn. Raises AssistantUnavailable before Rasa is told anything it cannot finish.

        With its action server down Rasa says half an answer and forgets the rest without a word,
        so that is asked first: a wish for a person must not be acknowledged and then lost.
        """
        await self._require_actions()
        body = {
            "sender": str(contact_id),
            "message": prompt,
            "metadata": {"contact_id": str(contact_id), "message_id": str(message_id)},
        }
        async with self._slots:
            rows = await self._call("POST", "/webhooks/rest/webhook", body)
        said = [_said(row) for row in rows if row.get("text")]
        if not said and not await self.is_ready():
            # Rasa answers 200 and nothing while its model is not loaded, and keeps nothing either.
            raise AssistantUnavailable("no model is loaded")
        if not said:
            # It went away in the middle. The same words again do no harm: nothing came of them.
            await self._require_actions()
        return said

    async def answer_already_given(self, contact_id: UUID, message_id: UUID) -> list[Said] | None:
        """What was said to a message in a turn whose process died; None when it never got there.

        The tracker keeps our message id with the person's words, so asking twice is not needed.
        """
        tracker = await self._call(
            "GET", f"/conversations/{contact_id}/tracker?include_events=AFTER_RESTART", None
        )
        events: list[dict[str, Any]] = tracker.get("events", [])
        start = next(
            (
                index
                for index, event in enumerate(events)
                if event.get("event") == "user"
                and (event.get("metadata") or {}).get("message_id") == str(message_id)
            ),
            None,
        )
        if start is None:
            return None
        rows = [
            {"text": event.get("text"), "buttons": (event.get("data") or {}).get("buttons")}
            for event in events[start:]
            if event.get("event") == "bot" and event.get("text")
        ]
        return [_said(row) for row in rows]

    async def _call(self, method: str, path: str, body: Any) -> Any:
        try:
            response = await self._http.request(method, path, json=body)
            response.raise_for_status()
            return response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise AssistantUnavailable(f"{method} {path}: {type(error).__name__}") from error

    async def _require_actions(self) -> None:
        await self._call("GET", f"{self._actions_url}/health", None)


def _said(row: dict[str, Any]) -> Said:
    buttons = row.get("buttons") or []
    return Said(str(row["text"]), tuple((b["title"], b["payload"]) for b in buttons))
