"""Limits that are due: warned once, missed once, and told one step further up each time."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.models import Alarm
from backend.cases import handling, referring, watch
from backend.cases.history import events_of
from backend.cases.invariants import broken
from backend.cases.kinds import ClockKind, EventKind
from backend.cases.models import Case, CaseClock, CaseEvent
from backend.cases.releasing import release_left_behind
from backend.config import Settings
from backend.database import Database, utc_now
from backend.privacy.keyring import Keyring
from backend.services import build_services
from backend.staff.service import close_account, find_staff
from backend.unions.service import federation_of, get_union
from backend.worker.case_jobs import look_at_limits
from tests.backend.cases.stage import offices, opened
from tests.backend.desk import LONGTING


async def steps_of(session: AsyncSession, case: Case) -> list[tuple[str, int | None]]:
    return [
        (event.kind, event.data.get("step"))
        for event in await events_of(session, case.id)
        if event.kind in {EventKind.warned, EventKind.breached}
    ]


async def look_until_quiet(session: AsyncSession, until: datetime) -> None:
    """As the worker would have, every hour."""
    now = utc_now()
    while now < until:
        now += timedelta(hours=1)
        while await watch.look(session, now=now):
            pass


async def test_a_missed_limit_climbs_to_the_county_the_city_and_the_province(
    session: AsyncSession, keyring: Keyring
) -> None:
    case = await opened(session, keyring)
    await look_until_quiet(session, utc_now() + timedelta(days=12))
    assert await steps_of(session, case) == [
        ("warned", None),
        ("breached", 0),
        ("breached", 1),
        ("breached", 2),
        ("breached", 3),
    ]
    events = [event for event in await events_of(session, case.id) if "union_id" in event.data]
    unions = [(await get_union(session, event.data["union_id"])).code for event in events]
    assert unions == ["410105-NF", "410100-NF", "410000-GU"]
    (alarm,) = await session.scalars(select(Alarm).where(Alarm.kind == "breached"))
    assert alarm.subject_id == case.id
    assert await broken(session) == []


async def test_a_worker_that_slept_warns_of_nothing_that_has_passed(
    session: AsyncSession, keyring: Keyring
) -> None:
    case = await opened(session, keyring)
    await watch.look(session, now=utc_now() + timedelta(days=30))
    assert await steps_of(session, case) == [("breached", 0)]


async def test_what_was_answered_in_time_is_watched_no_more(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    clock = await session.scalar(
        select(CaseClock).where(
            CaseClock.case_id == case.id, CaseClock.kind == ClockKind.first_answer
        )
    )
    assert clock is not None
    assert clock.next_look_at is None
    assert clock.breached_at is None


async def test_two_workers_at_once_fire_nothing_twice(database: Database, keyring: Keyring) -> None:
    async with database.transaction() as session:
        for _ in range(8):
            await opened(session, keyring)
    late = utc_now() + timedelta(days=30)

    async def work() -> int:
        async with database.transaction() as session:
            return await watch.look(session, now=late, limit=5)

    looked = [await asyncio.gather(work(), work(), work()) for _ in range(3)]
    async with database.transaction() as session:
        count = await session.scalar(
            select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == EventKind.breached)
        )
    assert count == 8 == sum(map(sum, looked))


def a_year_before(day: date) -> date:
    """29 February is the anniversary of no day; 1 March is the nearest."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 3, 1)


@pytest.mark.parametrize(("days_left", "warnings"), [(61, 1), (50, 0)])
async def test_l08_the_workers_own_limits_warn_staff_and_ring_nowhere(
    session: AsyncSession, keyring: Keyring, days_left: int, warnings: int
) -> None:
    day = a_year_before((utc_now() + timedelta(days=days_left)).date())
    case = await opened(session, keyring, facts={"left_on": day.isoformat()})
    at = await offices(session)
    await handling.accept(session, at.county, case.id, case.revision)
    await look_until_quiet(session, utc_now() + timedelta(days=3))
    told = [
        event.data["clock"]
        for event in await events_of(session, case.id)
        if event.kind == EventKind.warned and event.data["clock"] == ClockKind.arbitration_limit
    ]
    assert len(told) == warnings
    assert await broken(session) == []


async def test_the_cases_of_a_closed_account_go_back_into_the_queue(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case, other = await opened(session, keyring), await opened(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    await handling.accept(session, at.city, other.id, other.revision)
    account = await find_staff(session, "county")
    assert account is not None
    await close_account(session, account)
    assert await release_left_behind(session) == 1
    assert (case.staff_id, other.staff_id) == (None, at.city.id)
    assert await broken(session) == []


async def test_a_referral_nobody_answers_rings_where_it_was_sent(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    there = await federation_of(session, LONGTING)
    await referring.refer_to_union(
        session, at.county, case.id, case.revision, union_id=there.id, reason="人在龙亭上班"
    )
    await look_until_quiet(session, utc_now() + timedelta(days=12))
    first = [
        event.data["union_id"]
        for event in await events_of(session, case.id)
        if event.data.get("clock") == ClockKind.referral_acceptance and event.data.get("step") == 1
    ]
    assert first == [str(there.id)]


async def test_one_case_with_something_wrong_does_not_silence_the_others(
    settings: Settings, database: Database, keyring: Keyring
) -> None:
    services = build_services(settings)
    async with database.transaction() as session:
        broken_one, sound = await opened(session, keyring), await opened(session, keyring)
        await session.execute(delete(CaseEvent).where(CaseEvent.case_id == broken_one.id))
        await session.execute(
            update(CaseClock).values(next_look_at=utc_now() - timedelta(minutes=1))
        )
    await look_at_limits(services)
    assert not await look_at_limits(services)
    await services.close()
    async with database.transaction() as session:
        assert await steps_of(session, sound) == [("warned", None)]
        assert await steps_of(session, broken_one) == []
