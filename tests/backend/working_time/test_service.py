"""Staff keep the calendar; every change counts within a minute and stands in the audit log."""

from datetime import date, datetime, time

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import Database
from backend.errors import NotAllowed, Refused
from backend.privacy.models import AuditEntry
from backend.seeds.work_days import seed_work_days
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role
from backend.working_time import service
from backend.working_time.rules import CHINA
from tests.backend.desk import city_administrator, identity, open_account

PROVINCE, ZHENGZHOU = "410000", "410000/410100"
JINSHUI, KAIFENG = "410000/410100/410105", "410000/410200"
EARLY = [(time(8), time(12)), (time(13), time(17))]


@pytest.fixture
async def province(session: AsyncSession) -> StaffIdentity:
    staff = await open_account(session, "province", Role.province_administrator, "410000-GU")
    return await identity(session, staff)


@pytest.fixture
async def city(session: AsyncSession) -> StaffIdentity:
    return await identity(session, await city_administrator(session))


async def test_without_any_rows_a_plain_week_counts(session: AsyncSession) -> None:
    calendar = await service.calendar_for(session, JINSHUI)
    assert calendar.hours_in_words() == "周一至周五 9:00–12:00、14:00–17:30"
    assert calendar.is_working_day(date(2026, 10, 1))
    assert await service.years_missing(session, date(2026, 11, 24)) == (2026, 2027)


async def test_2026_is_known_with_its_worked_weekends_and_2027_by_law_only(
    session: AsyncSession,
) -> None:
    assert await seed_work_days(session) == [2026, 2027]
    calendar = await service.calendar_for(session, JINSHUI)
    off = [day for day, works in calendar.exceptions.items() if not works and day.year == 2026]
    worked = {day for day, works in calendar.exceptions.items() if works}
    assert len(off) == 33
    assert {(d.month, d.day) for d in worked} == {
        *((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
    }
    law = [day for day in calendar.exceptions if day.year == 2027]
    assert len(law) == 13  # 1 + 4 + 1 + 2 + 1 + 1 + 3
    assert date(2027, 2, 5) in law  # 除夕
    assert calendar.official_years == {2026}
    assert await service.years_missing(session, date(2026, 9, 30)) == ()
    assert await service.years_missing(session, date(2026, 11, 24)) == (2027,)


async def test_every_day_of_the_seed_differs_from_its_weekday_or_is_a_holiday_on_a_weekend(
    session: AsyncSession,
) -> None:
    await seed_work_days(session)
    calendar = await service.calendar_for(session, PROVINCE)
    assert all(day.weekday() >= 5 for day, works in calendar.exceptions.items() if works)


async def test_seeding_again_keeps_what_staff_changed(
    session: AsyncSession, province: StaffIdentity
) -> None:
    await seed_work_days(session)
    await service.clear_day(session, province, date(2026, 10, 7), reason="通知改了")
    await service.set_day(
        session, province, date(2027, 2, 9), is_working=False, name="春节", reason="省里通知"
    )
    assert await seed_work_days(session) == []
    calendar = await service.calendar_for(session, PROVINCE)
    assert calendar.is_working_day(date(2026, 10, 7))
    assert not calendar.is_working_day(date(2027, 2, 9))


async def test_a_change_is_seen_by_the_next_who_asks_and_stands_in_the_audit_log(
    database: Database,
) -> None:
    async with database.transaction() as session:
        staff = await open_account(session, "p", Role.province_administrator, "410000-GU")
        province = await identity(session, staff)
        assert (await service.calendar_for(session, JINSHUI)).is_working_day(date(2026, 12, 1))
        await service.set_day(
            session, province, date(2026, 12, 1), is_working=False, name="停电", reason="全省检修"
        )
        assert not (await service.calendar_for(session, JINSHUI)).is_working_day(date(2026, 12, 1))
    async with database.transaction() as session:
        assert not (await service.calendar_for(session, JINSHUI)).is_working_day(date(2026, 12, 1))
        entry = await session.scalar(select(AuditEntry).where(AuditEntry.action == "work_day_set"))
        assert entry is not None
        assert entry.data["reason"] == "全省检修"
        assert entry.data["before"] is True


async def test_what_was_rolled_back_counts_for_nobody(database: Database) -> None:
    async with database.transaction() as session:
        staff = await open_account(session, "p", Role.province_administrator, "410000-GU")
        province = await identity(session, staff)

    async def closing_a_day_when_the_power_fails() -> None:
        async with database.transaction() as session:
            await service.set_day(
                session, province, date(2026, 12, 1), is_working=False, name="停电", reason="检修"
            )
            await service.calendar_for(session, PROVINCE)
            raise RuntimeError("power")

    with pytest.raises(RuntimeError, match="power"):
        await closing_a_day_when_the_power_fails()
    async with database.transaction() as session:
        assert (await service.calendar_for(session, PROVINCE)).is_working_day(date(2026, 12, 1))


async def test_a_city_sets_its_own_hours_and_its_counties_follow(
    session: AsyncSession, city: StaffIdentity
) -> None:
    await service.set_hours(session, city, ZHENGZHOU, EARLY, reason="市里作息")
    jinshui = await service.calendar_for(session, JINSHUI)
    assert jinshui.hours_in_words() == "周一至周五 8:00–12:00、13:00–17:00"
    assert jinshui.is_open(datetime(2026, 11, 24, 13, 30, tzinfo=CHINA))
    kaifeng = await service.calendar_for(session, KAIFENG)
    assert not kaifeng.is_open(datetime(2026, 11, 24, 13, 30, tzinfo=CHINA))
    await service.set_hours(session, city, ZHENGZHOU, [], reason="恢复")
    assert (await service.calendar_for(session, JINSHUI)).spans == kaifeng.spans


async def test_nobody_changes_what_is_not_theirs(
    session: AsyncSession, city: StaffIdentity
) -> None:
    with pytest.raises(NotAllowed):
        await service.set_hours(session, city, KAIFENG, EARLY, reason="别人的")
    with pytest.raises(NotAllowed):
        await service.set_day(
            session, city, date(2026, 12, 1), is_working=False, name="停电", reason="检修"
        )
    with pytest.raises(NotAllowed):
        await service.confirm_year(session, city, 2027, reason="看过了")


async def test_a_change_needs_a_reason_and_fit_hours(
    session: AsyncSession, province: StaffIdentity
) -> None:
    with pytest.raises(Refused):
        await service.set_hours(session, province, PROVINCE, EARLY, reason=" ")
    with pytest.raises(Refused):
        await service.set_hours(session, province, PROVINCE, EARLY[::-1], reason="反了")
    with pytest.raises(Refused):
        await service.set_hours(session, province, "410000/9", EARLY, reason="没有这地方")


async def test_a_confirmed_year_is_warned_of_no_more(
    session: AsyncSession, province: StaffIdentity
) -> None:
    await seed_work_days(session)
    await service.confirm_year(session, province, 2027, reason="国办通知已录入")
    assert await service.years_missing(session, date(2026, 11, 24)) == ()
