"""Who waits gets whoever is there, their place and trade, the least busy first; and again if they go."""

import asyncio
from datetime import time, timedelta

import httpx
from sqlalchemy import select, update

from backend.conversations import owning
from backend.conversations.asked import Called
from backend.database import Database, utc_now
from backend.desk import assignment, presence, requests, rosters, skills, transitions, words
from backend.desk.arrange_rules import Skills
from backend.desk.models import DeskConversation, StaffPresence
from backend.desk.shift_rules import DAYS, Shift, monday_of
from backend.services import Services
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role, Staff
from backend.worker import jobs
from backend.working_time.rules import CHINA
from tests.backend.in_a_circle import at_once
from tests.backend.live_desk.people import (
    Person,
    a_colleague,
    a_person,
    answers,
    set_row,
    takes,
)
from tests.backend.peers import Peers
from tests.waiting import until

ROUND_THE_CLOCK = [
    shift
    for day in DAYS
    for shift in (Shift(day, time(0), time(12)), Shift(day, time(12), time(0)))
]


def in_days(count: int) -> int:
    """The weekday so many days from now, in China."""
    return (utc_now().astimezone(CHINA) + timedelta(days=count)).weekday()


async def on_duty(database: Database, *staff: StaffIdentity, capacity: int = 5) -> None:
    async with database.transaction() as session:
        for each in staff:
            await presence.come_on_duty(session, each.id, automatically=True)
            (await session.get_one(StaffPresence, each.id)).capacity = capacity


async def has(person: Person) -> object:
    return (await person.row()).staff_id


async def several(internal: httpx.AsyncClient, database: Database, count: int) -> list[Person]:
    people = [await a_person(internal, database) for _ in range(count)]
    for each in people:
        await each.asks_for_a_person()
    return people


async def test_while_nobody_is_on_duty_nobody_is_given_anything(
    person: Person, services: Services, li: StaffIdentity
) -> None:
    await person.asks_for_a_person()
    await jobs.give_out_conversations(services)
    assert await has(person) is None
    assert (await person.contact()).owner == "bot"


async def test_whoever_comes_on_duty_finds_who_has_waited(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await person.asks_for_a_person()
    await jobs.give_out_conversations(services)
    await on_duty(database, li)
    await jobs.give_out_conversations(services)
    assert await has(person) == li.id
    assert await person.hears() == [words.JOINED]
    assert await person.lines() == ["desk_assigned"]


async def test_the_least_busy_gets_the_next_and_nobody_more_than_they_can_hold(
    internal: httpx.AsyncClient,
    services: Services,
    database: Database,
    li: StaffIdentity,
    wang: StaffIdentity,
) -> None:
    await on_duty(database, li, wang, capacity=2)
    people = await several(internal, database, 5)
    await jobs.give_out_conversations(services)
    held = [await has(each) for each in people]
    assert sorted(map(str, held[:4])) == sorted([str(li.id), str(wang.id)] * 2)
    assert held[4] is None


async def test_two_workers_at_once_give_each_conversation_once_and_overload_nobody(
    internal: httpx.AsyncClient, services: Services, database: Database, li: StaffIdentity
) -> None:
    await on_duty(database, li, capacity=3)
    people = await several(internal, database, 6)
    await asyncio.gather(*(jobs.give_out_conversations(services) for _ in range(4)))
    await jobs.give_out_conversations(services)
    assert len([each for each in people if await has(each) == li.id]) == 3
    assert {(await each.contact()).owner_epoch for each in people} == {0, 1}


async def test_the_county_comes_before_the_city_and_another_county_never(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    city = await a_colleague(database, "city", Role.city_administrator, "410100-NF")
    far = await a_colleague(database, "far", union_code="410202-NF")
    await on_duty(database, far)
    await person.asks_for_a_person()
    await jobs.give_out_conversations(services)
    assert await has(person) is None
    await on_duty(database, city, li)
    await jobs.give_out_conversations(services)
    assert await has(person) == li.id


async def test_who_knows_only_truckers_is_given_truckers_only(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await on_duty(database, li)
    async with database.transaction() as session:
        await skills.set_skills(session, li.id, Skills(trades=frozenset({"truck"})))
    await person.asks_for_a_person()
    await jobs.give_out_conversations(services)
    assert await has(person) is None
    async with database.transaction() as session:
        await set_row(session, person.id, trade="truck")
    await jobs.give_out_conversations(services)
    assert await has(person) == li.id


async def test_thirty_waiting_where_nobody_is_free_hold_up_no_other_place(
    internal: httpx.AsyncClient, services: Services, database: Database
) -> None:
    far = await a_colleague(database, "far", union_code="410202-NF")
    await on_duty(database, far)
    await several(internal, database, 30)
    there = await a_person(internal, database, county="410202")
    await there.asks_for_a_person()
    await jobs.give_out_conversations(services)
    assert await has(there) == far.id


async def test_outside_a_planned_shift_nothing_is_given(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await on_duty(database, li)
    async with database.transaction() as session:
        await rosters.set_week(session, li.id, None, [Shift(in_days(3), time(9), time(12))])
    await person.asks_for_a_person()
    await jobs.give_out_conversations(services)
    assert await has(person) is None
    async with database.transaction() as session:
        await rosters.set_week(session, li.id, None, ROUND_THE_CLOCK)
    await jobs.give_out_conversations(services)
    assert await has(person) == li.id


async def test_no_minutes_are_promised_on_who_is_not_on_their_shift(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    await on_duty(database, li)
    await person.asks_for_a_person()
    row = await person.row()
    promised = []
    for shifts in ([Shift(in_days(3), time(9), time(12))], ROUND_THE_CLOCK):
        async with database.transaction() as session:
            await rosters.set_week(session, li.id, None, shifts)
            place = await requests.open_request(
                session,
                person.id,
                reason=row.reason,
                urgent=False,
                union=Called(row.union_id, "", row.division_path),
            )
        promised.append(place.minutes is not None)
    assert promised == [False, True]


async def test_a_week_off_counts_before_the_usual_week(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await on_duty(database, li)
    now = utc_now().astimezone(CHINA).date()
    async with database.transaction() as session:
        await rosters.set_week(session, li.id, None, ROUND_THE_CLOCK)
        for day in (now, now + timedelta(days=1)):  # whatever happens at midnight
            await rosters.set_week(session, li.id, monday_of(day), [])
        # The night before still runs into this week.
        await rosters.set_week(session, li.id, monday_of(now) - timedelta(days=7), [])
    await person.asks_for_a_person()
    await jobs.give_out_conversations(services)
    assert await has(person) is None


async def test_an_answer_of_the_assistant_under_way_is_not_cut_off(
    person: Person, services: Services, database: Database, li: StaffIdentity, peers: Peers
) -> None:
    await on_duty(database, li)
    await person.asks_for_a_person()
    peers.thinks_over = {"我要找人"}
    writing = asyncio.create_task(person.writes("我要找人"))
    await until(lambda: peers.heard != [])
    await jobs.give_out_conversations(services)
    assert await has(person) is None
    peers.thinks_over.clear()
    assert (await writing)["bubble"]["text"] == "好的"
    await jobs.give_out_conversations(services)
    assert await has(person) == li.id


async def test_whose_heartbeat_stops_loses_who_waits_to_the_queue(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    epoch = await takes(database, li, person)
    await person.writes("在吗")
    await jobs.take_desk_steps(services)
    assert await has(person) == li.id
    async with database.transaction() as session:
        gone = utc_now() - timedelta(seconds=61)
        await session.execute(update(StaffPresence).values(heartbeat_at=gone))
        await set_row(session, person.id, next_step_at=utc_now())
    await jobs.take_desk_steps(services)
    assert await has(person) is None
    assert (await person.contact()).owner == "bot"
    assert (await person.contact()).owner_epoch == epoch + 1
    assert (await person.hears())[-1] == words.HOLDING
    assert (await person.row()).next_step_at is not None


async def test_who_is_gone_keeps_the_conversations_in_which_nobody_waits(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    epoch = await takes(database, li, person)
    await answers(database, li, person, "您好", epoch=epoch)
    async with database.transaction() as session:
        await session.execute(update(StaffPresence).values(heartbeat_at=None))
    await jobs.take_desk_steps(services)
    assert await has(person) == li.id


async def test_going_off_duty_passes_on_who_waits_at_once(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    await takes(database, li, person)
    await person.writes("在吗")
    async with database.transaction() as session:
        assert await transitions.go_off_duty(session, li) == 1
    assert await has(person) is None
    async with database.transaction() as session:
        assert not (await session.get_one(StaffPresence, li.id)).is_on_duty


async def test_who_stays_silent_loses_it_and_is_given_no_more(
    person: Person, services: Services, database: Database, li: StaffIdentity, wang: StaffIdentity
) -> None:
    await on_duty(database, li)
    await takes(database, li, person)
    await person.writes("在吗")
    long_ago = utc_now() - timedelta(days=7)  # five working minutes have passed, whatever the hour
    async with database.transaction() as session:
        await set_row(
            session,
            person.id,
            waiting_since=long_ago,
            queued_at=long_ago,
            taken_at=long_ago,
            next_step_at=utc_now(),
        )
    await jobs.take_desk_steps(services)
    assert await has(person) is None
    await jobs.give_out_conversations(services)
    assert await has(person) is None
    await on_duty(database, wang)
    await jobs.give_out_conversations(services)
    assert await has(person) == wang.id
    assert (await person.hears()).count(words.HOLDING) == 1


async def test_whoever_loses_it_twice_in_one_wait_hears_it_once(
    person: Person, services: Services, database: Database, li: StaffIdentity, wang: StaffIdentity
) -> None:
    await takes(database, li, person)
    await person.writes("在吗")
    since = (await person.row()).waiting_since
    async with database.transaction() as session:
        await transitions.go_off_duty(session, li)
    await takes(database, wang, person)
    async with database.transaction() as session:
        await transitions.go_off_duty(session, wang)
    assert (await person.hears()).count(words.HOLDING) == 1
    assert (await person.row()).waiting_since == since


async def test_that_somebody_is_there_is_said_again_only_after_other_words(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    """WeChat takes five messages; they are for what the colleague has to say."""

    async def comes_and_goes() -> None:
        await on_duty(database, li)
        await jobs.give_out_conversations(services)
        assert await has(person) == li.id
        async with database.transaction() as session:
            await transitions.go_off_duty(session, li)

    await person.asks_for_a_person()
    for _ in range(4):
        await comes_and_goes()
    heard = [words.JOINED, words.HOLDING, words.JOINED]
    assert await person.hears() == heard
    await person.writes("还在吗")
    await comes_and_goes()
    assert await person.hears() == [*heard, "好的", words.JOINED]


async def test_a_closed_account_is_given_nothing(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    await on_duty(database, li)
    async with database.transaction() as session:
        await session.execute(update(Staff).values(is_active=False))
    await person.asks_for_a_person()
    await jobs.give_out_conversations(services)
    async with database.transaction() as session:
        assert await session.scalar(select(DeskConversation.staff_id)) is None


async def test_who_leaves_while_somebody_is_writing_keeps_nobody_waiting(
    person: Person, services: Services, database: Database, li: StaffIdentity
) -> None:
    """The conversation is locked by the word that just comes in: the worker passes it on instead."""
    await takes(database, li, person)
    await person.writes("在吗")
    async with database.transaction() as writing:
        await owning.lock(writing, person.id)
        async with database.transaction() as session:
            assert await transitions.go_off_duty(session, li) == 0
    async with database.transaction() as session:
        await set_row(session, person.id, next_step_at=utc_now())
    await jobs.take_desk_steps(services)
    assert await has(person) is None


async def test_who_leaves_while_somebody_is_given_to_them_waits_in_no_circle_and_gets_nobody(
    person: Person, internal: httpx.AsyncClient, database: Database, li: StaffIdentity
) -> None:
    other = await a_person(internal, database)
    await on_duty(database, li)
    await takes(database, li, person)
    await person.writes("在吗")
    await other.asks_for_a_person()
    await at_once(
        database,
        lambda s: transitions.go_off_duty(s, li),
        lambda s: assignment.assign(s, other.id),
    )
    assert await has(person) is None
    assert await has(other) is None
