"""The history of a case as staff read it: what happened, who did it, what the person saw."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.kinds import EventKind
from backend.cases.models import CaseEvent
from backend.cases.referring import BY_SENDER
from backend.cases.telling import SAYS_THE_NOTE
from backend.console import case_words as words
from backend.console.formats import full_time
from backend.conversations.masking import masked_texts
from backend.privacy.audit import Actor
from backend.privacy.keyring import Keyring

_NOTES = {EventKind.noted}
_LATE = {EventKind.breached}
_CODES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "clock": ("时限", words.CLOCK),
    "kind": ("类别", words.KIND),
    "class": ("难度", words.CLASS),
    "stage": ("进展到", words.STAGE),
    "level": ("档案", words.HARDSHIP_LEVEL),
    "for_whom": ("等", words.WAITING_FOR),
}
_NAMES = {
    "staff_id": "交给",
    "to_staff_id": "交给",
    "to_union_id": "转给",
    "union_id": "由",
    "service_organization_id": "转给",
    "to_service_organization_id": "转给",
    "from_service_organization_id": "交回的",
}
# Of cases that were merged, by number: in the one's history, and in the other's.
_NUMBERS = {
    "into": "并入",
    "from": "原来并入",
    "merged": "并进来的",
    "unmerged": "分出去的",
}
_EXTENDED = "延到"
_TIMES = {"until": "等到", "due_at": "新时限", "new_due_at": "新时限"}


@dataclass(frozen=True)
class Entry:
    """`parts` are the note, cut where a colleague is named.

    `hides_note`: the person hears of the step, but reads nothing of the note.
    """

    id: UUID
    at: datetime
    title: str
    who: str
    note: str
    parts: tuple[tuple[str, bool], ...]
    lines: tuple[str, ...]
    is_note: bool
    was_seen: bool
    hides_note: bool
    is_late: bool


async def entries(
    session: AsyncSession,
    events: Sequence[CaseEvent],
    names: Mapping[UUID, str],
    colleagues: Mapping[str, str],
    *,
    phones: Keyring | None = None,
) -> list[Entry]:
    """`names` are those of staff, unions and organizations, by id; `colleagues` by username."""
    notes = await masked_texts(session, [event.note for event in events], phones=phones)
    return [
        _entry(event, note, names, colleagues) for event, note in zip(events, notes, strict=True)
    ]


def _entry(
    event: CaseEvent, note: str, names: Mapping[UUID, str], colleagues: Mapping[str, str]
) -> Entry:
    by = names.get(event.staff_id, "") if event.staff_id else ""
    return Entry(
        id=event.id,
        at=event.at,
        title=_title(event),
        who=by or words.ACTOR.get(event.actor, event.actor),
        note=note,
        parts=tuple(_cut(note, colleagues)),
        lines=tuple(_lines(event, names)),
        is_note=event.kind in _NOTES,
        was_seen=not event.is_internal,
        hides_note=bool(note) and event.actor == Actor.staff and event.kind not in SAYS_THE_NOTE,
        is_late=event.kind in _LATE,
    )


def _title(event: CaseEvent) -> str:
    if event.kind == EventKind.added and event.staff_id is not None:
        return words.ADDED_BY_STAFF
    if event.kind == EventKind.referral_declined and event.data.get("by") == BY_SENDER:
        return words.TAKEN_BACK
    return words.EVENT.get(event.kind, event.kind)


def _lines(event: CaseEvent, names: Mapping[UUID, str]) -> Iterable[str]:
    for key, value in event.data.items():
        if key in _CODES and value is not None:
            label, known = _CODES[key]
            yield f"{label}：{known.get(str(value), value)}"
        elif key in _NAMES and value:
            name = names.get(UUID(str(value)))
            yield f"{_NAMES[key]}：{name}" if name else ""
        elif key in _NUMBERS and value:
            yield f"{_NUMBERS[key]}：{value}"
        elif key in _TIMES and value:
            label = _EXTENDED if event.kind == EventKind.extended else _TIMES[key]
            yield f"{label}：{_moment(str(value))}"
        elif key == "tags":
            yield f"标签：{'、'.join(value) or '没有'}"
        elif key == "fields" and value != ["tags"]:
            changed = dict.fromkeys(words.COLUMN.get(column, column) for column in value)
            yield f"改了：{'、'.join(changed)}"
        elif key == "score" and value is not None:
            yield f"评价：{words.SCORE.get(int(value), value)}"


def _moment(said: str) -> str:
    """A day stays a day; a moment is told in China's time."""
    if len(said) == len("2026-01-01"):
        return date.fromisoformat(said).isoformat()
    return full_time(datetime.fromisoformat(said))[:16]


def _cut(note: str, colleagues: Mapping[str, str]) -> Iterable[tuple[str, bool]]:
    """Colleagues by the name people know them by. Longest first: 「@wang2」 is not 「@wang」."""
    known = "|".join(re.escape(name) for name in sorted(colleagues, key=len, reverse=True))
    if not known:
        return [(note, False)]
    pieces = re.split(rf"@({known})(?![\w.-])", note)
    return [
        (f"@{colleagues[piece]}", True) if index % 2 else (piece, False)
        for index, piece in enumerate(pieces)
        if piece
    ]
