"""The middle pane: messages with what may be shown of them. A line nobody can misread stands for each event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.console import labels
from backend.console.plain_words import plain
from backend.conversations import desk
from backend.conversations.models import Message
from backend.documents.retention import which_remain
from backend.staff import reveals
from backend.staff.identity import StaffIdentity
from backend.staff.service import display_names
from backend.unions.lookup import union_names

_MEDIA = (desk.PHOTO, desk.RECORDING, desk.VIDEO)
# Whom an event names beside its author: colleagues by id, a union by id.
_COLLEAGUES = ("to_staff", "left_by", "came_from")


@dataclass(frozen=True)
class Told:
    """Events in staff's words, with the names of colleagues and unions they are about."""

    names: Mapping[UUID, str]

    def event(self, message: Message) -> str:
        words = labels.MESSAGE_KIND.get(message.kind, message.kind)
        who = self.names.get(message.staff_id, "") if message.staff_id else ""
        came_from = self._name(message, "came_from")
        taken_from = came_from and f"从{came_from}手里"
        to = self._name(message, "to_staff") or self._name(message, "to_union")
        why = labels.REQUEUED.get(message.data.get("why", ""), "")
        because = why and f"（{self._name(message, 'left_by')}{why}）"
        said = " ".join(part for part in (who, f"{taken_from}{words}{because}", to) if part)
        return f"{said}：{message.text}" if message.text else said

    def _name(self, message: Message, key: str) -> str:
        known = message.data.get(key)
        return self.names.get(UUID(known), "") if known else ""

    def is_dropped(self, message: Message) -> bool:
        """Composed by the assistant before somebody took over, and never sent."""
        return message.kind == "answer_dropped"


async def thread_context(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID, *, before: int | None = None
) -> dict[str, Any]:
    thread = await desk.thread_for(session, staff, contact_id, before=before)
    words = await desk.readable(session, thread.messages)
    documents = {message.document_id for message in thread.messages if message.document_id}
    names = await _names(session, thread.messages)
    return {
        "thread": thread,
        "words": words,
        "plain": _hints(thread.messages, words),
        "names": names,
        "told": Told(names),
        "remaining": await which_remain(session, documents),
        "revealed": await reveals.revealed_among(session, staff, documents, _MEDIA),
    }


@dataclass(frozen=True)
class Line:
    who: str
    words: str


_SPEAKERS = {"bot": "助手", "staff": "工作人员", "system": "通知"}


async def said_since(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID, seq: int
) -> list[Line]:
    """What whoever was refused has not seen yet, to be read at one glance."""
    messages = await desk.messages_after(session, staff, contact_id, seq)
    words = await desk.readable(session, messages)
    names = await _names(session, messages)
    return [
        Line(_who(message, names), words[message.id] or labels.MESSAGE_KIND.get(message.kind, ""))
        for message in messages
    ]


def _who(message: Message, names: Mapping[UUID, str]) -> str:
    if message.direction == "inbound":
        return "本人"
    known = names.get(message.staff_id) if message.staff_id else None
    return known or _SPEAKERS.get(message.author or "bot", "助手")


async def is_revealed(
    session: AsyncSession, staff: StaffIdentity, document_id: UUID, *what: str
) -> bool:
    """One of `what` is open to them."""
    return not set(what).isdisjoint(await reveals.revealed(session, staff, document_id))


def _hints(messages: Sequence[Message], words: Mapping[UUID, str]) -> dict[UUID, str]:
    theirs = [message for message in messages if message.direction == "inbound"]
    read = {message.id: plain(words[message.id]) for message in theirs}
    return {message_id: hint for message_id, hint in read.items() if hint}


async def _names(session: AsyncSession, messages: Sequence[Message]) -> dict[UUID, str]:
    """Of everybody and every union the messages name."""
    said_by = {message.staff_id for message in messages if message.staff_id}
    about = {UUID(m.data[key]) for m in messages for key in _COLLEAGUES if m.data.get(key)}
    places = {UUID(m.data["to_union"]) for m in messages if m.data.get("to_union")}
    unions = await union_names(session, places) if places else {}
    return unions | await display_names(session, said_by | about)
