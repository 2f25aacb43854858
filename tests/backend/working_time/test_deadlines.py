"""What people are promised is counted in working days of the place that owes it."""

from datetime import date, time, timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.alarms.rules import DANGER
from backend.conversations import handoffs
from backend.conversations.models import Contact, Handoff
from backend.database import Database, utc_now
from backend.membership.models import Application
from backend.staff.models import Role
from backend.working_time import service
from backend.working_time.rules import CHINA, WorkCalendar
from backend.working_time.service import calendar_for
from tests.backend.desk import identity, open_account
from tests.backend.membership.joiner import Joiner

ZHENGZHOU = "410000/410100"


@pytest.fixture
async def closed_week(database: Database) -> date:
    """From tomorrow on seven days are off, and Zhengzhou works from eight to four; the first day after."""
    tomorrow = utc_now().astimezone(CHINA).date() + timedelta(days=1)
    async with database.transaction() as session:
        staff = await open_account(session, "p", Role.province_administrator, "410000-GU")
        province = await identity(session, staff)
        for n in range(7):
            day = tomorrow + timedelta(days=n)
            await service.set_day(
                session, province, day, is_working=False, name="长假", reason="试一试"
            )
        await service.set_hours(
            session, province, ZHENGZHOU, [(time(8), time(16))], reason="试一试"
        )
    return tomorrow + timedelta(days=7)


async def calendar(database: Database) -> WorkCalendar:
    async with database.transaction() as session:
        return await calendar_for(session, ZHENGZHOU)


@pytest.fixture
async def contact(database: Database) -> Contact:
    async with database.transaction() as session:
        contact = Contact(openid="o-1", followed_at=utc_now())
        session.add(contact)
    return contact


async def test_a_decision_within_three_working_days_waits_for_the_holiday_to_end_s23(
    app: FastAPI, internal: httpx.AsyncClient, contact: Contact, closed_week: date,
    database: Database,
) -> None:  # fmt: skip
    joiner = Joiner(app, internal, contact.id)
    await joiner.fills_everything()
    await joiner.call("POST", "/submission")
    async with database.transaction() as session:
        due = await session.scalar(select(Application.due_at))
    assert due is not None
    local = due.astimezone(CHINA)
    assert local.date() >= closed_week + timedelta(days=2)
    assert local.time() == time(16)
    worked = await calendar(database)
    days = [closed_week + timedelta(days=n) for n in range((local.date() - closed_week).days + 1)]
    assert sum(worked.is_working_day(day) for day in days) == 3


async def test_who_asks_for_a_person_hears_the_hours_of_the_place_and_when_it_opens_again(
    contact: Contact, closed_week: date, database: Database
) -> None:
    async with database.transaction() as session:
        receipt = await handoffs.request(
            session, contact.id, reason="request_human", county_code="410105"
        )
        due = await session.scalar(select(Handoff.due_at))
    assert receipt.office_hours == "周一至周五 8:00–16:00"
    assert due is not None
    assert due.astimezone(CHINA).date() >= closed_week
    if not receipt.open_now and not receipt.next_opening.startswith("今天"):
        assert f"{closed_week.month}月" in receipt.next_opening


async def test_who_is_in_danger_is_not_told_of_office_hours_when_asking_again_l10(
    contact: Contact, closed_week: date, database: Database
) -> None:
    async with database.transaction() as session:
        await handoffs.request(session, contact.id, reason="express_crisis")
        again = await handoffs.request(session, contact.id, reason="request_human")
    assert again.urgent


@pytest.mark.parametrize("reason", sorted(DANGER))
async def test_no_holiday_holds_up_a_red_line_l10(
    contact: Contact, closed_week: date, database: Database, reason: str
) -> None:
    async with database.transaction() as session:
        await handoffs.request(session, contact.id, reason=reason, county_code="410105")
        due = await session.scalar(select(Handoff.due_at))
    assert due is not None
    assert due - utc_now() <= timedelta(minutes=30)
