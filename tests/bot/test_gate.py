"""Old and doctored pushes are refused; the platform's own retries never are."""

from datetime import timedelta

import httpx
import pytest

from bot.wechat.gate import Gate, Replayed, Stale
from tests.bot import pushes
from tests.bot.conftest import StartBot
from tests.bot.fakes import FakeBackend
from tests.bot.pushes import payload, plain_query, push_plain, push_sealed, stamped, text_push

TEN_MINUTES = timedelta(minutes=10)
PUSHES = pytest.mark.parametrize("push", [push_plain, push_sealed])


class Clock:
    """Stands where the official push vector was signed until somebody moves it."""

    def __init__(self) -> None:
        self.at = float(pushes.STAMP["timestamp"])

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(clock: Clock) -> Gate:
    return Gate(pushes.TOKEN, TEN_MINUTES, now=clock)


@pytest.mark.parametrize("seconds", [0, 5, 10, 15, 600, -600])
def test_within_the_window_a_push_comes_in_the_third_delivery_too(
    gate: Gate, clock: Clock, seconds: int
) -> None:
    clock.at += seconds
    assert gate.admit(plain_query()).nonce == pushes.STAMP["nonce"]


@pytest.mark.parametrize("seconds", [601, -601, 86_400])
def test_edge_25_outside_the_window_it_is_refused_in_past_and_future(
    gate: Gate, clock: Clock, seconds: int
) -> None:
    clock.at += seconds
    with pytest.raises(Stale) as refusal:
        gate.admit(plain_query())
    assert refusal.value.seconds_off == seconds


@pytest.mark.parametrize("timestamp", ["yesterday", "-5", "１７１４０３７０５９", "9" * 400])
def test_a_signed_timestamp_that_is_no_time_is_refused(gate: Gate, timestamp: str) -> None:
    with pytest.raises(Stale):
        gate.admit(plain_query({"timestamp": timestamp, "nonce": "1"}))


def test_without_a_window_any_time_will_do(clock: Clock) -> None:
    gate = Gate(pushes.TOKEN, timedelta(0), now=clock)
    clock.at += 86_400 * 365
    stamp = gate.admit(plain_query())
    gate.remember(stamp, "one")
    gate.remember(stamp, "another")


def test_the_same_signed_query_serves_one_message_only(gate: Gate) -> None:
    stamp = gate.admit(plain_query())
    gate.remember(stamp, "one")
    gate.remember(stamp, "one")
    with pytest.raises(Replayed):
        gate.remember(stamp, "another")


def test_what_can_no_longer_come_in_is_forgotten(gate: Gate, clock: Clock) -> None:
    gate.remember(gate.admit(plain_query()), "one")
    clock.at += 601
    fresh = {"timestamp": str(int(clock.at)), "nonce": "2"}
    gate.remember(gate.admit(plain_query(fresh)), "two")
    assert len(gate._seen) == 1


@PUSHES
async def test_a_stale_push_is_refused_and_a_fresh_one_taken(
    start_bot: StartBot, backend: FakeBackend, push: object
) -> None:
    assert callable(push)
    async with start_bot(wechat_replay_window=TEN_MINUTES) as bot:
        for seconds_ago in (660, -660):
            response = await push(bot, payload("text"), stamped(seconds_ago))
            assert (response.status_code, response.json()) == (403, {"error": "stale"})
        assert (await push(bot, payload("text"), stamped(15))).text == "success"
    assert backend.texts == ["我要入会"]


async def test_a_captured_query_does_not_carry_other_words(
    start_bot: StartBot, backend: FakeBackend
) -> None:
    async with start_bot(wechat_replay_window=TEN_MINUTES) as bot:
        stamp = stamped()
        assert (await push_plain(bot, text_push("真的"), stamp)).text == "success"
        response = await push_plain(bot, text_push("假的"), stamp)
        assert (response.status_code, response.json()) == (403, {"error": "replayed"})
        assert (await push_plain(bot, text_push("真的"), stamp)).text == "success"
    assert set(backend.texts) == {"真的"}


async def test_a_retry_sealed_anew_under_the_same_query_is_a_retry(
    start_bot: StartBot, backend: FakeBackend
) -> None:
    async with start_bot(wechat_replay_window=TEN_MINUTES) as bot:
        stamp = stamped()
        for _ in range(3):
            assert (await push_sealed(bot, payload("text"), stamp)).text == "success"
    assert len({message["dedupe_key"] for message in backend.received}) == 1


@PUSHES
async def test_a_retry_with_another_timestamp_and_nonce_has_the_same_key(
    start_bot: StartBot, backend: FakeBackend, push: object
) -> None:
    assert callable(push)
    async with start_bot(wechat_replay_window=TEN_MINUTES) as bot:
        for name in ("text", "event_click"):
            for number in range(3):
                stamp = stamped(10 - 5 * number, nonce=f"{name}{number}")
                assert (await push(bot, payload(name), stamp)).text == "success"
    keys = [message["dedupe_key"] for message in backend.received]
    assert len(keys) == 6
    assert len(set(keys)) == 2


async def test_the_address_check_has_no_window(start_bot: StartBot) -> None:
    async with start_bot(wechat_replay_window=TEN_MINUTES) as bot:
        response: httpx.Response = await bot.get(
            "/wechat", params={**plain_query(), "echostr": "7"}
        )
    assert response.text == "7"
