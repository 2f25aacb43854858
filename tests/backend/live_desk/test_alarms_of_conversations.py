"""Who is in danger rings until a colleague is with them, and again when nobody is any more (L10)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, update

from backend.alarms.models import Alarm
from backend.alarms.service import open_about
from backend.cases import handling
from backend.cases.models import Case
from backend.conversations import handoffs
from backend.conversations.models import Handoff
from backend.database import Database, utc_now
from backend.desk import assignment, escalation, presence, rules, transitions
from backend.desk.models import StaffPresence
from backend.desk.replies import reply
from backend.services import Services
from backend.staff.identity import StaffIdentity
from backend.unions.service import federation_of
from backend.worker import jobs
from tests.backend.desk import LONGTING
from tests.backend.in_a_circle import at_once
from tests.backend.live_desk.people import (
    Person,
    a_colleague,
    a_person,
    answers,
    set_row,
    takes,
)

IN_DANGER = "express_crisis"


async def rings(database: Database, person: Person) -> Sequence[str]:
    async with database.transaction() as session:
        rows = await session.scalars(
            select(Alarm.kind)
            .where(Alarm.subject_id == person.id, Alarm.acknowledged_at.is_(None))
            .order_by(Alarm.kind)
        )
        return rows.all()


async def waited(database: Database, services: Services, person: Person, *, step: int) -> None:
    """So long that this step of the ladder is due, whatever the hour."""
    long_ago = utc_now() - timedelta(days=7)
    async with database.transaction() as session:
        await set_row(
            session,
            person.id,
            queued_at=long_ago,
            waiting_since=long_ago,
            ladder_step=step - 1,
            next_step_at=utc_now(),
        )
    await jobs.take_desk_steps(services)


async def on_duty(database: Database, staff: StaffIdentity) -> None:
    async with database.transaction() as session:
        await presence.come_on_duty(session, staff.id, automatically=True)


@pytest.fixture
async def in_danger(person: Person) -> Person:
    await person.asks_for_a_person(IN_DANGER)
    return person


async def test_whoever_takes_the_conversation_has_taken_its_alarm(
    in_danger: Person, database: Database, li: StaffIdentity
) -> None:
    assert await rings(database, in_danger) == [IN_DANGER]
    await takes(database, li, in_danger)
    assert await rings(database, in_danger) == []
    async with database.transaction() as session:
        assert await session.scalar(select(Alarm.acknowledged_by)) == li.id


async def test_who_is_given_it_ends_the_alarm_with_their_first_word(
    in_danger: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await on_duty(database, li)
    await jobs.give_out_conversations(services)
    assert (await in_danger.row()).staff_id == li.id
    assert await rings(database, in_danger) == [IN_DANGER]
    epoch = (await in_danger.contact()).owner_epoch
    await answers(database, li, in_danger, "我在，您慢慢说", epoch=epoch)
    assert await rings(database, in_danger) == []


async def test_the_first_word_waits_in_no_circle_with_somebody_given_to_the_same_colleague(
    in_danger: Person,
    internal: httpx.AsyncClient,
    services: Services,
    database: Database,
    li: StaffIdentity,
) -> None:
    await on_duty(database, li)
    await jobs.give_out_conversations(services)
    epoch = (await in_danger.contact()).owner_epoch
    other = await a_person(internal, database)
    await other.asks_for_a_person()
    await at_once(
        database,
        lambda s: reply(s, li, in_danger.id, "我在", epoch=epoch, client_id=uuid4()),
        lambda s: assignment.assign(s, other.id),
    )
    assert (await other.row()).staff_id == li.id
    assert await rings(database, in_danger) == []


async def test_it_rings_again_when_the_colleague_who_had_it_is_gone(
    in_danger: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await takes(database, li, in_danger)
    await in_danger.writes("还在吗")
    await left_by_its_colleague(in_danger, services, database)
    assert (await in_danger.row()).staff_id is None
    assert await rings(database, in_danger) == [IN_DANGER]


async def test_nobody_rings_when_the_colleague_of_somebody_else_is_gone(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    await takes(database, li, person)
    await person.writes("在吗")
    async with database.transaction() as session:
        await transitions.go_off_duty(session, li)
    assert await rings(database, person) == []


async def test_passed_to_another_union_it_rings_there(
    in_danger: Person, database: Database, li: StaffIdentity
) -> None:
    there = await a_colleague(database, "far", union_code=f"{LONGTING}-NF")
    await takes(database, li, in_danger)
    async with database.transaction() as session:
        union = await federation_of(session, LONGTING)
        await transitions.transfer_to_union(session, li, in_danger.id, union.id)
    async with database.transaction() as session:
        assert [a.kind for a in await open_about(session, there, in_danger.id)] == [IN_DANGER]
        assert await open_about(session, li, in_danger.id) == []


async def test_what_still_rings_goes_with_the_conversation(
    in_danger: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    """Given to a colleague, who passes it on without a word."""
    await on_duty(database, li)
    await jobs.give_out_conversations(services)
    async with database.transaction() as session:
        union = await federation_of(session, LONGTING)
        await transitions.transfer_to_union(session, li, in_danger.id, union.id)
    async with database.transaction() as session:
        (alarm,) = (await session.scalars(select(Alarm))).all()
    assert (alarm.union_id, alarm.acknowledged_at) == (union.id, None)


@pytest.mark.parametrize("ending", ["hand_back", "close"])
async def test_a_conversation_that_is_over_rings_no_more(
    in_danger: Person, services: Services, database: Database, li: StaffIdentity, ending: str
) -> None:
    await on_duty(database, li)
    await jobs.give_out_conversations(services)
    async with database.transaction() as session:
        if ending == "close":
            await transitions.close(session, li, in_danger.id, note="家人陪着")
        else:
            await transitions.hand_back(session, li, in_danger.id)
    assert await rings(database, in_danger) == []


async def test_closed_from_the_list_it_rings_no_more_and_what_is_still_open_does(
    in_danger: Person, database: Database, li: StaffIdentity
) -> None:
    await in_danger.asks_for_a_person("report_emergency")
    assert await rings(database, in_danger) == [IN_DANGER, "report_emergency"]
    async with database.transaction() as session:
        handoff_id = await session.scalar(select(Handoff.id).where(Handoff.reason == IN_DANGER))
        assert handoff_id is not None
        await handoffs.resolve(session, li.id, handoff_id, "打过电话了")
    assert await rings(database, in_danger) == ["report_emergency"]


async def test_danger_that_was_closed_rings_for_nobody_who_waits_for_something_else(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await person.asks_for_a_person("request_human")
    await person.asks_for_a_person(IN_DANGER)
    await takes(database, li, person)
    await person.writes("还想问问工资的事")
    async with database.transaction() as session:
        handoff_id = await session.scalar(select(Handoff.id).where(Handoff.reason == IN_DANGER))
        assert handoff_id is not None
        await handoffs.resolve(session, li.id, handoff_id, "打过电话，人没事")
    row = await person.row()
    assert (row.urgent, row.reason) == (False, "request_human")
    await left_by_its_colleague(person, services, database)
    assert (await person.row()).staff_id is None
    assert await rings(database, person) == []


async def test_of_two_dangers_the_one_that_is_open_still_rings_again(
    in_danger: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await in_danger.asks_for_a_person("report_emergency")
    await takes(database, li, in_danger)
    await in_danger.writes("还在吗")
    async with database.transaction() as session:
        handoff_id = await session.scalar(select(Handoff.id).where(Handoff.reason == IN_DANGER))
        assert handoff_id is not None
        await handoffs.resolve(session, li.id, handoff_id, "打过电话了")
    await left_by_its_colleague(in_danger, services, database)
    assert await rings(database, in_danger) == ["report_emergency"]


async def left_by_its_colleague(person: Person, services: Services, database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(update(StaffPresence).values(heartbeat_at=None))
        await set_row(session, person.id, next_step_at=utc_now())
    await jobs.take_desk_steps(services)


async def test_who_rather_talks_to_the_assistant_or_unfollows_may_be_in_danger_still(
    in_danger: Person, database: Database
) -> None:
    async with database.transaction() as session:
        await escalation.let_go(session, in_danger.id)
    await in_danger.writes("", kind="unfollow")
    assert (await in_danger.contact()).unfollowed_at is not None
    assert await rings(database, in_danger) == [IN_DANGER]


async def waits_in_vain(person: Person, services: Services, database: Database) -> None:
    await person.asks_for_a_person()
    await waited(database, services, person, step=rules.CLIMB)
    assert await rings(database, person) == ["nobody_there"]


async def test_that_nobody_is_there_rings_until_somebody_is(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await waits_in_vain(person, services, database)
    await on_duty(database, li)
    await jobs.give_out_conversations(services)
    assert await rings(database, person) == []


async def test_that_nobody_is_there_rings_no_more_for_who_does_not_wait(
    person: Person, services: Services, database: Database
) -> None:
    await waits_in_vain(person, services, database)
    async with database.transaction() as session:
        await escalation.let_go(session, person.id)
    assert await rings(database, person) == []


async def test_what_became_a_case_is_owed_and_nobody_waits_any_more(
    person: Person, services: Services, database: Database
) -> None:
    await waits_in_vain(person, services, database)
    await waited(database, services, person, step=rules.CASE)
    assert (await person.row()).case_id is not None
    assert await rings(database, person) == []


async def test_danger_that_became_a_case_rings_on_once_and_as_high_until_the_case_is_taken(
    in_danger: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    async with database.transaction() as session:
        await session.execute(update(Alarm).values(level=2, pages=3))
    await waited(database, services, in_danger, step=rules.CASE)
    async with database.transaction() as session:
        case = (await session.scalars(select(Case))).one()
        (alarm,) = await open_about(session, li, case.id)
        assert (alarm.kind, alarm.subject_kind, alarm.level) == (IN_DANGER, "case", 2)
        assert await open_about(session, li, in_danger.id) == []
        await handling.accept(session, li, case.id, case.revision)
        assert await open_about(session, li, case.id) == []


async def test_danger_somebody_looked_at_rings_anew_when_it_became_a_case_all_the_same(
    in_danger: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    async with database.transaction() as session:
        await session.execute(update(Alarm).values(acknowledged_at=utc_now()))
    await waited(database, services, in_danger, step=rules.CASE)
    async with database.transaction() as session:
        case = (await session.scalars(select(Case))).one()
        assert [a.kind for a in await open_about(session, li, case.id)] == ["urgent_case"]
