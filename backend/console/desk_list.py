"""The left pane: one line a conversation, with what is needed to choose the next one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.applications import place_label
from backend.console.desk_standing import holder_words, waiting_level
from backend.console.labels import MESSAGE_KIND
from backend.console.people import speakers
from backend.conversations import desk
from backend.conversations.models import Message
from backend.desk import lists
from backend.desk.models import DeskConversation, DeskStatus
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.service import display_names


class Tab(StrEnum):
    waiting = "waiting"
    mine = "mine"
    all = "all"
    closed = "closed"
    undelivered = "undelivered"


@dataclass(frozen=True)
class Line:
    """`stuck` is the newest message of ours that waits or did not arrive."""

    contact_id: UUID
    name: str
    place: str
    row: DeskConversation | None
    reasons: Sequence[str]
    holder: str
    last: Message | None
    last_words: str
    last_at: datetime | None
    stuck: Message | None
    level: str = field(default="calm")

    @property
    def is_open(self) -> bool:
        return self.row is not None and self.row.status != DeskStatus.closed

    @property
    def urgent(self) -> bool:
        return self.row is not None and self.is_open and self.row.urgent

    @property
    def waiting_since(self) -> datetime | None:
        return self.row.waiting_since if self.row else None

    @property
    def is_ours(self) -> bool:
        return self.last is not None and self.last.direction == "outbound"


async def tab_of(session: AsyncSession, staff: StaffIdentity, contact_id: UUID) -> Tab:
    """Where a conversation stands that was opened from elsewhere."""
    row = await lists.conversation_of(session, contact_id)
    if row is None:
        return Tab.all
    if row.status == DeskStatus.closed:
        return Tab.closed
    if row.staff_id is None:
        return Tab.waiting
    return Tab.mine if row.staff_id == staff.id else Tab.all


async def list_context(
    session: AsyncSession,
    keyring: Keyring,
    staff: StaffIdentity,
    tab: Tab,
    *,
    page: int = 1,
    selected: UUID | None = None,
) -> dict[str, Any]:
    found = await _contacts(session, staff, tab, page)
    counts = await lists.counts(session, staff)
    return {
        "tab": tab.value,
        "page": page,
        "selected": selected,
        "lines": await _lines(session, keyring, staff, found[: lists.PAGE_SIZE]),
        "has_more": len(found) > lists.PAGE_SIZE,
        "counts": {
            "waiting": counts.waiting,
            "mine": counts.mine,
            "undelivered": await desk.count_undelivered(session, staff),
        },
    }


async def _contacts(
    session: AsyncSession, staff: StaffIdentity, tab: Tab, page: int
) -> Sequence[UUID]:
    if tab in (Tab.all, Tab.undelivered):
        recent = await desk.recent(session, staff, page=page, undelivered=tab is Tab.undelivered)
        return [contact.id for contact in recent]
    rows = await lists.rows_of(session, staff, lists.View(tab.value), page=page)
    return [row.contact_id for row in rows]


async def _lines(
    session: AsyncSession, keyring: Keyring, staff: StaffIdentity, ids: Sequence[UUID]
) -> list[Line]:
    people = await speakers(session, keyring, ids)
    rows = await lists.conversations_of(session, ids)
    reasons = await desk.open_reasons(session, ids)
    last = await desk.last_messages(session, ids)
    words = await desk.readable(session, last.values())
    counties = await desk.counties_of(session, ids)
    stuck = await desk.undelivered(session, ids)
    names = await display_names(session, {row.staff_id for row in rows.values() if row.staff_id})
    lines = []
    for contact_id in ids:
        row, message = rows.get(contact_id), last.get(contact_id)
        county = counties.get(contact_id) or people[contact_id].county_code
        lines.append(
            Line(
                contact_id,
                people[contact_id].name,
                place_label(county) if county else "",
                row,
                reasons.get(contact_id, []),
                _holder(row, staff, names),
                message,
                _said(message, words),
                message.created_at if message else None,
                stuck.get(contact_id),
                waiting_level(row.waiting_since if row else None, urgent=bool(row and row.urgent)),
            )
        )
    return lines


def _holder(row: DeskConversation | None, staff: StaffIdentity, names: dict[UUID, str]) -> str:
    """Only where somebody has it: who waits is seen from the clock, the rest is the assistant's."""
    if row is None or row.staff_id is None or row.status == DeskStatus.closed:
        return ""
    return holder_words(row, staff, names)


def _said(message: Message | None, words: dict[UUID, str]) -> str:
    if message is None:
        return ""
    return words[message.id] or f"［{MESSAGE_KIND.get(message.kind, message.kind)}］"
