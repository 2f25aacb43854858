"""What waits for somebody among the cases, for 待办: figures that lead to their rows, and notes that name one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import exports, listing, notes
from backend.cases.filters import CaseFilters
from backend.cases.kinds import EventKind
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.service import display_names

_FIGURES = (
    ("超时限", CaseFilters(overdue=True), "late"),
    ("今天到期", CaseFilters(due_today=True), "soon"),
    ("没人认领", CaseFilters(unassigned=True), "soon"),
    ("待我核实", CaseFilters(to_verify=True), "calm"),
    ("我的", CaseFilters(mine=True), "calm"),
    ("转来待接收", CaseFilters(to_answer=True), "soon"),
)
_LONGEST = 60
_CAME_BACK: Mapping[str, str] = {
    EventKind.referral_declined: "退回了转办，",
    EventKind.referral_given_up: "接收后又交回，",
}


@dataclass(frozen=True)
class Named:
    """A note in which a colleague names whoever looks, or what came back to them and why."""

    case_id: UUID
    number: str
    by: str
    words: str
    at: datetime


async def case_figures(
    session: AsyncSession, staff: StaffIdentity, keyring: Keyring
) -> list[tuple[str, int, str, str]]:
    """Label, count, address and level. Exports are rare: named only where one waits."""
    to_allow = await exports.waiting_for(session, staff)
    rare = [("导出待批", to_allow, "/cases/exports", "soon")] if to_allow else []
    return rare + [
        (
            label,
            await listing.count_cases(session, staff, filters, keyring=keyring),
            f"/cases?{filters.as_query()}",
            level,
        )
        for label, filters, level in _FIGURES
    ]


async def notes_naming(session: AsyncSession, staff: StaffIdentity) -> list[Named]:
    mentions = await notes.unseen(session, staff)
    names = await display_names(session, {m.by_staff_id for m in mentions if m.by_staff_id})
    return [
        Named(
            m.case_id,
            m.number,
            names.get(m.by_staff_id, "") if m.by_staff_id else "",
            _CAME_BACK.get(m.kind, "")
            + (m.note if len(m.note) <= _LONGEST else f"{m.note[:_LONGEST]}…"),
            m.at,
        )
        for m in mentions
    ]
