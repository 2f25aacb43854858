"""While the assistant, its actions or we ourselves are away: told at once, answered once, later."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from backend.conversations.models import Handoff, Message, Turn
from backend.conversations.words import GAVE_UP, NOT_UNDERSTOOD, RECEIVED_WAIT
from backend.database import Database
from backend.services import Services
from backend.worker import jobs
from tests.backend.conversations.test_receiving import inbound, make_due, send
from tests.backend.peers import Peers


@pytest.fixture
def services(app: Any) -> Services:
    result: Services = app.state.services
    return result


async def test_while_the_assistant_is_down_the_person_is_told_and_answered_later(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    peers.rasa_is_up = False
    outcome = await send(internal, inbound("工资没发"))
    assert outcome["bubble"]["text"] == RECEIVED_WAIT
    peers.rasa_is_up = True
    await make_due(database)
    await services.turns.dispatcher.run_due()
    await jobs.deliver_outbox(services)
    assert [body["message"] for body in peers.heard] == ["工资没发"]
    assert [push["bubble"]["text"] for push in peers.pushes] == ["好的"]


async def test_half_an_answer_without_the_action_server_is_thrown_away_and_asked_again(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    peers.actions_are_up = False
    outcome = await send(internal, inbound("转人工"))
    assert outcome["bubble"]["text"] == RECEIVED_WAIT
    peers.tracker = [
        {"event": "user", "metadata": {"message_id": outcome["message_id"]}},
        {"event": "bot", "text": "好，给您找人。", "data": {"buttons": None}},
    ]
    peers.actions_are_up = True
    peers.replies = [{"text": "好，给您找人。"}, {"text": "已登记"}]
    await make_due(database)
    await services.turns.dispatcher.run_due()
    await jobs.deliver_outbox(services)
    await jobs.deliver_outbox(services)
    assert [push["bubble"]["text"] for push in peers.pushes] == ["好，给您找人。", "已登记"]


@pytest.mark.parametrize(("last_action", "restarts"), [("action_listen", 0), (None, 1)])
async def test_a_conversation_left_without_listening_is_begun_anew(
    internal: httpx.AsyncClient,
    peers: Peers,
    services: Services,
    database: Database,
    last_action: str,
    restarts: int,
) -> None:
    peers.actions_are_up = False
    await send(internal, inbound("你好"))
    peers.actions_are_up, peers.last_action = True, last_action
    await make_due(database)
    await services.turns.dispatcher.run_due()
    assert len(peers.restarts) == restarts


async def test_a_conversation_no_rule_fits_is_begun_anew_and_asked_again_at_once(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.replies = [{"text": "怪我"}, {"custom": {"stuck": True}}]
    peers.replies_after_restart = [{"text": "好的"}]
    outcome = await send(internal, inbound("你好"))
    assert outcome["bubble"]["text"] == "好的"
    assert len(peers.restarts) == 1


@pytest.mark.parametrize("replies", [[], [{"text": "怪我"}, {"custom": {"stuck": True}}]])
async def test_an_assistant_at_a_loss_is_asked_again_before_the_person_hears_of_it(
    internal: httpx.AsyncClient,
    peers: Peers,
    services: Services,
    database: Database,
    replies: list[dict[str, Any]],
) -> None:
    peers.replies = replies
    outcome = await send(internal, inbound("工资没发"))
    assert outcome["bubble"]["text"] == RECEIVED_WAIT
    peers.replies = [{"text": "好的"}]
    await make_due(database)
    await services.turns.dispatcher.run_due()
    await jobs.deliver_outbox(services)
    assert [push["bubble"]["text"] for push in peers.pushes] == ["好的"]


async def test_an_assistant_without_words_never_means_silence(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    peers.replies = []
    await send(internal, inbound("工资没发"))
    for _ in range(2):
        await make_due(database)
        await services.turns.dispatcher.run_due()
    await jobs.deliver_outbox(services)
    assert [push["bubble"]["text"] for push in peers.pushes] == [NOT_UNDERSTOOD]


async def test_outages_before_it_was_puzzled_count_for_nothing(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    peers.rasa_is_up = False
    await send(internal, inbound("工资没发"))
    for _ in range(3):
        await make_due(database)
        await services.turns.dispatcher.run_due()
    peers.rasa_is_up, peers.replies = True, []
    await make_due(database)
    await services.turns.dispatcher.run_due()
    peers.replies = [{"text": "好的"}]
    await make_due(database)
    await services.turns.dispatcher.run_due()
    await jobs.deliver_outbox(services)
    assert [push["bubble"]["text"] for push in peers.pushes] == ["好的"]


@pytest.mark.parametrize(
    "said_before",
    [
        [{"text": "怪我"}, {"text": None, "data": {"custom": {"stuck": True}}}],
        [],
    ],
)
async def test_what_it_said_at_a_loss_in_a_turn_that_died_is_no_answer(
    internal: httpx.AsyncClient,
    peers: Peers,
    services: Services,
    database: Database,
    said_before: list[dict[str, Any]],
) -> None:
    peers.rasa_is_up = False
    outcome = await send(internal, inbound("工资没发"))
    said = [{"event": "bot", **each} for each in said_before]
    peers.tracker = [{"event": "user", "metadata": {"message_id": outcome["message_id"]}}, *said]
    peers.rasa_is_up = True
    await make_due(database)
    await services.turns.dispatcher.run_due()
    await jobs.deliver_outbox(services)
    assert [push["bubble"]["text"] for push in peers.pushes] == ["好的"]


async def test_of_several_tries_only_the_last_ones_answer_is_said(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    peers.rasa_is_up = False
    outcome = await send(internal, inbound("会费多少"))
    asked = {"event": "user", "metadata": {"message_id": outcome["message_id"]}}
    answered = {"event": "bot", "text": "不收费", "data": {"buttons": None}}
    peers.tracker = [asked, answered, asked, answered, asked, answered]
    peers.rasa_is_up = True
    await make_due(database)
    await services.turns.dispatcher.run_due()
    await jobs.deliver_outbox(services)
    await jobs.deliver_outbox(services)
    assert [push["bubble"]["text"] for push in peers.pushes] == ["不收费"]


async def test_while_rasa_loads_its_model_the_person_is_told_to_wait(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.replies, peers.model_is_loaded = [], False
    outcome = await send(internal, inbound())
    assert outcome["bubble"]["text"] == RECEIVED_WAIT


async def test_edge_24_a_turn_whose_process_died_is_finished_without_asking_twice(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    outcome = await send(internal, inbound())
    past = datetime.now(UTC) - timedelta(minutes=5)
    async with database.transaction() as session:
        # As a killed process leaves it: running, the lease long over, nothing said.
        await session.execute(
            update(Turn).values(
                state="running", lease_until=past, created_at=past, next_attempt_at=past
            )
        )
        for row in await session.scalars(select(Message).where(Message.direction == "outbound")):
            await session.delete(row)
    metadata = {"message_id": outcome["message_id"]}
    peers.tracker = [
        {"event": "user", "metadata": metadata},
        {"event": "bot", "text": "早就说过的答复", "data": {"buttons": None}},
    ]
    await services.turns.dispatcher.run_due()
    await jobs.deliver_outbox(services)
    assert len(peers.heard) == 1
    assert [push["bubble"]["text"] for push in peers.pushes] == ["早就说过的答复"]


async def test_words_the_assistant_fails_at_every_time_go_to_a_colleague_within_minutes(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    peers.rasa_is_up = False
    await send(internal, inbound("工资没发"))
    for _ in range(4):
        await make_due(database)
        await services.turns.dispatcher.run_due()
    await jobs.deliver_outbox(services)
    assert [push["bubble"]["text"] for push in peers.pushes] == [GAVE_UP]
    async with database.transaction() as session:
        assert await session.scalar(select(Handoff.reason)) == "assistant_failed"
