"""One matter, two cases: what the law sets for the one is not forgotten in the other (L08)."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import (
    arranging,
    clocks,
    closing,
    handling,
    invariants,
    merging,
    surroundings,
    wishes,
)
from backend.cases.clock_rules import OF_THE_WORKER
from backend.cases.intake import today
from backend.cases.kinds import CaseClass, ClockKind
from backend.cases.models import Case, CaseClock
from backend.cases.opening import open_case
from backend.cases.refusals import MergeRefused
from backend.contracts.cases import CaseAddition, IntakeField
from backend.conversations.models import Contact
from backend.privacy.keyring import Keyring
from tests.backend.cases.stage import Offices, offices, somebody, wages


@pytest.fixture
async def at(session: AsyncSession) -> Offices:
    return await offices(session)


@pytest.fixture
async def courier(session: AsyncSession) -> Contact:
    return await somebody(session)


async def left_work(
    session: AsyncSession, keyring: Keyring, courier: Contact, days_ago: int | None
) -> Case:
    left = today() - timedelta(days=days_ago) if days_ago else None
    facts = {IntakeField.left_on.value: left.isoformat()} if left else {}
    return await open_case(session, keyring, wages(courier, facts=facts))


async def of_the_worker(session: AsyncSession, case: Case) -> Sequence[CaseClock]:
    running = await clocks.running(session, case.id)
    return [clock for clock in running if ClockKind(clock.kind) in OF_THE_WORKER]


async def last_days(session: AsyncSession, case: Case) -> dict[str, date]:
    return {c.kind: c.due_at.date() for c in await of_the_worker(session, case)}


async def test_l08_a_date_only_the_merged_case_knows_goes_on_warning(
    session: AsyncSession, keyring: Keyring, at: Offices, courier: Contact
) -> None:
    older = await left_work(session, keyring, courier, None)
    younger = await left_work(session, keyring, courier, 300)
    told = await last_days(session, younger)
    await merging.merge(session, at.county, younger.id, younger.revision, into_id=older.id)
    assert set(told) == {ClockKind.arbitration_limit, ClockKind.inspection_limit}
    assert await last_days(session, older) == told


async def test_l08_of_two_dates_the_earlier_counts(
    session: AsyncSession, keyring: Keyring, at: Offices, courier: Contact
) -> None:
    older = await left_work(session, keyring, courier, 100)
    younger = await left_work(session, keyring, courier, 200)
    earlier = await last_days(session, younger)
    await merging.merge(session, at.county, younger.id, younger.revision, into_id=older.id)
    assert await last_days(session, older) == earlier


async def test_l08_taken_out_again_its_dates_go_with_it(
    session: AsyncSession, keyring: Keyring, at: Offices, courier: Contact
) -> None:
    older = await left_work(session, keyring, courier, 100)
    own = await last_days(session, older)
    younger = await left_work(session, keyring, courier, 200)
    await merging.merge(session, at.county, younger.id, younger.revision, into_id=older.id)
    await merging.unmerge(session, at.county, younger.id, younger.revision)
    assert await last_days(session, older) == own


async def test_l08_a_limit_that_stays_is_not_warned_of_anew(
    session: AsyncSession, keyring: Keyring, at: Offices, courier: Contact
) -> None:
    older = await left_work(session, keyring, courier, 300)
    before = {clock.id for clock in await of_the_worker(session, older)}
    younger = await left_work(session, keyring, courier, 100)
    await merging.merge(session, at.county, younger.id, younger.revision, into_id=older.id)
    assert {clock.id for clock in await of_the_worker(session, older)} == before


async def test_l08_begun_anew_it_warns_of_what_was_merged_into_it_too(
    session: AsyncSession, keyring: Keyring, at: Offices, courier: Contact
) -> None:
    older = await resolved_with(session, keyring, at, courier, merged_days_ago=300)
    earlier = await last_days(session, await left_work(session, keyring, courier, 300))
    await closing.reopen(session, at.county, older.id, older.revision, reason="又拖欠了")
    assert await last_days(session, older) == earlier


async def test_what_has_ended_gets_no_limits_when_something_is_taken_out_of_it(
    session: AsyncSession, keyring: Keyring, at: Offices, courier: Contact
) -> None:
    older = await resolved_with(session, keyring, at, courier, merged_days_ago=200)
    await closing.follow_up(session, at.county, older.id, older.revision, score=3)
    await closing.close(session, at.county, older.id, older.revision)
    younger = await session.scalar(select(Case).where(Case.merged_into_id == older.id))
    assert younger is not None
    await merging.unmerge(session, at.county, younger.id, younger.revision)
    assert await last_days(session, older) == {}
    assert await invariants.broken(session) == []


async def test_nobody_loses_their_case_in_one_that_is_not_theirs(
    session: AsyncSession, keyring: Keyring, at: Offices, courier: Contact
) -> None:
    """The hotline wrote one down by phone: it goes into theirs, not theirs into it."""
    by_phone = await open_case(session, keyring, wages(None))
    theirs = await open_case(session, keyring, wages(courier))
    with pytest.raises(MergeRefused) as refused:
        await merging.merge(session, at.county, theirs.id, theirs.revision, into_id=by_phone.id)
    assert refused.value.data["why"] == "not_theirs"
    await merging.merge(session, at.county, by_phone.id, by_phone.revision, into_id=theirs.id)
    await wishes.add(session, courier.id, theirs.id, CaseAddition(text="还有上个月的"))


async def resolved_with(
    session: AsyncSession,
    keyring: Keyring,
    at: Offices,
    courier: Contact,
    *,
    merged_days_ago: int,
) -> Case:
    """A case that took in another, of somebody who left then, and came to its result."""
    older = await left_work(session, keyring, courier, 100)
    younger = await left_work(session, keyring, courier, merged_days_ago)
    await merging.merge(session, at.county, younger.id, younger.revision, into_id=older.id)
    await handling.accept(session, at.county, older.id, older.revision)
    await arranging.reclassify(
        session, at.county, older.id, older.revision, case_class=CaseClass.advice
    )
    await handling.resolve(session, at.county, older.id, older.revision, resolution="办好了")
    return older


async def test_of_two_accounts_neither_loses_its_case_in_the_others(
    session: AsyncSession, keyring: Keyring, at: Offices, courier: Contact
) -> None:
    """One phone, two accounts."""
    one = await open_case(session, keyring, wages(courier))
    other = await open_case(session, keyring, wages(await somebody(session)))
    assert await surroundings.mergeable_with(session, at.county, one) == []
    with pytest.raises(MergeRefused) as refused:
        await merging.merge(session, at.county, one.id, one.revision, into_id=other.id)
    assert refused.value.data["why"] == "two_accounts"
