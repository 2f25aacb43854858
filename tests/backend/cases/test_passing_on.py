"""Referring, merging, extending: who owes a case is clear at every moment, and nothing is lost on the way."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import (
    arranging,
    clocks,
    closing,
    extending,
    giving_up,
    handling,
    history,
    merging,
    referrals,
    referring,
    surroundings,
)
from backend.cases.access import get_case_for
from backend.cases.invariants import broken
from backend.cases.kinds import ClockKind
from backend.cases.models import Case, CaseClock, ServiceOrganization
from backend.cases.refusals import (
    ActNotPossible,
    ExtensionRefused,
    MergeRefused,
    NotVerified,
    ReferralOpen,
)
from backend.contracts.cases import CaseStatus
from backend.database import Database, utc_now
from backend.errors import NotAllowed, NotFound, Refused, ServiceError
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role
from backend.staff.service import bind_role, create_staff, identity_of
from backend.unions.service import federation_of
from tests.backend.cases.stage import Offices, offices, opened, somebody
from tests.backend.desk import LONGTING, PASSWORD


async def taken_on(
    session: AsyncSession, keyring: Keyring, at: Offices, contact_id: UUID | None = None
) -> Case:
    whose = contact_id or (await somebody(session)).id
    case = await opened(session, keyring, contact_id=whose)
    await handling.accept(session, at.county, case.id, case.revision)
    await handling.verify(session, at.county, case.id, case.revision, note="属实")
    return case


async def lawyers(session: AsyncSession) -> tuple[ServiceOrganization, StaffIdentity]:
    firm = ServiceOrganization(name="职工法律服务站", kind="legal", division_path="410000/410100")
    session.add(firm)
    await session.flush()
    account = await create_staff(
        session,
        username="lawyer",
        display_name="值班律师",
        password=PASSWORD,
        service_organization_id=firm.id,
    )
    return firm, await identity_of(session, account)


async def test_no_letter_goes_to_the_lawyers_of_another_city(
    session: AsyncSession, keyring: Keyring
) -> None:
    """No page offers them; an altered form is refused."""
    at = await offices(session)
    case = await taken_on(session, keyring, at)
    for path in ("410000/410200", "410000/410200/410202", "410000/410100/410102"):
        firm = ServiceOrganization(name=f"法律服务站{path}", kind="legal", division_path=path)
        session.add(firm)
        await session.flush()
        with pytest.raises(Refused):
            await referring.refer_to_service(
                session,
                at.county,
                case.id,
                case.revision,
                organization_id=firm.id,
                reason="需要律师",
            )
    assert case.status == CaseStatus.verified


async def test_a_case_changes_hands_only_when_the_other_union_accepts(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await taken_on(session, keyring, at)
    there = await federation_of(session, LONGTING)
    referral = await referring.refer_to_union(
        session, at.county, case.id, case.revision, union_id=there.id, reason="人在龙亭上班"
    )
    assert referral.number == "ZB-4101-000001"
    assert case.status == CaseStatus.referred
    assert case.division_path.endswith("410105")
    assert list(await session.scalars(referrals.letters_to(at.elsewhere))) == [case.id]
    assert list(await session.scalars(referrals.letters_to(at.county))) == []
    with pytest.raises(NotAllowed):
        await handling.start(session, at.elsewhere, case.id, case.revision)
    with pytest.raises(ReferralOpen):
        await handling.start(session, at.county, case.id, case.revision)
    await referring.accept_referral(session, at.elsewhere, case.id, case.revision)
    assert case.status == CaseStatus.verified
    assert (case.union_id, case.staff_id) == (there.id, None)
    await handling.start(session, at.elsewhere, case.id, case.revision)
    assert await broken(session) == []


async def test_who_does_not_receive_it_cannot_accept_it(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await taken_on(session, keyring, at)
    there = await federation_of(session, LONGTING)
    await referring.refer_to_union(
        session, at.county, case.id, case.revision, union_id=there.id, reason="人在龙亭上班"
    )
    with pytest.raises(NotAllowed):
        await referring.accept_referral(session, at.county, case.id, case.revision)
    await referring.decline_referral(
        session, at.elsewhere, case.id, case.revision, answer="站点在金水区"
    )
    assert case.status == CaseStatus.verified
    with pytest.raises(NotFound):
        await get_case_for(session, at.elsewhere, case.id)
    with pytest.raises(ActNotPossible):
        await referring.withdraw_referral(
            session, at.county, case.id, case.revision, reason="发错了"
        )


async def test_s45_a_service_organization_sees_and_handles_its_cases_only(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    firm, lawyer = await lawyers(session)
    case = await taken_on(session, keyring, at)
    other = await taken_on(session, keyring, at)
    with pytest.raises(NotFound):
        await get_case_for(session, lawyer, case.id)
    await referring.refer_to_service(
        session, at.county, case.id, case.revision, organization_id=firm.id, reason="要写申请书"
    )
    await referring.accept_referral(session, lawyer, case.id, case.revision)
    await handling.start(session, lawyer, case.id, case.revision)
    await handling.resolve(session, lawyer, case.id, case.revision, resolution="已立案")
    assert case.status == CaseStatus.resolved
    assert case.division_path.endswith("410105")
    for act in (
        closing.follow_up(session, lawyer, case.id, case.revision, score=3),
        closing.return_for_rehandling(session, lawyer, case.id, case.revision, reason="再办"),
        arranging.assign(session, lawyer, case.id, case.revision, staff_id=lawyer.id),
    ):
        with pytest.raises(NotAllowed):
            await act
    with pytest.raises(NotFound):
        await get_case_for(session, lawyer, other.id)
    assert await broken(session) == []


@pytest.mark.parametrize("begun", [(), ("start",), ("start", "wait")])
async def test_s45_what_an_organization_accepted_it_may_hand_back(
    session: AsyncSession, keyring: Keyring, begun: tuple[str, ...]
) -> None:
    at = await offices(session)
    firm, lawyer = await lawyers(session)
    case = await taken_on(session, keyring, at)
    await arranging.assign(session, at.county, case.id, case.revision, staff_id=at.county.id)
    await referring.refer_to_service(
        session, at.county, case.id, case.revision, organization_id=firm.id, reason="要写申请书"
    )
    with pytest.raises(ReferralOpen):
        await giving_up.give_up(session, lawyer, case.id, case.revision, reason="没空")
    await referring.accept_referral(session, lawyer, case.id, case.revision)
    if "start" in begun:
        await handling.start(session, lawyer, case.id, case.revision)
    if "wait" in begun:
        until = utc_now() + timedelta(days=3)
        await handling.wait(
            session, lawyer, case.id, case.revision, for_whom="contact", until=until, note="等材料"
        )
    with pytest.raises(Refused):
        await giving_up.give_up(session, lawyer, case.id, case.revision, reason=" ")
    await giving_up.give_up(session, lawyer, case.id, case.revision, reason="代理过对方，要回避")
    assert case.status == (CaseStatus.in_progress if begun else CaseStatus.verified)
    assert (case.union_id, case.staff_id) == (at.county.bindings[0].union_id, at.county.id)
    assert case.next_due_kind == ClockKind.handling
    last = (await history.events_of(session, case.id))[-1]
    assert (last.kind, last.note) == ("referral_given_up", "代理过对方，要回避")
    with pytest.raises(NotFound):
        await get_case_for(session, lawyer, case.id)
    assert await broken(session) == []
    # And it can be sent again, to the same or another.
    await referring.refer_to_service(
        session, at.county, case.id, case.revision, organization_id=firm.id, reason="换位律师"
    )
    await referring.accept_referral(session, lawyer, case.id, case.revision)
    assert await broken(session) == []


async def test_what_nobody_had_goes_to_whoever_sent_it(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    firm, lawyer = await lawyers(session)
    firm.kind = "mediation"
    case = await taken_on(session, keyring, at)
    await arranging.assign(session, at.county, case.id, case.revision, staff_id=None)
    await referring.refer_to_service(
        session, at.city, case.id, case.revision, organization_id=firm.id, reason="请调解"
    )
    await referring.accept_referral(session, lawyer, case.id, case.revision)
    # No account stands for many departments: the union enters what they say.
    await giving_up.give_up(session, at.city, case.id, case.revision, reason="对方不肯调解")
    assert case.staff_id == at.city.id
    kinds = {clock.kind for clock in await clocks.running(session, case.id)}
    assert ClockKind.mediation not in kinds
    assert ClockKind.handling in kinds
    with pytest.raises(ActNotPossible):
        await giving_up.give_up(session, at.city, case.id, case.revision, reason="再交一次")


async def test_s44_nothing_goes_out_of_the_house_unverified_unless_it_burns(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    firm, _ = await lawyers(session)
    for people, may in ((1, False), (12, True)):
        case = await opened(session, keyring, people_count=people)
        await handling.accept(session, at.county, case.id, case.revision)
        send = referring.refer_to_service(
            session, at.county, case.id, case.revision, organization_id=firm.id, reason="请帮忙"
        )
        if may:
            await send
        else:
            with pytest.raises(NotVerified):
                await send


async def test_an_account_of_a_service_organization_holds_no_place(session: AsyncSession) -> None:
    firm, _ = await lawyers(session)
    account = await create_staff(
        session,
        username="clerk",
        display_name="文书",
        password=PASSWORD,
        service_organization_id=firm.id,
    )
    union = await federation_of(session, LONGTING)
    with pytest.raises(Refused):
        await bind_role(session, account, union.id, Role.county_staff)


async def test_a_merge_undone_gives_back_status_and_limits(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    first = await taken_on(session, keyring, at)
    second = await taken_on(session, keyring, at, first.contact_id)
    before = {clock.kind: clock.due_at for clock in await clocks.running(session, second.id)}
    await merging.merge(session, at.county, second.id, second.revision, into_id=first.id)
    assert second.status == CaseStatus.merged
    assert second.next_due_at is None
    assert second.merged_into_id == first.id
    with pytest.raises(MergeRefused) as refused:
        await merging.merge(session, at.county, first.id, first.revision, into_id=second.id)
    assert refused.value.data["why"] == "into_ended"
    assert await broken(session) == []
    await merging.unmerge(session, at.county, second.id, second.revision)
    after = {clock.kind: clock.due_at for clock in await clocks.running(session, second.id)}
    assert second.status == CaseStatus.verified
    assert {kind: due - before[kind] < timedelta(minutes=5) for kind, due in after.items()} == (
        dict.fromkeys(before, True)
    )
    assert await broken(session) == []


async def test_only_one_persons_cases_are_merged_and_only_into_one_under_way(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    mine = await opened(session, keyring, employer_text="美团")
    colleagues = await opened(session, keyring, employer_text="美团", phone="13900001234")
    assert mine.incident_id == colleagues.incident_id is not None
    key = (session, at.county, mine.id)
    assert await surroundings.mergeable_with(session, at.county, mine) == []
    with pytest.raises(MergeRefused) as refused:
        await merging.merge(*key, mine.revision, into_id=colleagues.id)
    assert refused.value.data["why"] == "other_person"
    before = await taken_on(session, keyring, at, mine.contact_id)
    await handling.resolve(session, at.county, before.id, before.revision, resolution="到账")
    assert await surroundings.mergeable_with(session, at.county, mine) == []
    assert await surroundings.others_of_person(session, at.county, mine) == [before]
    with pytest.raises(MergeRefused) as refused:
        await merging.merge(*key, mine.revision, into_id=before.id)
    assert refused.value.data["why"] == "into_ended"
    await closing.reopen(session, at.county, before.id, before.revision, reason="又拖欠了")
    assert await surroundings.mergeable_with(session, at.county, mine) == [before]
    await merging.merge(*key, mine.revision, into_id=before.id)
    assert await broken(session) == []


async def test_a_limit_is_extended_once_with_a_reason_and_before_it_has_passed(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await taken_on(session, keyring, at)
    before = case.next_due_at
    key = (session, at.county, case.id)
    with pytest.raises(Refused):
        await extending.extend(*key, case.revision, clock=ClockKind.handling, reason=" ")
    await extending.extend(*key, case.revision, clock=ClockKind.handling, reason="对方在外地")
    assert before is not None
    assert case.next_due_at is not None
    assert case.next_due_at > before
    for clock, why in (
        (ClockKind.handling, "already"),
        (ClockKind.first_answer, "never"),
        (ClockKind.mediation, "never"),
    ):
        with pytest.raises(ExtensionRefused) as refused:
            await extending.extend(*key, case.revision, clock=clock, reason="再等等")
        assert refused.value.data["why"] == why


async def test_a_limit_that_has_passed_is_not_extended(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await taken_on(session, keyring, at)
    handling_clock = await session.scalar(
        select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.kind == ClockKind.handling)
    )
    assert handling_clock is not None
    handling_clock.due_at = utc_now() - timedelta(minutes=1)
    with pytest.raises(ExtensionRefused) as refused:
        await extending.extend(
            session, at.county, case.id, case.revision, clock=ClockKind.handling, reason="忘了"
        )
    assert refused.value.data["why"] == "passed"


async def test_only_a_union_above_escalates(session: AsyncSession, keyring: Keyring) -> None:
    at = await offices(session)
    case = await taken_on(session, keyring, at)
    with pytest.raises(NotAllowed):
        await extending.escalate(session, at.county, case.id, case.revision, reason="抓紧")
    await extending.escalate(session, at.city, case.id, case.revision, reason="抓紧")
    assert case.is_escalated
    await handling.resolve(session, at.county, case.id, case.revision, resolution="到账")
    assert not case.is_escalated


async def test_two_merges_of_two_cases_into_each_other_do_not_wait_for_one_another(
    database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        at = await offices(session)
        first = await taken_on(session, keyring, at)
        second = await taken_on(session, keyring, at, first.contact_id)

    async def merge(case: Case, into: Case) -> bool:
        try:
            async with database.transaction() as session:
                await merging.merge(session, at.county, case.id, case.revision, into_id=into.id)
        except ServiceError:
            return False
        return True

    done = await asyncio.gather(merge(first, second), merge(second, first))
    assert sorted(done) == [False, True]
    async with database.transaction() as session:
        assert await broken(session) == []
