"""From the request to the archive: each step is one act, told to the person, and cannot be skipped."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import arranging, closing, handling
from backend.cases.access import get_case_for
from backend.cases.history import events_of
from backend.cases.models import CaseClass, ClockKind
from backend.cases.refusals import ActNotPossible, CaseChanged, NotVerified
from backend.cases.sealing import name_of, phone_of
from backend.contracts.cases import CaseStatus
from backend.conversations.models import Message
from backend.database import utc_now
from backend.errors import NotFound
from backend.privacy.audit import first_broken_entry
from backend.privacy.keyring import Keyring
from tests.backend.cases.stage import offices, opened


async def words_told(session: AsyncSession) -> list[str]:
    rows = await session.scalars(select(Message.text).order_by(Message.seq))
    return list(rows)


async def test_s42_a_case_goes_from_the_request_to_the_archive(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    assert case.number == "SQ-4101-000001"
    assert (name_of(keyring, case), phone_of(keyring, case)) == ("张小满", "13800005678")
    assert case.next_due_kind == ClockKind.first_answer
    await handling.accept(session, at.county, case.id, case.revision)
    assert case.staff_id == at.county.id
    await handling.verify(session, at.county, case.id, case.revision, note="站长承认了")
    await handling.start(session, at.county, case.id, case.revision)
    await handling.wait(
        session,
        at.county,
        case.id,
        case.revision,
        for_whom="contact",
        until=utc_now() + timedelta(days=3),
        note="请补一张工资条",
    )
    assert case.next_due_kind == ClockKind.waiting
    await handling.resume(session, at.county, case.id, case.revision)
    await handling.resolve(session, at.county, case.id, case.revision, resolution="工钱已经到账")
    assert case.next_due_kind == ClockKind.follow_up
    await closing.follow_up(session, at.county, case.id, case.revision, score=3)
    await closing.close(session, at.county, case.id, case.revision)
    assert case.status == CaseStatus.closed
    assert case.next_due_at is None
    told = await words_told(session)
    assert [case.number in words for words in told] == [True] * len(told)
    assert len(told) == 4
    assert "站长承认了" not in "".join(told)
    assert await first_broken_entry(session) is None


async def test_s44_no_result_before_somebody_verified(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    with pytest.raises(NotVerified):
        await handling.resolve(session, at.county, case.id, case.revision, resolution="好了")
    await arranging.reclassify(
        session, at.county, case.id, case.revision, case_class=CaseClass.advice
    )
    await handling.resolve(session, at.county, case.id, case.revision, resolution="答复了")
    assert case.status == CaseStatus.resolved


async def test_an_act_on_an_older_revision_is_refused(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    seen = case.revision
    await handling.accept(session, at.county, case.id, seen)
    with pytest.raises(CaseChanged):
        await handling.accept(session, at.city, case.id, seen)
    with pytest.raises(ActNotPossible):
        await handling.accept(session, at.city, case.id, case.revision)


async def test_outside_ones_places_a_case_does_not_exist(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    for staff in (at.county, at.city, at.province):
        assert await get_case_for(session, staff, case.id) is case
    with pytest.raises(NotFound):
        await get_case_for(session, at.elsewhere, case.id)


async def test_who_is_dissatisfied_has_the_case_in_handling_again(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    await handling.verify(session, at.county, case.id, case.revision, note="属实")
    await handling.resolve(session, at.county, case.id, case.revision, resolution="已协调")
    await closing.follow_up(session, at.county, case.id, case.revision, score=1, note="没到账")
    assert case.status == CaseStatus.in_progress
    assert case.next_due_kind == ClockKind.handling
    assert [event.kind for event in await events_of(session, case.id)][-2:] == [
        "followed_up",
        "returned",
    ]
