"""Who has a case, how hard it is, how urgent, and what is put right in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import alarming, clocks, opening, rules
from backend.cases.access import case_to_change, get_case_for
from backend.cases.history import append, is_verified
from backend.cases.models import Case, CaseClass, EventKind
from backend.cases.wording import LONGEST_NOTE, given, optional
from backend.contracts.cases import CaseKind, CaseStatus
from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.errors import NotFound, Refused
from backend.membership.employers import find_employer
from backend.membership.trades import BY_CODE
from backend.privacy.audit import Actor
from backend.staff.colleagues import active_identity
from backend.staff.identity import StaffIdentity
from backend.unions.places import county_by_code

BY_STAFF: Final = "by_staff"
MOST_PEOPLE: Final = 10_000
MOST_MONEY: Final = Decimal("9999999999.99")


@dataclass(frozen=True)
class CaseEdit:
    """What staff may put right; None leaves a field as it is, "" empties one that may be empty.

    `cleared` names columns that hold no words and are to be empty.
    """

    kind: CaseKind | None = None
    story: str | None = None
    employer_text: str | None = None
    county_code: str | None = None
    trade: str | None = None
    people_count: int | None = None
    amount: Decimal | None = None
    facts: Mapping[str, Any] | None = None
    cleared: frozenset[str] = frozenset()


async def assign(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    staff_id: UUID | None,
) -> Case:
    """None puts it back into the union's queue. Nobody gets a case they may not see."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.assigned)
    if staff_id is not None:
        await get_case_for(session, await active_identity(session, staff_id), case_id)
    before, case.staff_id = case.staff_id, staff_id
    data = {"staff_id": _text(staff_id), "from_staff_id": _text(before)}
    await _append(session, staff, case, EventKind.assigned, data=data)
    return case


async def reclassify(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    case_class: CaseClass,
    note: str = "",
) -> Case:
    """The handling limit follows the class; what is left of it is never cut below a working day."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.reclassified)
    old = CaseClass(case.case_class)
    if old is case_class:
        return case
    case.case_class = case_class
    verified = await is_verified(session, case)
    await clocks.reclassify(session, case, old, utc_now(), is_verified=verified)
    data = {"class": case_class.value, "from_class": old.value}
    await _append(session, staff, case, EventKind.reclassified, note=optional(note), data=data)
    return case


async def make_urgent(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, reason: str
) -> Case:
    """On top of every list, and the duty phone rings (L10)."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.made_urgent)
    if case.urgent:
        return case
    reason = given(reason)
    case.urgent, case.urgent_reason = True, BY_STAFF
    await clocks.hurry(session, case, utc_now())
    await alarming.ring(session, case)
    await _append(session, staff, case, EventKind.made_urgent, note=reason)
    return case


async def edit(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, changes: CaseEdit
) -> Case:
    """Puts right what was taken down; the event names the fields that changed."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.edited)
    changed = _changed(case, changes)
    if not changed:
        return case
    for column, value in changed.items():
        setattr(case, column, value)
    case.search_terms = opening.search_terms(case)
    if {"facts", "kind"} & set(changed) and rules.may_urge(CaseStatus(case.status)):
        await clocks.renew_limits_of_the_worker(session, case, utc_now())
    await _append(session, staff, case, EventKind.edited, data={"fields": sorted(changed)})
    return case


def _changed(case: Case, changes: CaseEdit) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        name: value
        for name, value in vars(changes).items()
        if value is not None and name != "cleared"
    }
    _refuse_unfit(wanted)
    if "employer_text" in wanted:
        said = wanted["employer_text"].strip()
        trade = wanted.get("trade", case.trade)
        wanted["employer_text"] = said or None
        wanted["employer"] = find_employer(said, trade=trade).name if said else None
    if "facts" in wanted:
        wanted["facts"] = {**case.facts, **wanted["facts"]}
    wanted |= dict.fromkeys(changes.cleared)
    return {name: value for name, value in wanted.items() if getattr(case, name) != value}


def _refuse_unfit(wanted: Mapping[str, Any]) -> None:
    """Raises NotFound for a county that is none, Refused for what fits no column."""
    if wanted.get("county_code") and county_by_code(wanted["county_code"]) is None:
        raise NotFound("county")
    if not 1 <= wanted.get("people_count", 1) <= MOST_PEOPLE:
        raise Refused(ErrorCode.invalid_payload, "people_count", field="people_count")
    if (
        wanted.get("trade", "rider") not in BY_CODE
        or not 0 <= wanted.get("amount", Decimal(0)) <= MOST_MONEY
        or len(wanted.get("employer_text", "")) > 200
        or len(wanted.get("story", "")) > 2 * LONGEST_NOTE
    ):
        raise Refused(ErrorCode.invalid_payload, "a value that fits nowhere")


def _text(staff_id: UUID | None) -> str | None:
    return str(staff_id) if staff_id else None


async def _append(
    session: AsyncSession,
    staff: StaffIdentity,
    case: Case,
    kind: EventKind,
    *,
    note: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    await append(session, case, kind, actor=Actor.staff, staff_id=staff.id, note=note, data=data)
