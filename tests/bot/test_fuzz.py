"""Whatever is pushed, the bot answers without a 5xx, and hands on whole messages or none."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from backend.contracts.messages import InboundMessage
from benchmarks.mutants import Account, Level, Mutant, mutants
from benchmarks.xml_mutations import WORDS
from bot.wechat import xml
from bot.wechat.inbound import MalformedMessage, delivery_from
from tests.bot import pushes
from tests.bot.conftest import StartBot
from tests.bot.fakes import FakeBackend

ACCOUNT = Account(pushes.TOKEN, pushes.APP_ID, pushes.KEY)
CAPTURED = [path.read_text("utf-8") for path in sorted(pushes.PAYLOADS.glob("*.xml"))]
A_FEW_HUNDRED = settings(
    max_examples=400,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
async def strict_bot(start_bot: StartBot) -> AsyncIterator[httpx.AsyncClient]:
    """As in production: with a replay window."""
    window = timedelta(minutes=10)
    async with start_bot(wechat_replay_window=window, messages_per_minute=0) as bot:
        yield bot


def expected(mutant: Mutant) -> InboundMessage | None:
    """What an honestly sealed message should have become, if it still is one."""
    try:
        return delivery_from(xml.read(mutant.inner)).to_record
    except (xml.MalformedXml, MalformedMessage, ValidationError):
        return None


@A_FEW_HUNDRED
@given(mutant=mutants(CAPTURED))
async def test_a_mutated_push_is_taken_whole_or_refused(
    strict_bot: httpx.AsyncClient, backend: FakeBackend, mutant: Mutant
) -> None:
    backend.received.clear()
    backend.batches.clear()
    query, body = mutant.packed(ACCOUNT, int(time.time()))
    response = await strict_bot.post("/wechat", params=query, content=body)
    assert response.status_code in {200, 400, 403}
    if response.status_code != 200:
        assert backend.keys == []
        assert response.json()["error"]
    if mutant.is_honest:
        message = expected(mutant)
        assert backend.keys == ([message.dedupe_key] if message else [])
    if mutant.level is Level.none:
        assert response.status_code == 200


@A_FEW_HUNDRED
@given(words=WORDS)
async def test_any_words_arrive_as_they_were_said(
    strict_bot: httpx.AsyncClient, backend: FakeBackend, words: str
) -> None:
    backend.received.clear()
    mutant = Mutant(Level.none, pushes.text_push(words.replace("]]>", "")), "aes")
    query, body = mutant.packed(ACCOUNT, int(time.time()))
    assert (await strict_bot.post("/wechat", params=query, content=body)).status_code == 200
    said = words.replace("]]>", "").replace("\r\n", "\n").replace("\r", "\n")
    assert backend.texts == [xml.clean(said)]
