"""Who has a case, how hard and how urgent it is, notes, tags, and what is put right."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.models import Alarm
from backend.cases import arranging, clocks, handling, notes, tags
from backend.cases.arranging import CaseEdit
from backend.cases.filters import CaseFilters
from backend.cases.history import events_of
from backend.cases.invariants import broken
from backend.cases.kinds import CaseClass, ClockKind
from backend.cases.listing import list_cases
from backend.database import utc_now
from backend.desk.models import DeskEvent
from backend.errors import NotFound, Refused
from backend.privacy.keyring import Keyring
from tests.backend.cases.stage import offices, opened


async def test_nobody_is_given_a_case_they_may_not_see(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    with pytest.raises(NotFound):
        await arranging.assign(session, at.county, case.id, case.revision, staff_id=at.elsewhere.id)
    await arranging.assign(session, at.county, case.id, case.revision, staff_id=at.city.id)
    assert case.staff_id == at.city.id
    await arranging.assign(session, at.county, case.id, case.revision, staff_id=None)
    assert case.staff_id is None


async def test_a_harder_class_gives_more_time_and_the_same_one_changes_nothing(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    before, seen = case.next_due_at, case.revision
    await arranging.reclassify(session, at.county, case.id, seen, case_class=CaseClass.ordinary)
    assert (case.next_due_at, case.revision) == (before, seen)
    await arranging.reclassify(
        session, at.county, case.id, case.revision, case_class=CaseClass.difficult
    )
    running = {clock.kind: clock.due_at for clock in await clocks.running(session, case.id)}
    assert running[ClockKind.handling] > running[ClockKind.verification]
    await arranging.reclassify(
        session, at.county, case.id, case.revision, case_class=CaseClass.advice
    )
    kinds = {clock.kind for clock in await clocks.running(session, case.id)}
    assert kinds == {ClockKind.handling}
    assert await broken(session) == []


async def test_l10_what_staff_call_urgent_is_answered_at_once_and_rings(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    before = case.next_due_at
    await arranging.make_urgent(session, at.county, case.id, case.revision, reason="人在医院")
    assert before is not None
    assert case.next_due_at is not None
    assert case.next_due_at < before
    (alarm,) = await session.scalars(select(Alarm))
    assert (alarm.kind, alarm.subject_id) == ("urgent_case", case.id)


async def test_what_is_put_right_is_found_by_its_new_words_and_dated_anew(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    lately = (utc_now() - timedelta(days=60)).date()
    changes = CaseEdit(
        employer_text="饿了么",
        amount=Decimal("9000.00"),
        facts={"left_on": lately.isoformat()},
    )
    await arranging.edit(session, at.county, case.id, case.revision, changes=changes)
    assert "饿了" in case.search_terms
    kinds = {clock.kind for clock in await clocks.running(session, case.id)}
    assert ClockKind.arbitration_limit in kinds
    last = (await events_of(session, case.id))[-1]
    assert last.data == {"fields": ["amount", "employer", "employer_text", "facts"]}
    for unfit in (CaseEdit(trade="pilot"), CaseEdit(people_count=0), CaseEdit(amount=Decimal(-1))):
        with pytest.raises(Refused):
            await arranging.edit(session, at.county, case.id, case.revision, changes=unfit)


async def test_a_note_calls_colleagues_who_may_see_the_case_and_nobody_else(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    text = "@city 请看，@elsewhere 也来，@nobody 呢"
    await notes.note(session, at.county, case.id, text=text)
    assert [mention.note for mention in await notes.unseen(session, at.city)] == [text]
    assert await notes.unseen(session, at.elsewhere) == []
    called = await session.scalars(
        select(DeskEvent.staff_id).where(DeskEvent.staff_id.is_not(None))
    )
    assert list(called) == [at.city.id]
    mentioned = CaseFilters(mentioned=True)
    found = await list_cases(session, at.city, mentioned, keyring=keyring)
    assert found.rows == [case]
    await notes.mark_seen(session, at.city, case.id)
    assert await notes.unseen(session, at.city) == []


async def test_tags_are_few_and_short_and_can_be_looked_up(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    await tags.set_tags(session, at.county, case.id, tags=["重点", " 重点 ", "春节前"])
    await tags.add_tag(session, at.county, case.id, tag="讨薪")
    assert case.tags == ["重点", "春节前", "讨薪"]
    assert set(await tags.tags_in_use(session, at.county)) == {"重点", "春节前", "讨薪"}
    assert await tags.tags_in_use(session, at.elsewhere) == []
    for unfit in (["长" * 21], [str(n) for n in range(11)]):
        with pytest.raises(Refused):
            await tags.set_tags(session, at.county, case.id, tags=unfit)
