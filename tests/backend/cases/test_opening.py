"""A request becomes a case: routed, numbered, its limits running, the duty phone rung where it burns."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.models import Alarm
from backend.cases import clocks
from backend.cases.incidents import close_ended
from backend.cases.invariants import broken
from backend.cases.kinds import ClockKind
from backend.cases.models import Incident
from backend.cases.opening import open_case
from backend.cases.routing import route
from backend.contracts.cases import CaseKind
from backend.database import utc_now
from backend.membership import review
from backend.membership.models import Membership, MembershipStatus
from backend.membership.review import PhotoRetention
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.unions.service import federation_of, found_industry_federation, get_union
from tests.backend.cases.stage import offices, opened, wages
from tests.backend.desk import JINSHUI, LONGTING, waiting_application

_KEEP = PhotoRetention(timedelta(days=30), timedelta(days=7))


async def joined(session: AsyncSession, keyring: Keyring, city: StaffIdentity, county: str) -> UUID:
    """The contact of a new member there."""
    application = await waiting_application(session, keyring, county=county)
    await review.approve(
        session,
        city,
        application.id,
        application.revision,
        keyring=keyring,
        retention=_KEEP,
    )
    return application.contact_id


async def test_s44_the_county_verifies_where_it_has_no_federation_of_the_trade(
    session: AsyncSession, keyring: Keyring
) -> None:
    case = await opened(session, keyring, trade="courier")
    county = await federation_of(session, JINSHUI)
    assert (case.union_id, case.verifier_id) == (county.id, county.id)


async def test_s44_the_industry_federation_of_the_members_home_verifies(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    home = await federation_of(session, JINSHUI)
    industry = await found_industry_federation(
        session, home, place="金水区", trade_code="rider", trade="外卖配送"
    )
    contact_id = await joined(session, keyring, at.city, JINSHUI)
    new = wages(None, contact_id=contact_id, county_code=LONGTING)
    case = await open_case(session, keyring, new)
    assert case.verifier_id == industry.id
    # S45: it is the local union, where it happened, that answers.
    assert case.union_id == (await federation_of(session, LONGTING)).id
    assert case.membership == MembershipStatus.active
    assert case.member_id is not None


@pytest.mark.parametrize(
    ("county", "union", "city"),
    [
        ("410105", "410105-NF", "4101"),
        ("410171", "410100-NF", "4101"),
        ("419001", "419001-NF", "4190"),
    ],
)
async def test_a_development_zone_is_answered_by_its_city(
    session: AsyncSession, county: str, union: str, city: str
) -> None:
    routed = await route(session, county=county, home=None, trade="courier")
    assert (await get_union(session, routed.answers.id)).code == union
    assert routed.verifies == routed.answers
    assert routed.city_code[:4] == city


async def test_without_any_place_the_province_answers(
    session: AsyncSession, keyring: Keyring
) -> None:
    case = await opened(session, keyring, county_code=None)
    assert (await get_union(session, case.union_id)).code == "410000-GU"
    assert case.number == "SQ-4100-000001"
    assert await broken(session) == []


async def test_a_retained_member_is_helped_all_the_same(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    contact_id = await joined(session, keyring, at.city, JINSHUI)
    membership = (await session.scalars(select(Membership))).one()
    membership.status = MembershipStatus.retained
    case = await open_case(session, keyring, wages(None, contact_id=contact_id))
    assert case.membership == MembershipStatus.retained
    assert case.next_due_kind == ClockKind.first_answer


async def test_l10_ten_people_at_one_employer_ring_at_once(
    session: AsyncSession, keyring: Keyring
) -> None:
    case = await opened(session, keyring, people_count=12, employer_text="美团")
    alarms = {alarm.kind for alarm in await session.scalars(select(Alarm))}
    assert case.urgent
    assert case.urgent_reason == "many_people"
    assert alarms == {"urgent_case", "incident"}
    assert case.next_due_at is not None
    assert case.next_due_at - case.opened_at <= timedelta(hours=2)


async def test_l10_what_the_story_says_makes_it_urgent(
    session: AsyncSession, keyring: Keyring
) -> None:
    reasons = [
        (await opened(session, keyring, story=story, kind=CaseKind.other)).urgent_reason
        for story in ("老板不给钱，不想活了", "被站长打伤了", "关在屋里不让走", "想问问咋入会")
    ]
    assert reasons == ["self_harm", "violence", "confinement", None]


async def test_similar_wage_cases_at_one_employer_are_one_incident(
    session: AsyncSession, keyring: Keyring
) -> None:
    first = await opened(session, keyring, employer_text="美团跑单嘞")
    other = await opened(session, keyring, employer_text="饿了么")
    second = await opened(session, keyring, employer_text="美团外卖")
    third = await opened(session, keyring, employer_text="美团")
    incident = (await session.scalars(select(Incident))).one()
    assert {first.incident_id, second.incident_id, third.incident_id} == {incident.id}
    assert other.incident_id is None
    assert len(list(await session.scalars(select(Alarm).where(Alarm.kind == "incident")))) == 1
    await close_ended(session)
    await session.refresh(incident)
    assert incident.closed_at is None
    assert await broken(session) == []


async def test_different_stations_and_unnamed_ones_are_no_incident(
    session: AsyncSession, keyring: Keyring
) -> None:
    said = ("顺达快递站点", "花园路站点", "站点", "我们站点")
    cases = [await opened(session, keyring, employer_text=each) for each in said]
    assert {case.incident_id for case in cases} == {None}
    again = await opened(session, keyring, employer_text="顺达快递站点")
    assert again.incident_id is not None
    assert cases[0].incident_id == again.incident_id
    assert cases[1].incident_id is None


async def test_l08_the_workers_own_limits_run_beside_ours(
    session: AsyncSession, keyring: Keyring
) -> None:
    left = utc_now().date() - timedelta(days=340)
    case = await opened(session, keyring, facts={"left_on": left.isoformat()})
    running = {clock.kind: clock for clock in await clocks.running(session, case.id)}
    assert set(running) == {
        ClockKind.first_answer,
        ClockKind.arbitration_limit,
        ClockKind.inspection_limit,
    }
    ends = running[ClockKind.arbitration_limit].due_at
    assert abs((ends.date() - date(left.year + 1, left.month, left.day)).days) <= 1
    assert case.next_due_kind == ClockKind.first_answer
