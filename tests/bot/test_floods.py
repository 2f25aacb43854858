"""Somebody in a frenzy is read in order; others do not feel it."""

import asyncio
from itertools import count

import httpx
import pytest

from bot.floods import Floods, Pace
from bot.wechat.endpoints import READ_IN_ORDER
from tests.bot.conftest import StartBot
from tests.bot.fakes import FakeBackend
from tests.bot.pushes import field, payload, push_plain, text_push
from tests.waiting import until

_messages = count()


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


def sends(floods: Floods, times: int, openid: str = "oFast") -> list[Pace]:
    return [floods.pace_of(openid, f"m:{next(_messages)}") for _ in range(times)]


def test_the_pace_recovers_with_time_and_a_second_flood_is_told_again(clock: Clock) -> None:
    floods = Floods(4, now=clock)
    paces = sends(floods, 6)
    assert paces == [Pace.usual] * 4 + [Pace.just_too_fast, Pace.too_fast]
    clock.at = 15.0  # one message's worth
    assert sends(floods, 2) == [Pace.usual, Pace.too_fast]
    clock.at = 120.0
    paces = sends(floods, 5)
    assert paces == [Pace.usual] * 4 + [Pace.just_too_fast]


def test_everybody_has_a_pace_of_their_own(clock: Clock) -> None:
    floods = Floods(1, now=clock)
    assert sends(floods, 2) == [Pace.usual, Pace.just_too_fast]
    assert sends(floods, 1, openid="oCalm") == [Pace.usual]


def test_the_platforms_retries_are_not_the_persons_haste(clock: Clock) -> None:
    floods = Floods(2, now=clock)
    assert {floods.pace_of("oSlow", "m:1") for _ in range(9)} == {Pace.usual}
    assert floods.pace_of("oSlow", "m:2") is Pace.usual


def test_without_a_limit_nobody_is_too_fast(clock: Clock) -> None:
    floods = Floods(0, now=clock)
    assert set(sends(floods, 1000)) == {Pace.usual}


async def says(bot: httpx.AsyncClient, number: int, openid: str = "oFast") -> str:
    text = text_push(f"第{number}条", msg_id=number, openid=openid)
    return (await push_plain(bot, text)).text


async def test_a_flood_is_recorded_in_full_told_once_and_touches_nobody_else(
    start_bot: StartBot, backend: FakeBackend
) -> None:
    backend.answers("好的")
    async with start_bot(messages_per_minute=3) as bot:
        replies = [await says(bot, number) for number in range(1, 7)]
        calm = await says(bot, 1, openid="oCalm")
    assert [field(reply, "Content") for reply in replies[:4]] == ["好的"] * 3 + [READ_IN_ORDER.text]
    assert replies[4:] == ["success", "success"]
    assert field(calm, "Content") == "好的"
    answered = [each["text"] for each in backend.received if each["openid"] == "oFast"]
    recorded = [each["text"] for batch in backend.batches for each in batch]
    assert answered == ["第1条", "第2条", "第3条"]
    assert recorded == ["第4条", "第5条", "第6条"]


async def test_one_persons_flood_leaves_the_others_their_passive_replies(
    start_bot: StartBot, backend: FakeBackend
) -> None:
    backend.answers("好的")
    backend.is_held = True
    async with start_bot(most_waiting=6) as bot:
        flood = asyncio.gather(*(says(bot, number) for number in range(1, 21)))
        await until(lambda: (backend.waiting, len(backend.keys)) == (2, 18))
        calm = asyncio.gather(*(says(bot, 1, openid=f"oCalm{n}") for n in range(4)))
        await until(lambda: backend.waiting == 6)
        backend.is_held = False
        assert ["好的" in reply for reply in await calm] == [True] * 4
        assert sum("好的" in reply for reply in await flood) == 2


async def test_mere_events_are_no_flood(start_bot: StartBot, backend: FakeBackend) -> None:
    async with start_bot(messages_per_minute=1) as bot:
        for _ in range(5):
            assert (await push_plain(bot, payload("event_view"))).text == "success"
        backend.answers("好的")
        assert "好的" in await says(bot, 1)
