"""The draft becomes a case, and the person gets a receipt: number, who, by when, and what to do meanwhile."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import intake, intake_facts, limits
from backend.cases.forms import KIND_LABELS, is_optional
from backend.cases.intake_advice import advice_for, next_step
from backend.cases.models import Case, CaseDraft
from backend.cases.opening import NewCase, open_case
from backend.contracts.cases import CaseKind, CaseReceipt, IntakeField
from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.documents.retention import which_remain
from backend.errors import Refused
from backend.membership.models import MembershipStatus
from backend.membership.standing import standing_of, waiting_application
from backend.privacy.keyring import Keyring
from backend.unions.service import get_union
from backend.working_time.service import calendar_for

# Asked again for what was just submitted, as after a crash: the same receipt.
_JUST_NOW = timedelta(minutes=30)
_AT_ONCE = timedelta(minutes=30)


async def submit_intake(session: AsyncSession, keyring: Keyring, contact_id: UUID) -> CaseReceipt:
    """Raises Refused: no_open_intake, case_incomplete."""
    draft = await intake.open_draft(session, contact_id, lock=True)
    if draft is None:
        return await _receipt_again(session, contact_id)
    standing = await standing_of(session, keyring, contact_id=contact_id)
    has_phone = bool(intake.phone_in(keyring, draft) or standing.phone)
    missing = intake.missing_in(draft, has_phone=has_phone)
    kind = CaseKind(draft.kind)
    if needed := [field.value for field in missing if not is_optional(kind, field)]:
        raise Refused(ErrorCode.case_incomplete, missing=needed)
    case = await make_case(session, keyring, draft)
    return await receipt_of(session, case)


async def make_case(session: AsyncSession, keyring: Keyring, draft: CaseDraft) -> Case:
    """With whatever is known; the draft keeps nothing but where it went."""
    case = await open_case(session, keyring, await _new_case(session, keyring, draft))
    draft.ended_at, draft.case_id = utc_now(), case.id
    draft.facts, draft.assumed, draft.documents = {}, [], []
    draft.name = draft.phone = None
    await session.flush()
    return case


async def _new_case(session: AsyncSession, keyring: Keyring, draft: CaseDraft) -> NewCase:
    facts = dict(draft.facts)
    people = facts.get(IntakeField.people.value)
    employer = facts.get(IntakeField.employer.value)
    documents = await which_remain(session, map(UUID, draft.documents))
    return NewCase(
        kind=CaseKind(draft.kind),
        contact_id=draft.contact_id,
        story=str(facts.pop(IntakeField.story.value, "")),
        facts={name: v for name, v in facts.items() if name in set(IntakeField)},
        employer_text=None if employer == intake_facts.NO_EMPLOYER else employer,
        county_code=facts.get(intake.COUNTY_CODE),
        trade=facts.get(IntakeField.trade.value),
        people_count=people if isinstance(people, int) else 1,
        amount=intake_facts.amount_of(facts),
        name=intake.name_in(keyring, draft) or None,
        phone=intake.phone_in(keyring, draft) or None,
        documents=[i for i in map(UUID, draft.documents) if i in documents],
        urgent_reason=intake.urgency_of(draft),
    )


async def receipt_of(
    session: AsyncSession, case: Case, *, now: datetime | None = None
) -> CaseReceipt:
    now = now or utc_now()
    union = await get_union(session, case.union_id)
    kind = CaseKind(case.kind)
    due = case.next_due_at or now
    return CaseReceipt(
        case_id=case.id,
        number=case.number,
        kind=kind,
        kind_label=KIND_LABELS[kind],
        union=union.name,
        urgent=case.urgent,
        answer_by=due,
        answer_by_words=await _by_when(session, case, due, now),
        next_step=next_step(urgent=case.urgent, has_phone=case.phone is not None),
        advice=advice_for(kind, limits.sentences(kind, case.facts, today=intake.today())),
        is_member=case.membership
        in {MembershipStatus.active, MembershipStatus.retained, MembershipStatus.transferring},
        is_retained=case.membership == MembershipStatus.retained,
        application=await waiting_application(session, case.contact_id)
        if case.contact_id
        else None,
    )


async def _by_when(session: AsyncSession, case: Case, due: datetime, now: datetime) -> str:
    left = due - now
    if left <= _AT_ONCE:
        return "30分钟内"
    if case.urgent and left <= timedelta(hours=2):
        return "2小时内"
    calendar = await calendar_for(session, case.division_path)
    return f"{calendar.spoken(due, now=now)}前"


async def _receipt_again(session: AsyncSession, contact_id: UUID) -> CaseReceipt:
    case_id = await session.scalar(
        select(CaseDraft.case_id)
        .where(
            CaseDraft.contact_id == contact_id,
            CaseDraft.case_id.is_not(None),
            CaseDraft.ended_at > utc_now() - _JUST_NOW,
        )
        .order_by(CaseDraft.ended_at.desc())
        .limit(1)
    )
    case = await session.get(Case, case_id) if case_id else None
    if case is None:
        raise Refused(ErrorCode.no_open_intake)
    return await receipt_of(session, case)
