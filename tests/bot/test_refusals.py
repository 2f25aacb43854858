"""A flood of strangers is turned away with one word, one line a second, and without being read."""

import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.wechat.refusals import Tally
from tests.bot.fakes import FakeBackend
from tests.bot.pushes import payload, plain_query, sealed_query
from tests.waiting import until

WRONG = {**plain_query(), "signature": "0" * 40}


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, int]]:
    found = [record for record in caplog.records if record.message == "pushes refused"]
    return [vars(record)["ids"] for record in found]


async def test_a_stranger_is_refused_before_a_byte_of_the_body_is_read(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    pieces_taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal pieces_taken
        pieces_taken += 1
        yield payload("text").encode()

    for query in (WRONG, {**sealed_query("x"), "signature": "0" * 40}):
        assert (await bot.post("/wechat", params=query, content=body())).status_code == 403
    assert pieces_taken == 0
    assert backend.received == []


async def test_every_stranger_hears_the_same(bot: httpx.AsyncClient) -> None:
    answers = [await bot.post("/wechat", params=WRONG, content=f"{n}") for n in range(3)]
    assert {answer.content for answer in answers} == {b'{"error":"bad_signature"}'}


async def test_a_flood_of_strangers_fills_no_log(
    bot: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for number in range(300):
            await bot.post("/wechat", params=WRONG, content=f"{number}")
    assert lines(caplog)[0] == {"bad_signature": 1}
    assert len([record for record in caplog.records if record.name.startswith("bot")]) < 30


async def test_every_refusal_is_counted_in_the_end(caplog: pytest.LogCaptureFixture) -> None:
    tally = Tally(every_seconds=0.01)
    with caplog.at_level(logging.WARNING):
        for _ in range(50):
            tally.count("counted_here")
        tally.count("stale_here", seconds_off=700)
        await until(lambda: any("stale_here" in line for line in lines(caplog)))
    # By names of its own: what other tests left behind may be told meanwhile.
    ours = [line for line in lines(caplog) if {"counted_here", "stale_here"} & line.keys()]
    assert sum(line.get("counted_here", 0) for line in ours) == 50
    assert ours[-1]["seconds_off"] == 700
