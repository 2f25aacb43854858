"""What the person does about their own case: add to it, urge, withdraw, rate. The dialogue answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import evidence, rules
from backend.cases.closing import DISSATISFIED, SCORES, give_back
from backend.cases.history import append, waits_for_person
from backend.cases.models import Case, CaseEvent, EventKind
from backend.cases.progress import may_urge_again, view
from backend.cases.referring import drop_open_referral
from backend.cases.refusals import CaseClosed, UrgedToday
from backend.contracts.cases import CaseAddition, CaseStatus, CaseView
from backend.contracts.errors import ErrorCode
from backend.conversations.service import hold_contact
from backend.database import utc_now
from backend.desk.feed import publish
from backend.errors import NotFound, Refused
from backend.privacy.audit import Actor


async def add(
    session: AsyncSession, contact_id: UUID, case_id: UUID, addition: CaseAddition
) -> CaseView:
    """补充. Where we waited for the person, the wait is over. To a merged case it goes where that went."""
    case = await _own(session, contact_id, case_id, EventKind.added)
    text = addition.text.strip()
    if not text and addition.document_id is None:
        raise Refused(ErrorCode.invalid_payload, "nothing was added")
    data = {}
    if addition.document_id is not None:
        await evidence.put(session, case, addition.document_id)
        data["document_id"] = str(addition.document_id)
    await _append(session, case, EventKind.added, note=text, data=data)
    if await waits_for_person(session, case):
        await _append(session, case, EventKind.resumed)
    return await view(session, case)


async def urge(session: AsyncSession, contact_id: UUID, case_id: UUID) -> CaseView:
    """催办, once a working day. Whoever has the case sees it at once, and how often it was."""
    case = await _own(session, contact_id, case_id, EventKind.urged)
    if not await may_urge_again(session, case, utc_now()):
        raise UrgedToday(f"case {case_id}")
    urged = func.count(CaseEvent.id)
    mine = (CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.urged)
    count = await session.scalar(select(urged).where(*mine)) or 0
    await _append(session, case, EventKind.urged, data={"count": count + 1})
    if case.staff_id is not None:
        await publish(
            session,
            kind="case",
            subject_id=case.id,
            division_path=case.division_path,
            staff_id=case.staff_id,
            data={"event": "urged", "number": case.number, "revision": case.revision},
        )
    return await view(session, case)


async def withdraw(
    session: AsyncSession, contact_id: UUID, case_id: UUID, *, reason: str = ""
) -> CaseView:
    case = await _own(session, contact_id, case_id, EventKind.withdrawn)
    await drop_open_referral(session, case)
    await _append(session, case, EventKind.withdrawn, note=reason.strip()[:500])
    return await view(session, case)


async def rate(
    session: AsyncSession, contact_id: UUID, case_id: UUID, *, score: int, text: str = ""
) -> CaseView:
    """满意度, 1 to 3: the call-back is made by it; whoever is dissatisfied has the case handled anew."""
    case = await _own(session, contact_id, case_id, EventKind.rated)
    if case.satisfaction is not None:
        raise CaseClosed(f"case {case_id} was rated", status=case.status)
    if score not in SCORES:
        raise Refused(ErrorCode.invalid_payload, "a score is 1, 2 or 3")
    case.satisfaction = score
    note = text.strip()[:500]
    await _append(session, case, EventKind.rated, note=note, data={"score": score})
    if case.status == CaseStatus.resolved:
        await _append(session, case, EventKind.followed_up, data={"score": score})
    if score == DISSATISFIED:
        await give_back(session, case, actor=Actor.contact, note=note)
    return await view(session, case)


async def _own(session: AsyncSession, contact_id: UUID, case_id: UUID, kind: EventKind) -> Case:
    """Locked, and in a status that allows it; what is added, where the case went."""
    ids = await _ways(session, case_id) if kind is EventKind.added else {case_id}
    cases = {each: await _locked(session, contact_id, each) for each in sorted(ids)}
    case = cases[case_id]
    if kind is EventKind.added and case.merged_into_id is not None:
        # What is merged takes no others: it is never far.
        case = cases.get(case.merged_into_id, case)
    if not rules.may(CaseStatus(case.status), kind):
        raise CaseClosed(f"case {case_id}: {kind.value}", status=case.status)
    return case


async def _ways(session: AsyncSession, case_id: UUID) -> set[UUID]:
    """The case, and the one it was merged into, to be locked in the order of their ids."""
    into = await session.scalar(select(Case.merged_into_id).where(Case.id == case_id))
    return {case_id, into} if into else {case_id}


async def _locked(session: AsyncSession, contact_id: UUID, case_id: UUID) -> Case:
    case = await session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None or case.contact_id != contact_id:
        raise NotFound(f"case {case_id}")
    await hold_contact(session, contact_id)
    return case


async def _append(
    session: AsyncSession,
    case: Case,
    kind: EventKind,
    *,
    note: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    await append(session, case, kind, actor=Actor.contact, note=note, data=data, is_internal=False)
