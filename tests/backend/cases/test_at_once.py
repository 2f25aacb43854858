"""People, staff and the worker at the same instant: nothing waits in a circle, nothing is lost."""

import asyncio
from collections import Counter
from datetime import datetime
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.models import Alarm
from backend.alarms.taking import acknowledge
from backend.cases import (
    arranging,
    closing,
    handling,
    incidents,
    merging,
    notes,
    watch,
    wishes,
)
from backend.cases.invariants import broken
from backend.cases.models import Case
from backend.cases.opening import open_case
from backend.contracts.cases import CaseAddition
from backend.conversations.models import Contact
from backend.database import Database, utc_now
from backend.errors import ServiceError
from backend.privacy.audit import first_broken_entry
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from tests.backend.cases.stage import offices, somebody, wages

STEPS = 14


def next_year(*, month: int) -> datetime:
    now = utc_now()
    return now.replace(year=now.year + 1, month=month, day=1)


async def one_step(
    session: AsyncSession, staff: StaffIdentity, keyring: Keyring, chance: Random, hours: int
) -> None:
    """Each takes its locks in another order than the next."""
    cases: list[UUID] = list(await session.scalars(select(Case.id).order_by(Case.number)))
    case = await session.get_one(Case, chance.choice(cases))
    match chance.randrange(11):
        case 0:
            contact = (
                await somebody(session)
                if chance.random() < 0.5
                else await session.get_one(Contact, case.contact_id)
            )
            new = wages(contact, employer_text="美团", people_count=chance.choice([1, 12]))
            await open_case(session, keyring, new)
        case 1:
            await handling.accept(session, staff, case.id, case.revision)
        case 2:
            await notes.note(session, staff, case.id, text="@city 看一下")
        case 3:
            assert case.contact_id is not None
            await wishes.add(session, case.contact_id, case.id, CaseAddition(text="还有"))
        case 4:
            await closing.reopen(session, staff, case.id, case.revision, reason="再办")
        case 5:
            alarm = await session.scalar(
                select(Alarm).where(Alarm.acknowledged_at.is_(None)).limit(1)
            )
            if alarm is not None:
                await acknowledge(session, staff, alarm.id)
        case 6:
            given = chance.choice([staff.id, None])
            await arranging.assign(session, staff, case.id, case.revision, staff_id=given)
        case 7:
            await arranging.make_urgent(session, staff, case.id, case.revision, reason="急")
        case 8:
            others = [other for other in cases if other != case.id]
            await merging.merge(
                session, staff, case.id, case.revision, into_id=chance.choice(others)
            )
        case 9:
            await incidents.close_ended(session)
        case _:
            await watch.look(session, now=next_year(month=1 + hours % 12))


@pytest.mark.timeout(300)
async def test_nobody_waits_for_each_other_in_a_circle(
    database: Database, keyring: Keyring
) -> None:
    """A deadlock would come as a DBAPIError, which nobody here catches."""
    done: Counter[str] = Counter()
    async with database.transaction() as session:
        at = await offices(session)
        for _ in range(2):
            await open_case(session, keyring, wages(await somebody(session), employer_text="美团"))

    async def work(seed: int) -> None:
        chance = Random(seed)
        for step in range(STEPS):
            try:
                async with database.transaction() as session:
                    await one_step(session, at.city, keyring, chance, step)
                done["done"] += 1
            except ServiceError:
                done["refused"] += 1

    await asyncio.gather(*(work(seed) for seed in range(6)))
    assert done["done"] > STEPS
    async with database.transaction() as session:
        assert await broken(session) == []
        assert await first_broken_entry(session) is None
