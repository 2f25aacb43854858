"""What people do about their own cases: see, add, urge, withdraw, rate."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import closing, handling, merging, progress, wishes
from backend.cases.history import events_of
from backend.cases.invariants import broken
from backend.cases.models import Case
from backend.cases.refusals import CaseClosed, UrgedToday
from backend.contracts.cases import CaseAddition, CaseStatus
from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.errors import NotFound
from backend.privacy.keyring import Keyring
from tests.backend.cases.stage import Offices, offices, opened


async def resolved(session: AsyncSession, keyring: Keyring, at: Offices) -> Case:
    case = await opened(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    await handling.verify(session, at.county, case.id, case.revision, note="站长说月底给")
    await handling.resolve(session, at.county, case.id, case.revision, resolution="工钱到账")
    return case


async def test_a_person_sees_status_union_and_the_last_news_without_internal_words(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await resolved(session, keyring, at)
    assert case.contact_id is not None
    (shown,) = await progress.progress_of(session, case.contact_id)
    assert (shown.number, shown.status) == (case.number, CaseStatus.resolved)
    assert "金水区" in shown.union
    assert "工钱到账" in shown.last_news
    assert (shown.may_rate, shown.may_urge, shown.may_withdraw) == (True, False, False)
    assert "站长说月底给" not in shown.model_dump_json()


async def test_somebody_elses_case_does_not_exist(session: AsyncSession, keyring: Keyring) -> None:
    mine, other = await opened(session, keyring), await opened(session, keyring)
    assert mine.contact_id is not None
    for act in (
        progress.own_case(session, mine.contact_id, other.id),
        wishes.urge(session, mine.contact_id, other.id),
        wishes.withdraw(session, mine.contact_id, other.id),
        wishes.rate(session, mine.contact_id, other.id, score=3),
        wishes.add(session, mine.contact_id, other.id, CaseAddition(text="还有")),
    ):
        with pytest.raises(NotFound):
            await act


async def test_urging_counts_once_a_working_day(session: AsyncSession, keyring: Keyring) -> None:
    case = await opened(session, keyring)
    assert case.contact_id is not None
    shown = await wishes.urge(session, case.contact_id, case.id)
    assert not shown.may_urge
    with pytest.raises(UrgedToday) as refused:
        await wishes.urge(session, case.contact_id, case.id)
    assert refused.value.code is ErrorCode.case_urged_today
    last = (await events_of(session, case.id))[-1]
    last.at = utc_now() - timedelta(days=8)
    await wishes.urge(session, case.contact_id, case.id)
    assert (await events_of(session, case.id))[-1].data == {"count": 2}


async def test_what_we_waited_for_ends_the_waiting(session: AsyncSession, keyring: Keyring) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    assert case.contact_id is not None
    await handling.accept(session, at.county, case.id, case.revision)
    for waits_for, after in (
        ("third_party", CaseStatus.waiting),
        ("contact", CaseStatus.accepted),
    ):
        await handling.wait(
            session,
            at.county,
            case.id,
            case.revision,
            for_whom=waits_for,
            until=utc_now() + timedelta(days=2),
            note="工资条",
        )
        (before,) = await progress.progress_of(session, case.contact_id)
        assert (before.waits_since is not None) is (waits_for == "contact")
        shown = await wishes.add(session, case.contact_id, case.id, CaseAddition(text="给你"))
        assert shown.status is after
        assert shown.waits_since is None
        if after is CaseStatus.waiting:
            await handling.resume(session, at.county, case.id, case.revision)
    assert await broken(session) == []


async def test_what_is_added_to_a_merged_case_goes_where_it_went(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    first = await opened(session, keyring)
    second = await opened(session, keyring)
    second.contact_id = first.contact_id
    assert first.contact_id is not None
    await merging.merge(session, at.county, second.id, second.revision, into_id=first.id)
    shown = await wishes.add(session, first.contact_id, second.id, CaseAddition(text="还有"))
    assert shown.number == first.number


async def test_a_withdrawn_case_takes_its_referral_back_and_can_be_reopened(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    assert case.contact_id is not None
    await wishes.withdraw(session, case.contact_id, case.id, reason="给了")
    with pytest.raises(CaseClosed):
        await wishes.add(session, case.contact_id, case.id, CaseAddition(text="还有"))
    await closing.reopen(session, at.county, case.id, case.revision, reason="又不给了")
    assert case.status == CaseStatus.in_progress
    assert await broken(session) == []


@pytest.mark.parametrize(
    ("score", "status"), [(3, CaseStatus.followed_up), (1, CaseStatus.in_progress)]
)
async def test_a_rating_is_the_call_back_and_dissatisfaction_begins_anew(
    session: AsyncSession, keyring: Keyring, score: int, status: CaseStatus
) -> None:
    at = await offices(session)
    case = await resolved(session, keyring, at)
    assert case.contact_id is not None
    shown = await wishes.rate(session, case.contact_id, case.id, score=score, text="行")
    assert shown.status is status
    assert not shown.may_rate
    assert await broken(session) == []


async def test_a_case_is_rated_once(session: AsyncSession, keyring: Keyring) -> None:
    at = await offices(session)
    case = await resolved(session, keyring, at)
    assert case.contact_id is not None
    await wishes.rate(session, case.contact_id, case.id, score=2)
    with pytest.raises(CaseClosed):
        await wishes.rate(session, case.contact_id, case.id, score=1)
