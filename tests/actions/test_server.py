"""The action server as Rasa calls it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from actions.app import create_app as create_actions
from actions.config import Settings
from tests.actions.fake_backend import FakeBackend, create_app
from tests.serving import listening, started_and_stopped
from tests.waiting import until


@pytest.fixture
async def server(fake: FakeBackend) -> AsyncIterator[httpx.AsyncClient]:
    async with listening(create_app(fake)) as url:
        settings = Settings.model_validate({"backend_url": url, "internal_api_token": "token"})
        async with started_and_stopped(create_actions(settings)) as manager:
            transport = httpx.ASGITransport(app=manager.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://actions") as http:
                yield http


def a_call(action: str, sender: str | None = None) -> dict[str, Any]:
    message = {"intent": {"name": "join_union", "confidence": 1.0}, "text": "我要入会"}
    tracker = {"sender_id": sender or str(uuid4()), "slots": {}, "latest_message": message}
    return {"next_action": action, "tracker": tracker}


async def test_rasa_may_leave_the_domain_out(server: httpx.AsyncClient) -> None:
    answer = (await server.post("/webhook", json=a_call("validate_question_form"))).json()
    assert {"event": "slot", "name": "requested_slot", "value": "join_consent"}.items() <= (
        answer["events"][-1].items()
    )


async def test_a_bug_in_an_action_is_not_silence(server: httpx.AsyncClient) -> None:
    answer = await server.post("/webhook", json=a_call("action_hand_off", sender="not a uuid"))
    assert answer.json() == {"events": [], "responses": [{"response": "utter_default"}]}


async def test_a_bug_in_a_form_leaves_the_words_to_rasas_fallback(
    server: httpx.AsyncClient,
) -> None:
    answer = await server.post(
        "/webhook", json=a_call("validate_question_form", sender="not a uuid")
    )
    assert answer.json() == {"events": [], "responses": []}


async def is_ready(server: httpx.AsyncClient) -> bool:
    return (await server.get("/ready")).status_code == 200


async def test_ready_only_while_the_backend_answers(
    server: httpx.AsyncClient, fake: FakeBackend
) -> None:
    assert (await server.get("/health")).status_code == 200
    await until(lambda: is_ready(server))  # it gives the backend two seconds
    fake.is_down = True
    assert (await server.get("/ready")).status_code == 503
