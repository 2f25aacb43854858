"""Locks are taken in one order by everybody (decision 0016): two who meet wait, never in a circle."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.models import Alarm
from backend.alarms.taking import acknowledge
from backend.cases import arranging, handling, intake_left, merging, notes, watch, wishes
from backend.cases.history import last_event
from backend.cases.kinds import ClockKind, EventKind
from backend.cases.models import Case, CaseClock, CaseDraft
from backend.cases.opening import open_case
from backend.contracts.cases import CaseAddition, CaseStatus
from backend.database import Database, utc_now
from backend.errors import ServiceError
from backend.privacy.audit import first_broken_entry
from backend.privacy.keyring import Keyring
from backend.privacy.models import AuditEntry
from backend.staff.service import sign_in
from backend.staff.sessions import Lifetimes
from tests.backend.cases.stage import Offices, offices, opened, somebody, wages
from tests.backend.desk import PASSWORD
from tests.backend.in_a_circle import Act, at_once

ROUNDS = 30


@pytest.fixture
async def at(database: Database) -> Offices:
    async with database.transaction() as session:
        return await offices(session)


async def urgent(database: Database, keyring: Keyring, at: Offices) -> tuple[Case, Case, UUID]:
    """A case that somebody has, an urgent one of the same person, and the alarm that rings for it."""
    async with database.transaction() as session:
        contact = await somebody(session)
        older = await open_case(session, keyring, wages(contact, employer_text="站点"))
        await handling.accept(session, at.county, older.id, older.revision)
        case = await open_case(
            session, keyring, wages(contact, employer_text="站点", people_count=12)
        )
        alarm_id = await session.scalar(select(Alarm.id).where(Alarm.subject_id == case.id))
    assert alarm_id is not None
    return older, case, alarm_id


def ways_to_take(older: Case, case: Case, alarm_id: UUID, at: Offices) -> tuple[Act, ...]:
    return (
        lambda s: acknowledge(s, at.city, alarm_id),
        lambda s: handling.accept(s, at.county, case.id, case.revision),
        lambda s: arranging.assign(s, at.city, case.id, case.revision, staff_id=at.county.id),
        lambda s: merging.merge(s, at.county, case.id, case.revision, into_id=older.id),
    )


@pytest.mark.timeout(300)
async def test_taken_by_its_alarm_and_by_its_case_many_times_it_ends_once(
    database: Database, keyring: Keyring, at: Offices
) -> None:
    outcomes: Counter[str] = Counter()

    async def does(act: Act) -> None:
        try:
            async with database.transaction() as session:
                await act(session)
            outcomes["done"] += 1
        except ServiceError:
            outcomes["refused"] += 1

    for number in range(ROUNDS):
        acts = ways_to_take(*await urgent(database, keyring, at), at)
        turned = acts[number % len(acts) :] + acts[: number % len(acts)]
        await asyncio.gather(*(does(act) for act in turned))

    assert outcomes["done"] >= 2 * ROUNDS
    async with database.transaction() as session:
        ringing = await session.scalars(select(Alarm.id).where(Alarm.acknowledged_at.is_(None)))
        assert ringing.all() == []
        ends = ("alarm_acknowledged", "alarm_ended")
        told = select(func.count()).where(AuditEntry.action.in_(ends))
        assert await session.scalar(told) == ROUNDS
        assert await first_broken_entry(session) is None


@pytest.mark.parametrize("first", [0, 1])
async def test_whichever_comes_first_the_other_waits_for_it(
    database: Database, keyring: Keyring, at: Offices, first: int
) -> None:
    older, case, alarm_id = await urgent(database, keyring, at)
    by_alarm, by_case, *_ = ways_to_take(older, case, alarm_id, at)
    await at_once(database, *((by_alarm, by_case) if first == 0 else (by_case, by_alarm)))
    async with database.transaction() as session:
        assert (await session.get_one(Case, case.id)).status == CaseStatus.accepted
        alarm = await session.get_one(Alarm, alarm_id)
    assert alarm.acknowledged_by == (at.city.id if first == 0 else at.county.id)


async def test_who_signs_in_keeps_nobody_from_naming_them(
    database: Database, keyring: Keyring, at: Offices
) -> None:
    async with database.transaction() as session:
        case = await opened(session, keyring)
    hours = timedelta(hours=1)
    await at_once(
        database,
        lambda s: notes.note(s, at.county, case.id, text="@city 看一下"),
        lambda s: sign_in(s, "city", PASSWORD, Lifetimes(hours, hours)),
    )


async def draft_of_an_emergency(session: AsyncSession) -> None:
    contact = await somebody(session)
    facts = {
        "story": "刚才十几个人都没发工资",
        "employer": "美团",
        "county": "金水区",
        "county_code": "410105",
        "people": 12,
    }
    session.add(
        CaseDraft(
            contact_id=contact.id,
            kind="wage_arrears",
            facts=facts,
            assumed=[],
            documents=[],
            updated_at=utc_now() - intake_left.PATIENCE,
        )
    )


async def test_of_several_that_were_left_half_told_each_is_opened_by_itself(
    database: Database, keyring: Keyring, at: Offices
) -> None:
    """Each joins the cases at the same employer, and so locks what somebody may be at."""
    async with database.transaction() as session:
        case = await opened(session, keyring, employer_text="美团")
        for _ in range(2):
            await draft_of_an_emergency(session)
        await session.execute(
            update(CaseDraft).values(updated_at=utc_now() - 2 * intake_left.PATIENCE)
        )
    await at_once(
        database,
        lambda s: intake_left.open_urgent_one(s, keyring),
        lambda s: notes.note(s, at.county, case.id, text="看一下"),
    )
    async with database.transaction() as session:
        assert await intake_left.open_urgent_one(session, keyring)
    async with database.transaction() as session:
        assert not await intake_left.open_urgent_one(session, keyring)


async def look_is_due(session: AsyncSession, case: Case, clock: ClockKind) -> None:
    mine = (CaseClock.case_id == case.id, CaseClock.kind == clock)
    await session.execute(update(CaseClock).where(*mine).values(next_look_at=utc_now()))


async def test_who_looks_at_limits_holds_none_of_a_case_that_somebody_is_at(
    database: Database, keyring: Keyring, at: Offices
) -> None:
    """What was waited for comes, and two events are written, while the worker looks at other cases."""
    async with database.transaction() as session:
        case, other = await opened(session, keyring), await opened(session, keyring)
        await handling.accept(session, at.county, case.id, case.revision)
        until = utc_now() + timedelta(days=3)
        await handling.wait(
            session, at.county, case.id, case.revision,
            for_whom="contact", until=until, note="考勤照片",
        )  # fmt: skip
        await look_is_due(session, case, ClockKind.waiting)
        await look_is_due(session, other, ClockKind.first_answer)
        contact_id = case.contact_id
    assert contact_id is not None
    _, looked_at = await at_once(
        database,
        lambda s: wishes.add(s, contact_id, case.id, CaseAddition(text="考勤在这")),
        lambda s: watch.look(s),
    )
    assert looked_at == 1


async def test_what_is_added_to_a_merged_case_and_its_taking_out_wait_in_no_circle(
    database: Database, keyring: Keyring, at: Offices
) -> None:
    older, case, _ = await urgent(database, keyring, at)
    one, other = sorted((older, case), key=lambda each: each.id)
    async with database.transaction() as session:
        other = await session.get_one(Case, other.id)
        await merging.merge(session, at.county, other.id, other.revision, into_id=one.id)
        assert other.contact_id is not None
    contact_id = other.contact_id
    await at_once(
        database,
        lambda s: notes.note(s, at.county, one.id, text="看一下"),
        lambda s: merging.unmerge(s, at.county, other.id, other.revision),
        lambda s: wishes.add(s, contact_id, other.id, CaseAddition(text="还有")),
    )
    async with database.transaction() as session:
        assert await last_event(session, other.id, EventKind.added) is not None
