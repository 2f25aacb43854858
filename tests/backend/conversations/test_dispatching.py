"""Many at once, each person in order, a bounded number, and nothing lost with the process that held it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.messages import InboundMessage
from backend.conversations import receiving, turn_store
from backend.conversations.dispatching import Dispatcher, Policy
from backend.conversations.models import Contact, Message, Turn
from backend.conversations.turn_store import Claimed
from backend.database import Database
from backend.privacy.keyring import Keyring
from backend.services import Services
from backend.worker import jobs
from tests.backend.conversations.test_receiving import inbound
from tests.backend.peers import Peers

LEASE = timedelta(seconds=9)


@pytest.fixture
def services(app: Any) -> Services:
    result: Services = app.state.services
    return result


async def record(internal: httpx.AsyncClient, *messages: dict[str, Any]) -> None:
    response = await internal.post("/v1/inbound/batch", json={"messages": list(messages)})
    assert response.status_code == 200, response.text


async def test_a_batch_is_recorded_in_order_and_every_message_answered_once(
    internal: httpx.AsyncClient, peers: Peers, services: Services, session: AsyncSession
) -> None:
    messages = [
        inbound(f"{person}的第{n}句", dedupe_key=f"{person}-{n}", openid=f"o-{person}")
        for n in range(3)
        for person in ("甲", "乙", "丙")
    ]
    await record(internal, *messages)
    await services.turns.dispatcher.run_due()
    while await session.scalar(select(Turn.id).where(Turn.state != "done")):
        await services.turns.dispatcher.run_due()
    heard = [body["message"] for body in peers.heard]
    for person in ("甲", "乙", "丙"):
        assert [text for text in heard if text.startswith(person)] == [
            f"{person}的第{n}句" for n in range(3)
        ]
    while await jobs.deliver_outbox(services):
        pass
    assert len(peers.pushes) == 9


async def test_a_message_twice_in_one_batch_and_again_later_is_one_message(
    internal: httpx.AsyncClient, session: AsyncSession
) -> None:
    await record(internal, inbound(), inbound())
    await record(internal, inbound())
    assert len((await session.scalars(select(Message).where(Message.kind == "text"))).all()) >= 1
    inbound_rows = select(Message.id).where(Message.direction == "inbound")
    assert len((await session.scalars(inbound_rows)).all()) == 1
    assert len((await session.scalars(select(Turn.id))).all()) == 1


async def test_a_batch_that_follows_and_unfollows_ends_as_it_ended(
    internal: httpx.AsyncClient, session: AsyncSession
) -> None:
    await record(
        internal,
        inbound("", kind="follow", dedupe_key="1"),
        inbound("", kind="unfollow", dedupe_key="2"),
        inbound("", kind="follow", dedupe_key="3"),
    )
    contact = await session.scalar(select(Contact))
    assert contact is not None
    assert contact.followed_at is not None
    assert contact.unfollowed_at is None


async def test_no_more_turns_run_at_once_than_may(database: Database, keyring: Keyring) -> None:
    running, most, done = 0, 0, 0

    async def run(claimed: Claimed) -> None:
        nonlocal running, most, done
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running, done = running - 1, done + 1
        async with database.transaction() as session:
            await turn_store.finish(session, claimed, [], passive=0)

    await _queue(database, keyring, people=12)
    dispatcher = Dispatcher(database, Policy(LEASE, at_once=3), run)
    while done < 12:  # twice at once: as soon as somebody writes, and by the second
        await asyncio.gather(dispatcher.run_due(), dispatcher.run_due())
        assert running == 0
    assert most == 3


async def test_a_turn_whose_process_died_is_claimed_again_after_its_lease(
    database: Database, keyring: Keyring
) -> None:
    dead = await _running_turn(database, keyring)
    async with database.transaction() as session:
        assert await _claim(session) == []
    await _let_lease_end(database)
    async with database.transaction() as session:
        again = await _claim(session)
    assert [claimed.turn_id for claimed in again] == [dead.turn_id]
    assert again[0].attempts == dead.attempts + 1


async def test_a_renewed_lease_holds_and_a_lost_one_is_not_taken_back(
    database: Database, keyring: Keyring
) -> None:
    held = await _running_turn(database, keyring)
    await _let_lease_end(database)
    async with database.transaction() as session:
        await turn_store.renew(session, [held], lease=LEASE)
    async with database.transaction() as session:
        assert await _claim(session) == []
    await _let_lease_end(database)
    async with database.transaction() as session:
        (other,) = await _claim(session)
    await _let_lease_end(database)
    async with database.transaction() as session:
        await turn_store.renew(session, [held], lease=LEASE)
    async with database.transaction() as session:
        assert not (await turn_store.finish(session, held, [], passive=0)).is_ours
        assert [each.turn_id for each in await _claim(session)] == [other.turn_id]


async def test_the_worker_leaves_a_fresh_turn_to_the_backend(
    database: Database, keyring: Keyring
) -> None:
    await _queue(database, keyring)
    async with database.transaction() as session:
        patient = await turn_store.claim_due(
            session, lease=LEASE, patience=timedelta(seconds=30), limit=5
        )
    assert patient == []
    async with database.transaction() as session:
        assert len(await _claim(session)) == 1


async def _claim(session: AsyncSession) -> list[Claimed]:
    return await turn_store.claim_due(session, lease=LEASE, patience=timedelta(), limit=5)


async def _queue(database: Database, keyring: Keyring, *, people: int = 1) -> None:
    """Recorded while no dispatcher is there to begin them."""
    messages = [
        InboundMessage.model_validate(inbound(dedupe_key=f"m-{n}", openid=f"o-{n}"))
        for n in range(people)
    ]
    async with database.transaction() as session:
        await receiving.record_all(session, keyring, messages)


async def _running_turn(database: Database, keyring: Keyring) -> Claimed:
    await _queue(database, keyring)
    async with database.transaction() as session:
        (claimed,) = await _claim(session)
    return claimed


async def _let_lease_end(database: Database) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    async with database.transaction() as session:
        await session.execute(update(Turn).values(lease_until=past))
