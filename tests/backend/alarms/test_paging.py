"""County, city, province: an alarm climbs every ten minutes until somebody takes it (L10)."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import ending, paging, words
from backend.alarms.duty_phones import set_duty_phone
from backend.alarms.models import Alarm, DutyPhone
from backend.alarms.service import raise_alarm
from backend.alarms.taking import acknowledge
from backend.database import Database, utc_now
from backend.services import Services
from backend.staff.models import Role
from backend.unions.service import union_by_code
from backend.worker import jobs
from tests.backend.alarms.duty_officer import DutyOfficer
from tests.backend.desk import identity, open_account

COUNTY, CITY, PROVINCE = "410105-NF", "410100-NF", "410000-GU"


async def has_phone(database: Database, union_code: str, url: str) -> None:
    async with database.transaction() as session:
        union = await union_by_code(session, union_code)
        session.add(DutyPhone(union_id=union.id, webhook_url=url))


@pytest.fixture
async def phones(database: Database, officer: DutyOfficer) -> None:
    for code, place in ((COUNTY, "county"), (CITY, "city"), (PROVINCE, "province")):
        await has_phone(database, code, officer.at(place))


async def raised(database: Database, union_code: str = COUNTY) -> UUID:
    async with database.transaction() as session:
        union = await union_by_code(session, union_code)
        alarm = await raise_alarm(
            session,
            kind="express_crisis",
            subject_kind="contact",
            subject_id=uuid4(),
            union_id=union.id,
        )
    return alarm.id


async def minutes_pass(database: Database, minutes: int) -> None:
    """Everything that was set is that much longer ago."""
    async with database.transaction() as session:
        past = timedelta(minutes=minutes)
        await session.execute(
            update(Alarm).values(
                next_page_at=Alarm.next_page_at - past, raised_at=Alarm.raised_at - past
            )
        )


async def the_alarm(database: Database) -> Alarm:
    async with database.transaction() as session:
        return (await session.scalars(select(Alarm))).one()


@pytest.mark.usefixtures("phones")
async def test_it_rings_at_the_county_at_once_then_the_city_then_the_province(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    await raised(database)
    await jobs.ring_alarms(services)
    assert officer.rung == ["county"]
    await minutes_pass(database, 9)
    await jobs.ring_alarms(services)
    assert officer.rung == ["county"]
    await minutes_pass(database, 1)
    await jobs.ring_alarms(services)
    await minutes_pass(database, 10)
    await jobs.ring_alarms(services)
    assert officer.rung == ["county", "city", "province"]
    await minutes_pass(database, 10)
    await jobs.ring_alarms(services)
    assert officer.rung[3:] == ["province"]
    assert (await the_alarm(database)).pages == 4


@pytest.mark.usefixtures("phones")
async def test_who_does_not_look_for_an_hour_is_reminded_by_the_hour(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    await raised(database)
    for _ in range(12):
        await jobs.ring_alarms(services)
        await minutes_pass(database, 10)
    assert len(officer.pages) == 6 + 1


@pytest.mark.usefixtures("phones")
async def test_once_taken_it_rings_no_more(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    alarm_id = await raised(database)
    await jobs.ring_alarms(services)
    async with database.transaction() as session:
        staff = await open_account(session, "city", Role.city_administrator, CITY)
        await acknowledge(session, await identity(session, staff), alarm_id)
    await minutes_pass(database, 60)
    await jobs.ring_alarms(services)
    assert officer.rung == ["county"]


@pytest.mark.usefixtures("phones")
async def test_taken_while_it_rang_it_stays_taken(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    alarm_id = await raised(database)
    async with database.transaction() as session:
        (ringing,) = await paging.claim(session, limit=5)
    async with database.transaction() as session:
        staff = await open_account(session, "city", Role.city_administrator, CITY)
        await acknowledge(session, await identity(session, staff), alarm_id)
    async with database.transaction() as session:
        await paging.settle(session, ringing, ringing.phones[0])
    alarm = await the_alarm(database)
    assert (alarm.pages, alarm.next_page_at) == (1, None)


async def test_a_place_without_a_phone_costs_no_ten_minutes(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    await has_phone(database, CITY, officer.at("city"))
    await raised(database)
    await jobs.ring_alarms(services)
    assert officer.rung == ["city"]


@pytest.mark.usefixtures("phones")
async def test_a_phone_that_cannot_be_reached_lets_the_next_one_up_ring_at_once(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    officer.answers = [500, 500, 500, 0]
    await raised(database)
    await jobs.ring_alarms(services)
    assert officer.rung == ["county", "county", "county", "city"]
    alarm = await the_alarm(database)
    assert (alarm.pages, alarm.level) == (1, 2)


@pytest.mark.usefixtures("phones")
async def test_when_nobody_can_be_reached_it_is_tried_again_within_a_minute_and_counts_nothing(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    officer.answers = [500]
    await raised(database)
    await jobs.ring_alarms(services)
    alarm = await the_alarm(database)
    assert alarm.pages == 0
    assert alarm.next_page_at is not None
    assert alarm.next_page_at - utc_now() <= timedelta(minutes=1)
    officer.reset()
    await minutes_pass(database, 1)
    await jobs.ring_alarms(services)
    assert officer.rung == ["county"]


async def test_without_any_phone_it_waits_on_the_console_and_rings_once_there_is_one(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    await raised(database)
    await jobs.ring_alarms(services)
    alarm = await the_alarm(database)
    assert (alarm.pages, alarm.acknowledged_at) == (0, None)
    await has_phone(database, PROVINCE, officer.at("province"))
    await minutes_pass(database, 1)
    await jobs.ring_alarms(services)
    assert officer.rung == ["province"]


async def test_the_general_union_answers_where_the_federation_has_no_phone(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    await has_phone(database, "410105-GU", officer.at("general"))
    await raised(database)
    await jobs.ring_alarms(services)
    assert officer.rung == ["general"]


async def test_the_province_rings_where_nobody_knows_the_county(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    await has_phone(database, PROVINCE, officer.at("province"))
    await raised(database, PROVINCE)
    await jobs.ring_alarms(services)
    assert officer.rung == ["province"]


@pytest.mark.usefixtures("phones")
async def test_two_workers_ring_it_once(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    await raised(database)
    await asyncio.gather(*(jobs.ring_alarms(services) for _ in range(4)))
    assert officer.rung == ["county"]


@pytest.mark.usefixtures("phones")
async def test_no_transaction_is_open_while_a_phone_keeps_us_waiting(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    officer.answers = [3600.0]
    await raised(database)
    ringing = asyncio.create_task(jobs.ring_alarms(services))
    await officer.is_paged()
    assert await _open_transactions(database) == 0
    ringing.cancel()
    await asyncio.gather(ringing, return_exceptions=True)


async def _open_transactions(database: Database) -> int:
    async with database.transaction() as session:
        return await _others(session)


async def _others(session: AsyncSession) -> int:
    activity = func.pg_stat_get_activity(None).table_valued("state", "pid")
    return (
        await session.scalar(
            select(func.count())
            .select_from(activity)
            .where(activity.c.state == "idle in transaction")
            .where(activity.c.pid != func.pg_backend_pid())
        )
    ) or 0


@pytest.mark.usefixtures("phones")
async def test_what_died_in_the_middle_is_rung_again(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    await raised(database)
    async with database.transaction() as session:
        assert len(await paging.claim(session, limit=5)) == 1
    await jobs.ring_alarms(services)
    assert officer.rung == []
    await minutes_pass(database, 2)
    await jobs.ring_alarms(services)
    assert officer.rung == ["county"]


@pytest.mark.usefixtures("phones")
@pytest.mark.parametrize("union_code", ["410202-NF", "410105-GU"])
async def test_what_moved_while_it_rang_rings_at_its_new_union_from_the_bottom(
    services: Services, database: Database, officer: DutyOfficer, union_code: str
) -> None:
    await has_phone(database, union_code, officer.at("elsewhere"))
    await raised(database)
    officer.answers = [0.3, 0]
    ringing = asyncio.create_task(jobs.ring_alarms(services))
    await officer.is_paged()
    alarm = await the_alarm(database)
    async with database.transaction() as session:
        there = await union_by_code(session, union_code)
        await ending.move(
            session, alarm.subject_id, from_union_id=alarm.union_id, to_union_id=there.id
        )
    await ringing
    await jobs.ring_alarms(services)
    assert officer.rung == ["county", "elsewhere"]


@pytest.mark.usefixtures("phones")
async def test_the_page_says_what_and_where_and_a_link_and_nothing_about_the_person(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    alarm_id = await raised(database)
    await jobs.ring_alarms(services)
    content = officer.pages[0][1]["text"]["content"]
    assert "有人情绪危机" in content
    assert "郑州市金水区新业态工会联合会" in content
    assert f"{services.settings.backend_url}/alarms/{alarm_id}" in content
    await minutes_pass(database, 10)
    await jobs.ring_alarms(services)
    assert "已过 10 分钟，还没有人处理" in officer.pages[1][1]["text"]["content"]


def test_without_an_address_of_the_console_the_page_says_where_to_look() -> None:
    content = words.page(
        kind="made_up", union="某会", raised_at=utc_now(), now=utc_now(), link="", again=False
    )
    assert "有急事" in content
    assert "工作台" in content
    assert "None" not in content


async def test_a_phone_set_by_the_administrator_rings(
    services: Services, database: Database, officer: DutyOfficer
) -> None:
    async with database.transaction() as session:
        staff = await open_account(session, "city", Role.city_administrator, CITY)
        union = await union_by_code(session, COUNTY)
        await set_duty_phone(
            session,
            await identity(session, staff),
            union.id,
            officer.at("county"),
            is_production=False,
        )
    await raised(database)
    await jobs.ring_alarms(services)
    assert officer.rung == ["county"]
