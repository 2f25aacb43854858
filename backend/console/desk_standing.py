"""Whose conversation it is, in staff's words, and what WeChat still takes of us."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.dangers import of_danger
from backend.alarms.service import open_about
from backend.console import delivery
from backend.console.formats import coming_time
from backend.contracts.notices import NoticeKind
from backend.conversations import desk, permissions
from backend.conversations.danger import told_since
from backend.conversations.ledgers import ledger_of
from backend.conversations.models import Contact
from backend.database import utc_now
from backend.desk import lists
from backend.desk.models import DeskConversation, DeskStatus
from backend.services import Services
from backend.staff.identity import StaffIdentity
from backend.staff.service import display_names

_LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class Standing:
    """`version` and `epoch` go back with the next act, which is refused when they are old."""

    holder: str
    is_mine: bool
    is_held: bool
    epoch: int
    version: int | None
    waiting_since: datetime | None = None
    level: str = "calm"


async def standing_context(
    request: Request, session: AsyncSession, staff: StaffIdentity, contact_id: UUID
) -> dict[str, Any]:
    contact = await desk.get_contact_for(session, staff, contact_id)
    ringing = await open_about(session, staff, contact_id)
    return {
        "contact_id": contact_id,
        "contact": contact,
        "standing": await standing_of(session, staff, contact),
        "budget": await budget_of(request, session, contact),
        "alarms": ringing,
        "alarm_words": await told_since(session, of_danger(ringing)),
    }


async def standing_of(session: AsyncSession, staff: StaffIdentity, contact: Contact) -> Standing:
    row = await lists.conversation_of(session, contact.id)
    names = await display_names(session, {row.staff_id} if row and row.staff_id else set())
    waiting_since = row.waiting_since if row else None
    return Standing(
        holder_words(row, staff, names),
        is_mine=row is not None and row.staff_id == staff.id,
        is_held=row is not None and row.staff_id is not None,
        epoch=contact.owner_epoch,
        version=row.version if row else None,
        waiting_since=waiting_since,
        level=waiting_level(waiting_since, urgent=bool(row and row.urgent)),
    )


def holder_words(row: DeskConversation | None, staff: StaffIdentity, names: dict[UUID, str]) -> str:
    if row is None or row.status == DeskStatus.closed:
        return "助手在接待"
    if row.staff_id is None:
        return "等人接，助手先陪着"
    who = "您" if row.staff_id == staff.id else names.get(row.staff_id, "同事")
    if row.status != DeskStatus.snoozed or row.snoozed_until is None:
        return f"{who}在接待"
    return f"{who}放到稍后，{coming_time(row.snoozed_until, utc_now())} 回来"


def waiting_level(since: datetime | None, *, urgent: bool) -> str:
    """Red once it is late; the words say how long, never the color alone."""
    if since is None:
        return "calm"
    return "late" if urgent or utc_now() - since > _LATE else "waiting"


async def budget_of(request: Request, session: AsyncSession, contact: Contact) -> delivery.Shown:
    services: Services = request.app.state.services
    template = services.notice_templates.get(NoticeKind.staff_reply)
    allowed = await permissions.left(session, contact.id, template.subscribe) if template else 0
    return delivery.budget_words(
        ledger_of(contact),
        utc_now(),
        follows=contact.unfollowed_at is None,
        notices=allowed,
    )
