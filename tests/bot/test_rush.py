"""In a rush everybody is acknowledged at once, in order, and nobody pays for somebody else's message."""

import asyncio

import httpx

from bot.relay import KEPT, NOT_KEPT
from tests.bot.conftest import StartBot
from tests.bot.fakes import FakeBackend
from tests.bot.pushes import field, push_plain, text_push
from tests.waiting import until


async def rush(bot: httpx.AsyncClient, count: int) -> list[httpx.Response]:
    pushes = (push_plain(bot, text_push(f"第{n}条", msg_id=n)) for n in range(count))
    return await asyncio.gather(*pushes)


async def test_beyond_those_who_can_wait_messages_are_recorded_together(
    start_bot: StartBot, backend: FakeBackend
) -> None:
    backend.batch_seconds = 0.5
    async with start_bot(most_waiting=0) as bot:
        answers = await rush(bot, 30)
    assert {answer.text for answer in answers} == {"success"}
    recorded = [message["text"] for batch in backend.batches for message in batch]
    assert sorted(recorded) == sorted(f"第{n}条" for n in range(30))
    assert len(backend.batches) < 10


async def test_a_batch_with_one_bad_message_costs_the_others_nothing(
    start_bot: StartBot, backend: FakeBackend
) -> None:
    backend.refuses_batches = True
    async with start_bot(most_waiting=0) as bot:
        answers = await rush(bot, 5)
    assert {answer.text for answer in answers} == {"success"}
    assert len(backend.received) == 5
    assert NOT_KEPT.text not in "".join(answer.text for answer in answers)


async def test_a_batch_nobody_took_is_kept_and_forwarded(
    start_bot: StartBot, backend: FakeBackend
) -> None:
    backend.status = 503
    async with start_bot(most_waiting=0) as bot:
        answers = await rush(bot, 5)
        assert {field(answer.text, "Content") for answer in answers} == {KEPT.text}
        backend.status = 200
        await until(lambda: len(backend.received) == 5)
    assert sorted(backend.texts) == sorted(f"第{n}条" for n in range(5))


async def test_a_push_repeated_in_a_rush_still_gets_the_reply_it_missed(
    start_bot: StartBot, backend: FakeBackend
) -> None:
    backend.answers("您好")
    async with start_bot() as bot:
        await push_plain(bot, text_push("你好"))
    async with start_bot(most_waiting=0) as bot:
        again = await push_plain(bot, text_push("你好"))
    assert field(again.text, "Content") == "您好"
