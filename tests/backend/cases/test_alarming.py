"""An urgent case rings until somebody has it, and again when nobody has it any more (L10)."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.models import Alarm
from backend.alarms.service import open_about
from backend.alarms.taking import acknowledge
from backend.cases import (
    arranging,
    closing,
    handling,
    incidents,
    merging,
    notes,
    referring,
    releasing,
    watch,
    wishes,
)
from backend.cases.invariants import broken
from backend.cases.kinds import ClockKind
from backend.cases.models import Case, CaseClock
from backend.cases.opening import open_case
from backend.contracts.cases import CaseAddition, CaseKind, CaseStatus
from backend.database import utc_now
from backend.desk.models import DeskEvent
from backend.privacy.keyring import Keyring
from backend.privacy.models import AuditEntry
from backend.staff.identity import StaffIdentity
from backend.staff.service import close_account, find_staff
from backend.unions.service import federation_of
from tests.backend.cases.stage import Offices, offices, opened, somebody, wages
from tests.backend.desk import LONGTING

MANY = {"people_count": 12, "employer_text": "站点"}
IN_DANGER = {"story": "被关在仓库里不让出去"}


async def urgent(session: AsyncSession, keyring: Keyring) -> Case:
    """A crowd at an employer without a name: no incident rings beside it."""
    return await opened(session, keyring, **MANY)


async def rings(session: AsyncSession, case: Case) -> Sequence[str]:
    rows = await session.scalars(
        select(Alarm.kind).where(Alarm.subject_id == case.id, Alarm.acknowledged_at.is_(None))
    )
    return rows.all()


async def ended(session: AsyncSession) -> Sequence[tuple[str, str | None]]:
    """Why, and by whom, as the audit log has it."""
    rows = await session.scalars(
        select(AuditEntry).where(AuditEntry.action == "alarm_ended").order_by(AuditEntry.seq)
    )
    return [(row.data["why"], row.actor_id) for row in rows]


async def test_whoever_accepts_it_has_taken_its_alarm_and_the_log_says_so(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await urgent(session, keyring)
    assert await rings(session, case) == ["urgent_case"]
    await handling.accept(session, at.county, case.id, case.revision)
    assert await rings(session, case) == []
    assert await ended(session) == [("case_accepted", str(at.county.id))]
    alarm = await session.scalar(select(Alarm).where(Alarm.subject_id == case.id))
    assert alarm is not None
    assert (alarm.acknowledged_by, alarm.next_page_at) == (at.county.id, None)


async def test_open_pages_hear_of_it_with_the_act_itself(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await urgent(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    told = await session.scalars(
        select(DeskEvent).where(DeskEvent.kind == "alarm").order_by(DeskEvent.seq)
    )
    seen = [(event.data["subject_id"], event.data["is_open"]) for event in told]
    assert seen == [(str(case.id), True), (str(case.id), False)]


async def test_who_gives_it_to_a_colleague_ends_the_alarm_and_who_puts_it_back_rings_anew(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await urgent(session, keyring)
    await arranging.assign(session, at.city, case.id, case.revision, staff_id=at.county.id)
    assert await rings(session, case) == []
    await arranging.assign(session, at.city, case.id, case.revision, staff_id=None)
    assert await rings(session, case) == ["urgent_case"]


async def test_a_note_or_a_word_of_the_person_ends_no_alarm(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await urgent(session, keyring)
    assert case.contact_id is not None
    await notes.note(session, at.county, case.id, text="先看看")
    await wishes.add(session, case.contact_id, case.id, CaseAddition(text="快点"))
    assert await rings(session, case) == ["urgent_case"]


async def test_of_an_account_that_was_closed_it_rings_anew(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await urgent(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    account = await find_staff(session, at.county.username)
    assert account is not None
    await close_account(session, account)
    await releasing.release_left_behind(session)
    assert await rings(session, case) == ["urgent_case"]


async def test_what_was_not_urgent_rings_for_nobody_when_it_is_put_back(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    await arranging.assign(session, at.city, case.id, case.revision, staff_id=None)
    assert await rings(session, case) == []


async def test_what_staff_call_urgent_rings_until_the_next_step(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    await arranging.make_urgent(session, at.county, case.id, case.revision, reason="要停工")
    assert await rings(session, case) == ["urgent_case"]
    await handling.verify(session, at.county, case.id, case.revision, note="属实")
    assert await rings(session, case) == []


async def test_a_withdrawn_case_rings_no_more(session: AsyncSession, keyring: Keyring) -> None:
    case = await urgent(session, keyring)
    assert case.contact_id is not None
    await wishes.withdraw(session, case.contact_id, case.id)
    assert await rings(session, case) == []
    assert await ended(session) == [("case_withdrawn", None)]


async def test_where_somebody_is_in_danger_their_own_withdrawal_silences_nothing(
    session: AsyncSession, keyring: Keyring
) -> None:
    """Nobody knows who holds the phone: somebody looks, and says so."""
    at = await offices(session)
    case = await opened(session, keyring, **IN_DANGER)
    assert case.contact_id is not None
    await wishes.withdraw(session, case.contact_id, case.id)
    (alarm,) = await open_about(session, at.county, case.id)
    await acknowledge(session, at.county, alarm.id)
    assert await rings(session, case) == []


async def one_person_twice(
    session: AsyncSession, keyring: Keyring, at: Offices
) -> tuple[Case, Case]:
    """An older case that somebody has, and an urgent one beside it."""
    contact = await somebody(session)
    older = await open_case(session, keyring, wages(contact, employer_text="站点"))
    younger = await open_case(session, keyring, wages(contact, **MANY))
    await handling.accept(session, at.county, older.id, older.revision)
    return older, younger


async def test_merged_it_rings_no_more_and_the_other_is_urgent_from_then_on(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    older, younger = await one_person_twice(session, keyring, at)
    await merging.merge(session, at.county, younger.id, younger.revision, into_id=older.id)
    assert await rings(session, younger) == []
    assert (older.urgent, older.urgent_reason) == (True, younger.urgent_reason)
    assert await rings(session, older) == []
    assert await broken(session) == []


async def test_merged_into_what_nobody_has_it_rings_there(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    older, younger = await one_person_twice(session, keyring, at)
    await arranging.assign(session, at.county, older.id, older.revision, staff_id=None)
    await merging.merge(session, at.county, younger.id, younger.revision, into_id=older.id)
    assert (await rings(session, younger), await rings(session, older)) == ([], ["urgent_case"])


async def test_taken_out_again_it_rings_anew_where_nobody_has_it(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    older, younger = await one_person_twice(session, keyring, at)
    await merging.merge(session, at.county, younger.id, younger.revision, into_id=older.id)
    await merging.unmerge(session, at.county, younger.id, younger.revision)
    assert await rings(session, younger) == ["urgent_case"]


async def referred(session: AsyncSession, case: Case, staff: StaffIdentity) -> None:
    await handling.accept(session, staff, case.id, case.revision)
    there = await federation_of(session, LONGTING)
    await referring.refer_to_union(
        session, staff, case.id, case.revision, union_id=there.id, reason="人在那边"
    )


async def test_what_another_union_takes_over_rings_there_until_somebody_has_it(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await urgent(session, keyring)
    await referred(session, case, at.county)
    assert await rings(session, case) == []
    await referring.accept_referral(session, at.elsewhere, case.id, case.revision)
    assert [each.kind for each in await open_about(session, at.elsewhere, case.id)] == [
        "urgent_case"
    ]
    assert await open_about(session, at.county, case.id) == []


async def test_sent_back_to_where_nobody_has_it_it_rings_anew(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await urgent(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    await arranging.assign(session, at.county, case.id, case.revision, staff_id=None)
    there = await federation_of(session, LONGTING)
    await referring.refer_to_union(
        session, at.county, case.id, case.revision, union_id=there.id, reason="人在那边"
    )
    assert await rings(session, case) == []
    await referring.decline_referral(
        session, at.elsewhere, case.id, case.revision, answer="不归这边"
    )
    assert await rings(session, case) == ["urgent_case"]


async def late(session: AsyncSession, case: Case, clock: ClockKind) -> None:
    """Missed so long ago that the union's duty phone rings."""
    row = await session.scalar(
        select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.kind == clock)
    )
    assert row is not None
    row.due_at = row.breached_at = utc_now() - timedelta(days=2)
    row.next_look_at = utc_now()
    await session.flush()
    await watch.look(session)
    assert await rings(session, case) == ["breached"]


async def test_the_alarm_of_a_missed_limit_ends_with_the_limit(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    await late(session, case, ClockKind.first_answer)
    await arranging.assign(session, at.city, case.id, case.revision, staff_id=at.county.id)
    assert await rings(session, case) == ["breached"]
    await handling.accept(session, at.county, case.id, case.revision)
    assert await rings(session, case) == []


async def test_a_missed_limit_that_still_runs_keeps_its_alarm(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    await late(session, case, ClockKind.handling)
    await handling.verify(session, at.county, case.id, case.revision, note="属实")
    assert await rings(session, case) == ["breached"]
    await handling.start(session, at.county, case.id, case.revision)
    await handling.resolve(session, at.county, case.id, case.revision, resolution="补发了")
    assert await rings(session, case) == []


async def test_reopened_with_nobody_there_it_rings_anew(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await urgent(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    await handling.verify(session, at.county, case.id, case.revision, note="属实")
    await handling.resolve(session, at.county, case.id, case.revision, resolution="补发了")
    await closing.reopen(session, at.city, case.id, case.revision, reason="又停发了")
    assert await rings(session, case) == []
    await arranging.assign(session, at.city, case.id, case.revision, staff_id=None)
    assert await rings(session, case) == ["urgent_case"]


async def test_the_alarm_of_an_incident_ends_with_its_last_case(
    session: AsyncSession, keyring: Keyring
) -> None:
    cases = [await opened(session, keyring, employer_text="美团") for _ in range(2)]
    incident_id = cases[0].incident_id
    found = select(Alarm).where(Alarm.subject_id == incident_id, Alarm.acknowledged_at.is_(None))
    assert await session.scalar(found) is not None
    for case in cases:
        assert case.contact_id is not None
        await wishes.withdraw(session, case.contact_id, case.id)
    await incidents.close_ended(session)
    assert await session.scalar(found) is None


@pytest.mark.parametrize("kind", [CaseKind.work_injury, CaseKind.complaint])
async def test_it_may_be_taken_by_its_alarm_and_accepted_later(
    session: AsyncSession, keyring: Keyring, kind: CaseKind
) -> None:
    at = await offices(session)
    case = await opened(session, keyring, kind=kind, **MANY)
    (alarm,) = await open_about(session, at.city, case.id)
    await acknowledge(session, at.city, alarm.id)
    assert case.status == CaseStatus.received
    await handling.accept(session, at.county, case.id, case.revision)
    assert await ended(session) == []


async def test_a_missed_limit_rings_where_the_case_went(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    await late(session, case, ClockKind.handling)
    (alarm,) = await open_about(session, at.county, case.id)
    alarm.level, alarm.next_page_at = 2, None
    there = await federation_of(session, LONGTING)
    await referring.refer_to_union(
        session, at.county, case.id, case.revision, union_id=there.id, reason="人在那边"
    )
    await referring.accept_referral(session, at.elsewhere, case.id, case.revision)
    assert await open_about(session, at.county, case.id) == []
    (moved,) = await open_about(session, at.elsewhere, case.id)
    assert (moved.id, moved.union_id, moved.level) == (alarm.id, there.id, 0)
    assert moved.next_page_at is not None
