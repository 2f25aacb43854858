"""An alarm rings until somebody says 我来处理, and for nobody outside its places (L10)."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.models import Alarm
from backend.alarms.service import count_open, open_alarms, raise_alarm
from backend.alarms.taking import acknowledge
from backend.conversations import handoffs
from backend.conversations.models import Contact
from backend.database import Database, utc_now
from backend.desk.models import DeskEvent
from backend.errors import NotFound
from backend.privacy.models import AuditEntry
from backend.staff.identity import StaffIdentity
from backend.unions.service import federation_of
from tests.backend.desk import JINSHUI, KAIFENG, city_administrator, identity

SUBJECT = UUID("4d1f7f04-0000-4000-8000-000000000001")


async def rings(
    session: AsyncSession, kind: str = "express_crisis", subject_id: UUID = SUBJECT,
    county: str = JINSHUI,
) -> Alarm:  # fmt: skip
    union = await federation_of(session, county)
    return await raise_alarm(
        session, kind=kind, subject_kind="contact", subject_id=subject_id, union_id=union.id
    )


async def desk_of(session: AsyncSession, name: str, city: str) -> StaffIdentity:
    return await identity(session, await city_administrator(session, name, city))


@pytest.fixture
async def zhengzhou(session: AsyncSession) -> StaffIdentity:
    return await desk_of(session, "zhengzhou", "410100")


async def test_what_is_raised_twice_rings_once(session: AsyncSession) -> None:
    first, second = await rings(session), await rings(session)
    assert first.id == second.id
    await rings(session, kind="report_emergency")
    await rings(session, subject_id=uuid4())
    assert await session.scalar(select(func.count()).select_from(Alarm)) == 3


async def test_processes_that_raise_at_once_share_one_alarm(database: Database) -> None:
    async def raised() -> UUID:
        async with database.transaction() as session:
            return (await rings(session)).id

    assert len(set(await asyncio.gather(*(raised() for _ in range(5))))) == 1


async def test_who_takes_an_alarm_ends_it_and_the_log_says_who(
    session: AsyncSession, zhengzhou: StaffIdentity
) -> None:
    alarm = await rings(session)
    assert [a.id for a in await open_alarms(session, zhengzhou)] == [alarm.id]
    taken = await acknowledge(session, zhengzhou, alarm.id)
    assert taken.acknowledged_by == zhengzhou.id
    assert taken.next_page_at is None
    assert await open_alarms(session, zhengzhou) == []
    entry = await session.scalar(
        select(AuditEntry).where(AuditEntry.action == "alarm_acknowledged")
    )
    assert entry is not None
    assert (entry.actor_id, entry.subject_id) == (str(zhengzhou.id), str(alarm.id))


async def test_who_is_in_danger_comes_before_whoever_waits_longer(
    session: AsyncSession, zhengzhou: StaffIdentity
) -> None:
    kinds = ("urgent_case", "incident", "express_crisis", "nobody_there", "report_emergency")
    for kind in kinds:
        await rings(session, kind=kind)
    shown = [alarm.kind for alarm in await open_alarms(session, zhengzhou)]
    assert shown == [
        *("express_crisis", "report_emergency"),
        *("urgent_case", "incident", "nobody_there"),
    ]


async def test_taking_it_twice_does_no_harm(
    session: AsyncSession, zhengzhou: StaffIdentity
) -> None:
    alarm = await rings(session)
    colleague = await desk_of(session, "colleague", "410100")
    await acknowledge(session, zhengzhou, alarm.id)
    assert (await acknowledge(session, colleague, alarm.id)).acknowledged_by == zhengzhou.id


async def test_once_taken_the_next_cry_rings_anew(
    session: AsyncSession, zhengzhou: StaffIdentity
) -> None:
    first = await rings(session)
    await acknowledge(session, zhengzhou, first.id)
    assert (await rings(session)).id != first.id
    assert await count_open(session, zhengzhou) == 1


async def test_another_citys_alarm_does_not_exist_here(
    session: AsyncSession, zhengzhou: StaffIdentity
) -> None:
    alarm = await rings(session, county="410202")
    assert await count_open(session, zhengzhou) == 0
    with pytest.raises(NotFound):
        await acknowledge(session, zhengzhou, alarm.id)
    kaifeng = await desk_of(session, "kaifeng", KAIFENG)
    assert await count_open(session, kaifeng) == 1


async def test_the_desk_hears_of_the_alarm_and_of_its_end_and_of_no_words(
    session: AsyncSession, zhengzhou: StaffIdentity
) -> None:
    alarm = await rings(session)
    await rings(session)
    await acknowledge(session, zhengzhou, alarm.id)
    events = (await session.scalars(select(DeskEvent).order_by(DeskEvent.seq))).all()
    assert [(event.kind, event.data["is_open"]) for event in events] == [
        ("alarm", True),
        ("alarm", False),
    ]
    assert set(events[0].data) == {*("alarm_id", "kind", "subject_kind", "subject_id", "is_open")}


@pytest.mark.parametrize(
    ("reason", "alarms"),
    [("express_crisis", 1), ("report_emergency", 1), ("request_human", 0), ("wage_arrears", 0)],
)
async def test_a_red_line_in_a_conversation_rings_and_nothing_else_does(
    session: AsyncSession, zhengzhou: StaffIdentity, reason: str, alarms: int
) -> None:
    contact = Contact(openid="o-1", followed_at=utc_now())
    session.add(contact)
    await session.flush()
    for _ in range(2):
        await handoffs.request(session, contact.id, reason=reason, county_code=JINSHUI)
    rung = await open_alarms(session, zhengzhou)
    assert [(a.kind, a.subject_id) for a in rung] == [(reason, contact.id)] * alarms


async def test_somebody_whose_county_nobody_knows_rings_at_the_province(
    session: AsyncSession, zhengzhou: StaffIdentity
) -> None:
    contact = Contact(openid="o-1", followed_at=utc_now())
    session.add(contact)
    await session.flush()
    await handoffs.request(session, contact.id, reason="express_crisis")
    assert await count_open(session, zhengzhou) == 0
    assert await session.scalar(select(Alarm.division_path)) == "410000"
