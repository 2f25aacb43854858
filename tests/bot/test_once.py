"""Asked twice, interrupted or overtaken: the platform hears every message once."""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import httpx

from bot.journal import Fate, Journal
from tests.bot.conftest import StartBot
from tests.bot.fakes import FakeBackend, FakePlatform
from tests.bot.pushes import payload, push_plain

SEND = "/cgi-bin/message/custom/send"


def push(message_id: UUID) -> dict[str, object]:
    return {"openid": "oWorker", "bubble": {"ids": [str(message_id)], "text": "您好"}}


async def test_a_message_asked_for_again_is_not_sent_again(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    body = push(uuid4())
    results = [(await bot.post("/push/messages", json=body)).json() for _ in range(3)]
    assert {result["status"] for result in results} == {"accepted"}
    assert len(platform.sent) == 1


async def test_asked_twice_at_once_both_hear_of_the_one_sending(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    body = push(uuid4())
    results = await asyncio.gather(*(bot.post("/push/messages", json=body) for _ in range(5)))
    assert {result.json()["status"] for result in results} == {"accepted"}
    assert len(platform.sent) == 1


async def test_it_is_remembered_by_the_next_process(
    start_bot: StartBot, platform: FakePlatform
) -> None:
    body = push(uuid4())
    for _ in range(2):
        async with start_bot() as bot:
            assert (await bot.post("/push/messages", json=body)).json()["status"] == "accepted"
    assert len(platform.sent) == 1


async def test_what_the_platform_surely_did_not_take_is_sent_when_asked_again(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    body = push(uuid4())
    platform.refuses(SEND, -1)
    assert (await bot.post("/push/messages", json=body)).json()["status"] == "retry"
    assert (await bot.post("/push/messages", json=body)).json()["status"] == "accepted"
    assert len(platform.sent) == 2


async def test_edge_24_a_process_that_died_while_sending_leaves_it_uncertain_and_unrepeated(
    start_bot: StartBot, platform: FakePlatform, tmp_path: Path
) -> None:
    message_id = uuid4()
    crashed = Journal(tmp_path / "journal")
    crashed.load()
    crashed.note([message_id], Fate.started)
    async with start_bot() as bot:
        result = (await bot.post("/push/messages", json=push(message_id))).json()
    assert (result["status"], result["reason"]) == ("uncertain", "interrupted")
    assert platform.sent == []


async def test_without_a_token_nothing_counts_as_begun(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    body = push(uuid4())
    platform.refuses("/cgi-bin/stable_token", -1)
    assert (await bot.post("/push/messages", json=body)).json()["status"] == "retry"
    assert (await bot.post("/push/messages", json=body)).json()["status"] == "accepted"
    assert len(platform.sent) == 1


async def test_a_passive_reply_is_not_repeated_by_the_outbox(
    bot: httpx.AsyncClient, backend: FakeBackend, platform: FakePlatform
) -> None:
    backend.answers("您好")
    await push_plain(bot, payload("text"))
    result = (await bot.post("/push/messages", json=push(UUID(backend.ids[0])))).json()
    assert (result["status"], result["passively"]) == ("accepted", True)
    assert platform.sent == []


async def test_what_the_outbox_has_sent_is_not_said_passively_as_well(
    bot: httpx.AsyncClient, backend: FakeBackend, platform: FakePlatform
) -> None:
    backend.answers("您好")
    await bot.post("/push/messages", json=push(UUID(backend.ids[0])))
    response = await push_plain(bot, payload("text"))
    assert response.text == "success"
    assert len(platform.sent) == 1


async def test_a_reply_cut_off_is_uncertain_until_the_platform_repeats_its_push(
    start_bot: StartBot, backend: FakeBackend, platform: FakePlatform, tmp_path: Path
) -> None:
    message_id = UUID(backend.ids[0])
    crashed = Journal(tmp_path / "journal")
    crashed.load()
    crashed.note([message_id], Fate.replying)
    backend.answers("您好")
    async with start_bot() as bot:
        asked = (await bot.post("/push/messages", json=push(message_id))).json()
        assert asked["status"] == "uncertain"
        assert "您好" in (await push_plain(bot, payload("text"))).text
        asked = (await bot.post("/push/messages", json=push(message_id))).json()
    assert (asked["status"], asked["passively"]) == ("accepted", True)
    assert platform.sent == []
