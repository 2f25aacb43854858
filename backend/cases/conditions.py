"""Filters as conditions PostgreSQL can answer from an index."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from backend.cases.filters import EVERY, OPEN, CaseFilters
from backend.cases.models import Case, CaseMention
from backend.cases.referrals import letters_to
from backend.cases.report_conditions import is_open as is_open
from backend.cases.report_conditions import reported
from backend.cases.search_terms import terms_wanted
from backend.contracts.cases import CaseStatus
from backend.database import utc_now
from backend.membership.names import find_name
from backend.membership.phones import find_phone
from backend.membership.sealing import NAME, PHONE
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import unions_under
from backend.working_time.rules import CHINA, midnight

_WHOLE_NUMBER = re.compile(r"SQ-[0-9]{4}-[0-9]{6}")


def narrowed(staff: StaffIdentity, filters: CaseFilters) -> list[ColumnElement[bool]]:
    """Everything but what is searched for."""
    return [*_state(staff, filters), *_subject(filters), *reported(filters)]


def is_free_text(q: str) -> bool:
    """No number of a case and no phone: words, perhaps a name."""
    return _number(q) is None and find_phone(q) is None


def _state(staff: StaffIdentity, filters: CaseFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.status == OPEN:
        found.append(is_open())
    elif filters.status != EVERY:
        found.append(Case.status == filters.status)
    if filters.urgent:
        found.append(Case.urgent.is_(True))
    if filters.mine:
        found.append(Case.staff_id == staff.id)
    if filters.unassigned:
        found.append(and_(is_open(), Case.staff_id.is_(None)))
    if filters.overdue:
        found.append(and_(is_open(), Case.next_due_at < utc_now()))
    if filters.due_today:
        found.append(and_(is_open(), Case.next_due_at < _end_of_today()))
    if filters.mentioned:
        found.append(Case.id.in_(_mentioning(staff)))
    if filters.escalated:
        found.append(Case.is_escalated.is_(True))
    if filters.to_answer:
        found.append(Case.id.in_(letters_to(staff)))
    if filters.to_verify:
        found.append(
            and_(
                Case.status == CaseStatus.accepted,
                Case.verifier_id.in_(unions_under(staff.visible_paths)),
            )
        )
    return found


def _end_of_today() -> datetime:
    today = utc_now().astimezone(CHINA).date()
    return midnight(today + timedelta(days=1))


def _mentioning(staff: StaffIdentity) -> Select[UUID]:
    """Where a note names this staff member, and they have not looked yet."""
    return select(CaseMention.case_id).where(
        CaseMention.staff_id == staff.id, CaseMention.seen_at.is_(None)
    )


def _subject(filters: CaseFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.kind:
        found.append(Case.kind == filters.kind)
    if filters.county:
        found.append(Case.county_code == filters.county)
    if filters.case_class:
        found.append(Case.case_class == filters.case_class)
    if filters.tag:
        found.append(Case.tags.contains([filters.tag]))
    if filters.incident:
        incident_id = _uuid(filters.incident)
        found.append(Case.incident_id == incident_id if incident_id else false())
    return found


def said(q: str, keyring: Keyring, case: type[Case] = Case) -> ColumnElement[bool]:
    """Words, and beside them whoever is called that, or has that phone."""
    if number := _number(q):
        whole = _WHOLE_NUMBER.fullmatch(number) is not None
        return case.number == number if whole else case.number.startswith(number, autoescape=True)
    if phone := find_phone(q):
        return case.phone_index == keyring.blind_index(phone, purpose=PHONE)
    terms = terms_wanted(q)
    words = case.search_terms.contains(terms) if terms else false()
    if name := find_name(q):
        return or_(words, case.name_index == keyring.blind_index(name, purpose=NAME))
    return words


def _number(q: str) -> str | None:
    """SQ-4101-000031, or the beginning of it, in any case."""
    said = q.strip().upper()
    return said if said.startswith("SQ-") else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
