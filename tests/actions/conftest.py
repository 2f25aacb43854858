"""One courier talking to the real actions, which talk to a backend that really listens."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.registry import ACTIONS, on_call
from backend.contracts.client import BackendClient
from tests.actions.fake_backend import FakeBackend, create_app
from tests.serving import listening


class Courier:
    """Plays Rasa's part of a form: slots are kept, messages go in, names of responses come out."""

    def __init__(self, backend: BackendClient) -> None:
        self.id: UUID = uuid4()
        self.slots: dict[str, Any] = {}
        self.buttons: list[dict[str, Any]] = []
        self.words: dict[str, Any] = {}
        self._backend = backend

    @property
    def question(self) -> str | None:
        return self.slots.get("requested_slot")

    async def says(
        self, intent: str, text: str = "", *, confidence: float = 1.0, **entities: str
    ) -> list[str]:
        """One message inside the form (or the one that opens it); the responses it was given."""
        return await self.runs("validate_question_form", intent, text, confidence, **entities)

    async def sends_photo(self) -> list[str]:
        return await self.says("send_photo", photo=str(uuid4()))

    async def runs(
        self, action: str, intent: str, text: str = "", confidence: float = 1.0, **entities: str
    ) -> list[str]:
        dispatcher = CollectingDispatcher()
        events = await on_call(ACTIONS[action], self._backend)(
            dispatcher, self._tracker(intent, text, confidence, entities), {}
        )
        self.events = events
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        for message in dispatcher.messages:
            self.buttons = message["buttons"] or self.buttons
            self.words |= message
        return [message["response"] for message in dispatcher.messages]

    async def reaches(self, question: str) -> None:
        """Answer everything correctly up to this question."""
        await self.says("join_union")
        answers: dict[str, Callable[[], Awaitable[list[str]]]] = {
            "join_consent": lambda: self.says("agree_consent"),
            "join_portrait": self.sends_photo,
            "join_emblem": self.sends_photo,
            "join_identity": lambda: self.says("confirm_identity"),
            "join_trade": lambda: self.says("choose_trade", trade="rider"),
            "join_employer": lambda: self.says("inform", "美团"),
            "join_county": lambda: self.says("inform", "金水"),
            "join_phone": lambda: self.says("inform", "[[phone:12ab34cd]]"),
        }
        while self.question != question:
            await answers[str(self.question)]()

    def _tracker(
        self, intent: str, text: str, confidence: float, entities: dict[str, str]
    ) -> Tracker:
        name, _, key = intent.partition("/")
        selected = {name: {"response": {"utter_action": f"utter_{intent}"}}} if key else {}
        return Tracker.from_dict(
            {
                "sender_id": str(self.id),
                "slots": dict(self.slots),
                "latest_message": {
                    "text": text,
                    "intent": {"name": name, "confidence": confidence},
                    "entities": [{"entity": k, "value": v} for k, v in entities.items()],
                    "response_selector": selected,
                },
            }
        )


@pytest.fixture
def fake() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
async def client(fake: FakeBackend) -> AsyncIterator[BackendClient]:
    async with listening(create_app(fake)) as url:
        client = BackendClient(url, "token")
        yield client
        await client.close()


@pytest.fixture
def courier(client: BackendClient) -> Courier:
    return Courier(client)
