"""A paper drafted from a case, for whoever may see the case and has revealed the person (audited)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import evidence, revealing, rules, sealing
from backend.cases.access import get_case_for
from backend.cases.models import Case
from backend.contracts.cases import CaseKind, CaseStatus, IntakeField
from backend.conversations.placeholders import put_back
from backend.database import utc_now
from backend.errors import NotAllowed, NotFound
from backend.membership import trades
from backend.membership.particulars import Particulars, particulars_of
from backend.paperwork import links
from backend.paperwork.arbitration import arbitration_application
from backend.paperwork.complaint import arrears_complaint
from backend.paperwork.facts import Applicant, Dispute, printable
from backend.paperwork.paper import BLANK, Paper
from backend.privacy import audit
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.unions.places import county_by_code


class PaperKind(StrEnum):
    arbitration_application = "arbitration_application"  # 劳动人事争议仲裁申请书
    arrears_complaint = "arrears_complaint"  # 拖欠工资投诉书


TITLES: Final[Mapping[PaperKind, str]] = {
    PaperKind.arbitration_application: "劳动仲裁申请书（草稿）",
    PaperKind.arrears_complaint: "欠薪投诉书（草稿）",
}
# For the person, in the words of a courier.
PURPOSES: Final[Mapping[PaperKind, str]] = {
    PaperKind.arbitration_application: "要钱、要赔偿，交给当地劳动仲裁委，不收费。",
    PaperKind.arrears_complaint: "请人社局的劳动监察去查，交给当地人社局。",
}
_DRAFTS: Final[Mapping[PaperKind, Callable[[Applicant, Dispute], Paper]]] = {
    PaperKind.arbitration_application: arbitration_application,
    PaperKind.arrears_complaint: arrears_complaint,
}
_ARBITRATION_ONLY: Final = (PaperKind.arbitration_application,)
_OFFERED: Final[Mapping[str, tuple[PaperKind, ...]]] = {
    CaseKind.wage_arrears: tuple(PaperKind),
    CaseKind.legal_aid: tuple(PaperKind),
    CaseKind.platform_dispute: _ARBITRATION_ONLY,
    CaseKind.work_injury: _ARBITRATION_ONLY,
}
_SEXES: Final = {"male": "男", "female": "女"}


def offered(case_kind: str) -> tuple[PaperKind, ...]:
    """Which papers make sense for a kind of case."""
    return _OFFERED.get(case_kind, ())


async def draft_paper(
    session: AsyncSession, keyring: Keyring, staff: StaffIdentity, case_id: UUID, kind: PaperKind
) -> tuple[str, Paper]:
    """The case's number and the paper. NotAllowed until name and phone were revealed with a reason."""
    case = await get_case_for(session, staff, case_id)
    _require_offered(case, kind)
    if not await revealing.is_revealed(session, staff, case_id):
        raise NotAllowed("reveal the person first")
    known = await particulars_of(session, keyring, case.member_id) if case.member_id else None
    paper = await _drafted(session, case, kind, _applicant(keyring, case, known))
    await _record(session, case, kind, actor=audit.Actor.staff, actor_id=staff.id)
    return case.number, paper


async def spelled_for(
    session: AsyncSession, keyring: Keyring, pages_url: str, contact_id: UUID, text: str
) -> str:
    """With links to the papers of this person's own cases; a token for anybody else's says nothing."""
    named = links.cases_in(text)
    mine = select(Case.id).where(Case.id.in_(named), Case.contact_id == contact_id)
    own = set(await session.scalars(mine)) if named else set()
    return links.spelled(text, keyring, pages_url, own=own, now=utc_now())


async def case_behind(session: AsyncSession, keyring: Keyring, key: str, *, now: datetime) -> Case:
    """Raises NoLink, or LinkExpired also where the case was withdrawn or merged meanwhile."""
    case = await session.get(Case, links.case_of(keyring, key, now=now))
    if case is None or not rules.may_draft(CaseKind(case.kind), CaseStatus(case.status)):
        raise links.LinkExpired
    return case


async def draft_own_paper(
    session: AsyncSession, keyring: Keyring, case: Case, kind: PaperKind
) -> Paper:
    """For whoever holds the link: the name and the story, and room to write what others could misuse."""
    _require_offered(case, kind)
    known = _applicant(keyring, case, None)
    paper = await _drafted(session, case, kind, replace(known, phone=None))
    await _record(session, case, kind, actor=audit.Actor.contact, actor_id=case.contact_id)
    return paper


def _require_offered(case: Case, kind: PaperKind) -> None:
    if kind not in offered(case.kind):
        raise NotFound(f"{kind.value} for case {case.id}")


async def _drafted(
    session: AsyncSession, case: Case, kind: PaperKind, applicant: Applicant
) -> Paper:
    titles = [row.title for row in await evidence.evidence_of(session, case.id) if row.title]
    return _DRAFTS[kind](printable(applicant), printable(_dispute(case, tuple(titles))))


async def _record(
    session: AsyncSession,
    case: Case,
    kind: PaperKind,
    *,
    actor: audit.Actor,
    actor_id: UUID | None,
) -> None:
    await audit.record(
        session,
        actor=actor,
        actor_id=actor_id,
        action="case_paper_drafted",
        subject_kind="case",
        subject_id=case.id,
        division_path=case.division_path,
        data={"paper": kind.value},
    )


def _applicant(keyring: Keyring, case: Case, known: Particulars | None) -> Applicant:
    trade = trades.BY_CODE.get(case.trade or "")
    person = Applicant(
        name=sealing.name_of(keyring, case) or None,
        phone=sealing.phone_of(keyring, case) or None,
        trade=trade.label if trade else None,
    )
    if known is None:
        return person
    return Applicant(
        name=person.name,
        phone=person.phone,
        trade=person.trade,
        sex=_SEXES.get(known.sex),
        birth=known.birth,
        id_number=known.id_number or None,
        address=known.address,
    )


def _dispute(case: Case, evidence_titles: tuple[str, ...]) -> Dispute:
    """Numbers somebody typed into the story are other people's too: they are left to write."""
    county = county_by_code(case.county_code) if case.county_code else None
    still_working = case.facts.get(IntakeField.still_working.value)
    return Dispute(
        number=case.number,
        employer=case.employer_text or case.employer or None,
        place=county.label if county else None,
        relation=_words(case, IntakeField.relation),
        period=_words(case, IntakeField.period),
        amount=case.amount,
        people=case.people_count,
        left_on=_day(case.facts.get(IntakeField.left_on.value)),
        last_paid=_words(case, IntakeField.last_paid),
        still_working=still_working if isinstance(still_working, bool) else None,
        opposite_answer=_words(case, IntakeField.opposite_answer),
        already_complained=_words(case, IntakeField.already_complained),
        wanted=_words(case, IntakeField.wanted),
        story=_without_numbers(case.story),
        evidence=evidence_titles,
    )


def _words(case: Case, field: IntakeField) -> str | None:
    value = case.facts.get(field.value)
    return _without_numbers(value) or None if isinstance(value, str) else None


def _without_numbers(text: str) -> str:
    return put_back(text, {}).replace("［号码］", BLANK).strip()


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
