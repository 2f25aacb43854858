"""What was said first arrives first, whichever way each of it goes."""

import asyncio
from typing import Any

import httpx
import pytest

from backend.database import Database
from backend.services import Services
from tests.backend.conversations.test_held import days_pass, deliver
from tests.backend.conversations.test_receiving import inbound, send
from tests.backend.peers import Peers


@pytest.fixture
def services(app: Any) -> Services:
    result: Services = app.state.services
    return result


async def test_what_was_held_while_a_message_waited_its_turn_goes_before_its_answer(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    peers.think_seconds = 0.3
    await send(internal, inbound("第一句", wait_seconds=0))
    second = asyncio.create_task(send(internal, inbound("第二句", dedupe_key="m-2")))
    while len(peers.heard) < 2:
        peers.think_seconds = 2.0 if peers.heard else 0.3
        await asyncio.sleep(0.02)
    await days_pass(database)
    await deliver(services, 2)
    assert peers.pushes == []
    assert (await second)["bubble"]["text"] == "好的\n\n好的"
