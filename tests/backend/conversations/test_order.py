"""What was said first arrives first, whichever way each of it goes."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from backend.conversations.models import Turn
from backend.database import Database
from backend.services import Services
from tests.backend.conversations.test_held import days_pass, deliver
from tests.backend.conversations.test_receiving import inbound, send
from tests.backend.peers import Peers
from tests.waiting import until


@pytest.fixture
def services(app: Any) -> Services:
    result: Services = app.state.services
    return result


async def are_open(database: Database, turns: int) -> bool:
    async with database.transaction() as session:
        count = select(func.count()).select_from(Turn).where(Turn.state != "done")
        return bool(await session.scalar(count) == turns)


async def test_what_was_held_while_a_message_waited_its_turn_goes_before_its_answer(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    peers.thinks_over = {"第一句", "第二句"}
    await send(internal, inbound("第一句", wait_seconds=0))
    await until(lambda: len(peers.heard) == 1)
    second = asyncio.create_task(send(internal, inbound("第二句", dedupe_key="m-2")))
    await until(lambda: are_open(database, 2))
    peers.thinks_over = {"第二句"}
    await until(lambda: len(peers.heard) == 2)
    await days_pass(database)
    await deliver(services, 2)
    assert peers.pushes == []
    peers.thinks_over.clear()
    assert (await second)["bubble"]["text"] == "好的\n\n好的"
