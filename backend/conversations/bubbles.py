"""Composing what is said: which bubbles may travel together in the one passive reply. No I/O here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from backend.contracts.messages import Bubble
from backend.contracts.notices import NoticeKind
from backend.conversations.options import StoredOption

# WeChat's own limit is 2048 bytes and undocumented; the gateway stays below 1800.
PASSIVE_BYTES = 1800
_LINE_OVERHEAD = 6


@dataclass(frozen=True)
class NoticeContent:
    """The templates' words: number, result, subject, at, hint."""

    kind: NoticeKind
    values: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "values": dict(self.values)}


@dataclass(frozen=True)
class Said:
    """One bubble of an answer before it is stored; `choices` are (title, payload)."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    author: str = "bot"
    # What a notice would say of it, should it have to wait: kind and values.
    notice: NoticeContent | None = None
    # A colleague's photo: a message of its own, without words.
    photo_id: UUID | None = None
    id: UUID = field(default_factory=uuid4)

    @property
    def options(self) -> list[StoredOption]:
        """Ids name the bubble, so that a tap on an old one is recognized."""
        return [
            StoredOption(f"{self.id.hex[:12]}-{number}", title, payload)
            for number, (title, payload) in enumerate(self.choices, start=1)
        ]

    @property
    def data(self) -> dict[str, Any]:
        """What is stored beside the text."""
        data: dict[str, Any] = {}
        if self.choices:
            data["options"] = [option.as_json() for option in self.options]
        if self.notice:
            data["notice"] = self.notice.as_json()
        return data

    @property
    def byte_size(self) -> int:
        titles = sum(len(title.encode()) + _LINE_OVERHEAD for title, _ in self.choices)
        return len(self.text.encode()) + titles


def as_bubble(said: Sequence[Said]) -> Bubble:
    """Several bubbles as one message: options may only stand in the last."""
    return Bubble(
        ids=[item.id for item in said],
        text="\n\n".join(item.text for item in said),
        options=[option.as_contract() for option in said[-1].options] if said else [],
    )


def split_for_passive(said: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    """What fits into the passive reply, and what must follow as customer-service messages.

    A bubble too long for one message goes by the outbox whole: half of it said here would leave the
    other half in no table, journal or quota. So does a photo, which the platform must have first.
    """
    size = 0
    for index, item in enumerate(said):
        size += item.byte_size + (2 if index else 0)
        ends_here = item.photo_id is not None or (index and said[index - 1].choices)
        if size > PASSIVE_BYTES or ends_here:
            return list(said[:index]), list(said[index:])
    return list(said), []


def joined(waiting: Sequence[Said], most: int) -> list[Said]:
    """What goes into the next message so that all of `waiting` fits into `most`, if it can."""
    too_many = max(len(waiting) - most, 0)
    now_part, _ = split_for_passive(waiting[: too_many + 1])
    return now_part or list(waiting[:1])
