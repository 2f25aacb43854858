"""T0 to T4: whoever waits hears where they stand, may leave word, and ends with a case, never in silence."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select, update

from backend.alarms.dangers import of_danger
from backend.alarms.models import Alarm
from backend.alarms.taking import acknowledge
from backend.cases.models import Case
from backend.conversations import handoffs
from backend.conversations.danger import told_since
from backend.conversations.models import Handoff, Message
from backend.database import Database, utc_now
from backend.desk import rules, taps, words
from backend.desk.models import DeskConversation
from backend.privacy.audit import first_broken_entry
from backend.services import Services
from backend.staff.identity import StaffIdentity
from backend.worker import jobs
from backend.working_time.rules import WorkCalendar
from tests.backend.live_desk.people import Person, set_row, takes
from tests.backend.peers import Peers

CALENDAR = WorkCalendar()
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 10:00 in Henan
EVENING = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # 22:00
BEFORE_LUNCH = datetime(2026, 11, 24, 3, 55, tzinfo=UTC)  # 11:55


def climbed(queued_at: datetime, *, urgent: bool = False) -> list[tuple[int, datetime]]:
    """Every step somebody would go through, and when."""
    steps: list[tuple[int, datetime]] = []
    step = 0
    while True:
        step, due = rules.following(step, queued_at, CALENDAR, urgent=urgent)
        if due is None:
            return steps
        steps.append((step, due))


def minutes_after(queued_at: datetime, *, urgent: bool = False) -> list[tuple[int, float]]:
    return [
        (step, (due - queued_at).total_seconds() / 60)
        for step, due in climbed(queued_at, urgent=urgent)
    ]


def test_in_hours_the_steps_come_after_one_three_ten_and_thirty_minutes() -> None:
    assert minutes_after(TUESDAY) == [(1, 1), (2, 3), (3, 10), (4, 30)]


def test_lunch_is_no_working_time() -> None:
    assert minutes_after(BEFORE_LUNCH) == [(1, 1), (2, 3), (3, 130), (4, 150)]


def test_at_night_word_may_be_left_at_once_and_the_rest_waits_for_the_morning() -> None:
    steps = climbed(EVENING)
    assert steps[0] == (rules.OFFER, EVENING + timedelta(minutes=3))
    morning = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    assert steps[1:] == [
        (rules.CLIMB, morning + timedelta(minutes=10)),
        (rules.CASE, morning + timedelta(minutes=30)),
    ]


def test_a_red_line_knows_no_hours() -> None:
    assert minutes_after(EVENING, urgent=True) == [(1, 1), (2, 3), (3, 10), (4, 30)]


def test_there_is_a_next_step_until_the_case() -> None:
    assert [step for step, _ in climbed(EVENING)][-1] == rules.CASE


def test_silence_is_counted_from_the_word_or_from_when_it_was_taken() -> None:
    taken = TUESDAY + timedelta(minutes=20)
    due = rules.silent_at(TUESDAY, taken, CALENDAR, urgent=False)
    assert due == taken + timedelta(minutes=5)
    assert rules.silent_at(EVENING, TUESDAY, CALENDAR, urgent=True) == EVENING + timedelta(
        minutes=5
    )


async def step(services: Services, person: Person, ladder_step: int) -> None:
    """The step after this one is due now."""
    async with services.database.transaction() as session:
        await set_row(session, person.id, ladder_step=ladder_step, next_step_at=utc_now())
    await jobs.take_desk_steps(services)


async def test_t0_the_receipt_says_how_many_are_ahead(
    person: Person, database: Database, li: StaffIdentity, services: Services
) -> None:
    await person.asks_for_a_person()
    async with database.transaction() as session:
        again = await handoffs.request(session, person.id, reason="complain")
    assert (again.ahead, again.minutes) == (0, None)
    assert (await person.row()).next_step_at is not None


async def test_t1_lists_show_who_has_waited_a_minute(person: Person, services: Services) -> None:
    await person.asks_for_a_person()
    before = await person.row()
    async with services.database.transaction() as session:
        # As asked on a working morning, whatever the hour of the test.
        await session.execute(update(DeskConversation).values(urgent=True))
    await step(services, person, 0)
    row = await person.row()
    assert (row.ladder_step, row.version) == (rules.ALERT, before.version + 1)
    assert await person.hears() == []


async def test_t2_word_may_be_left_and_becomes_a_case_with_a_number(
    person: Person, services: Services, database: Database, peers: Peers
) -> None:
    await person.writes("老板欠我三个月工资")
    await person.asks_for_a_person()
    await step(services, person, rules.ALERT)
    offer = (await newest(database))[0]
    assert [option["payload"] for option in offer.data["options"]] == [
        taps.LEAVE_MESSAGE,
        taps.KEEP_BOT,
    ]
    await person.writes(words.LEAVE_MESSAGE, option_id=offer.data["options"][0]["id"])
    assert words.WRITING_DOWN in await person.hears()
    await jobs.take_desk_steps(services)
    async with database.transaction() as session:
        case = await session.scalar(select(Case))
        handoff = await session.scalar(select(Handoff))
        assert case is not None
        assert handoff is not None
        assert "老板欠我三个月工资" in case.story
        assert handoff.case_id == case.id
        assert handoff.resolved_at is not None
        assert await first_broken_entry(session) is None
    assert case.number in (await person.hears())[-1]
    row = await person.row()
    assert (row.status, row.case_id, row.next_step_at) == ("closed", case.id, None)


async def test_t2_who_would_rather_have_the_assistant_waits_no_more(
    person: Person, services: Services, database: Database, peers: Peers
) -> None:
    await person.asks_for_a_person()
    await step(services, person, rules.ALERT)
    await person.writes(words.KEEP_BOT)
    assert (await person.hears())[-1] == words.LET_GO
    assert (await person.row()).status == "closed"
    async with database.transaction() as session:
        assert not await handoffs.is_waiting(session, person.id)
    assert peers.heard == []


async def test_a_tap_too_late_is_told_so(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await person.asks_for_a_person()
    await step(services, person, rules.ALERT)
    offer = (await newest(database))[0]
    await person.writes(words.KEEP_BOT, option_id=offer.data["options"][1]["id"])
    await person.writes(words.LEAVE_MESSAGE, option_id=offer.data["options"][0]["id"])
    assert (await person.hears())[-1] == words.NOT_WAITING


async def test_t3_the_duty_phone_rings(person: Person, services: Services) -> None:
    await person.asks_for_a_person()
    await step(services, person, rules.OFFER)
    async with services.database.transaction() as session:
        alarm = await session.scalar(select(Alarm))
        assert alarm is not None
        assert (alarm.kind, alarm.subject_id) == ("nobody_there", person.id)


async def test_t4_nobody_waits_into_nothing(
    person: Person, services: Services, database: Database
) -> None:
    await person.asks_for_a_person()
    await step(services, person, rules.CLIMB)
    async with database.transaction() as session:
        case = await session.scalar(select(Case))
        assert case is not None
    assert case.number in (await person.hears())[-1]


@pytest.mark.parametrize("reason", ["express_crisis", "report_emergency"])
async def test_l10_nobody_in_danger_is_sent_back_to_the_assistant(
    person: Person, services: Services, database: Database, reason: str
) -> None:
    await person.asks_for_a_person(reason)
    await step(services, person, rules.ALERT)
    said = (await newest(database))[0]
    assert said.text == words.STILL_CALLING
    assert "options" not in said.data
    assert (await person.row()).next_step_at is not None


async def test_l10_who_was_looked_at_is_not_told_that_we_still_call_for_somebody(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await person.asks_for_a_person("express_crisis")
    async with database.transaction() as session:
        alarm_id = (await session.scalars(select(Alarm.id))).one()
        await acknowledge(session, li, alarm_id)
    await step(services, person, rules.ALERT)
    said = (await newest(database))[0]
    assert said.text == words.LOOKED_AT
    assert "options" not in said.data


@pytest.mark.parametrize("reason", ["express_crisis", "report_emergency"])
async def test_l10_a_red_line_rings_at_once(
    person: Person, database: Database, reason: str
) -> None:
    await person.asks_for_a_person(reason)
    async with database.transaction() as session:
        assert await session.scalar(select(Alarm.kind)) == reason
    assert (await person.row()).urgent


async def test_l10_a_wish_that_turns_into_a_red_line_starts_over_as_one(
    person: Person, database: Database
) -> None:
    await person.asks_for_a_person()
    await person.asks_for_a_person("report_emergency")
    row = await person.row()
    assert (row.urgent, row.reason) == (True, "report_emergency")
    assert row.next_step_at is not None
    assert row.next_step_at - utc_now() < timedelta(minutes=2)


async def test_a_step_is_judged_anew_when_its_time_has_come(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await person.asks_for_a_person()
    await takes(database, li, person)
    await step(services, person, rules.CLIMB)
    async with database.transaction() as session:
        assert await session.scalar(select(Case.id)) is None
    assert (await person.row()).staff_id == li.id


async def test_who_was_closed_from_the_list_waits_no_more(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await person.asks_for_a_person()
    async with database.transaction() as session:
        handoff_id = await session.scalar(select(Handoff.id))
        assert handoff_id is not None
        await handoffs.resolve(session, li.id, handoff_id, "已电话联系")
    row = await person.row()
    assert (row.status, row.next_step_at) == ("closed", None)


async def newest(database: Database) -> list[Message]:
    async with database.transaction() as session:
        rows = await session.scalars(select(Message).order_by(Message.seq.desc()).limit(3))
        return list(rows)


async def test_l10_where_nobody_came_and_it_is_a_case_they_are_remembered_all_the_same(
    person: Person, services: Services, database: Database, internal: httpx.AsyncClient
) -> None:
    await person.asks_for_a_person("express_crisis")
    await step(services, person, rules.CLIMB)
    async with database.transaction() as session:
        assert await session.scalar(select(Alarm.subject_kind)) == "case"
    answer = await internal.post(
        f"/v1/contacts/{person.id}/danger/words", json={"text": "在二七广场那边"}
    )
    assert answer.json()["place"] == "在二七广场那边"
    await person.writes("在二七广场那边")
    async with database.transaction() as session:
        told = await told_since(session, of_danger((await session.scalars(select(Alarm))).all()))
    assert [each.place for each in told.values()] == ["在二七广场那边"]
