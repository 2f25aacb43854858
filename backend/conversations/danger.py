"""Somebody told of danger and nobody closed it yet: what they say next stays with the alarm (L10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import ending
from backend.alarms.models import Alarm
from backend.alarms.rules import DANGER
from backend.cases.models import Case
from backend.cases.rules import OPEN
from backend.contracts.cases import CaseStatus
from backend.contracts.danger import Danger, DangerHeard, DangerWords
from backend.conversations import asked, owning
from backend.conversations.masking import masked_texts
from backend.conversations.models import Contact, Direction, Handoff, Message
from backend.conversations.place_words import place_in
from backend.database import utc_now
from backend.desk import requests
from backend.desk.models import DeskStatus
from backend.unions.lookup import union_names
from backend.unions.places import county_by_code, county_named_in

# While the alarm rings, and for a day after it began.
_REMEMBERED: Final = timedelta(days=1)
# The words that raised it were written a little before.
_BEFORE: Final = timedelta(minutes=5)
_IS_WORKED_ON: Final = Case.status.in_(OPEN - {CaseStatus.resolved, CaseStatus.followed_up})
_SHOWN: Final = 3
_LONGEST: Final = 120


@dataclass(frozen=True)
class Told:
    """For whoever answers: the last words since, masked, and the last place among them."""

    words: tuple[str, ...] = ()
    place: str = ""


async def danger_of(session: AsyncSession, contact_id: UUID) -> Danger | None:
    found = await _open(session, contact_id)
    if found is None:
        return None
    handoff, alarm = found
    names = await union_names(session, [handoff.union_id])
    return Danger(
        kind=alarm.kind,
        union=names[handoff.union_id],
        told_at=alarm.raised_at,
        is_seen=alarm.acknowledged_at is not None,
    )


async def hear(session: AsyncSession, contact_id: UUID, words: DangerWords) -> DangerHeard | None:
    """None once somebody closed it. The words themselves are in the thread already."""
    await owning.lock(session, contact_id)
    if await _open(session, contact_id) is None:
        return None
    place = place_in(words.text)
    county = county_by_code(words.county) if words.county else county_named_in(words.text)
    if county is not None:
        place = place or county.label
        await _bring_near(session, contact_id, county.code)
    danger = await danger_of(session, contact_id)
    return DangerHeard(**danger.model_dump(), place=place) if danger else None


async def told_since(session: AsyncSession, ringing: Iterable[Alarm]) -> dict[UUID, Told]:
    """By alarm; of those that are about a person in danger, also where it is a case by now."""
    dangers = [alarm for alarm in ringing if alarm.kind in DANGER]
    people = await _people(session, dangers)
    return {
        alarm.id: await _told(session, alarm, people[alarm.subject_id])
        for alarm in dangers
        if alarm.subject_id in people
    }


async def _people(session: AsyncSession, dangers: Iterable[Alarm]) -> dict[UUID, UUID]:
    """Whom each subject is about: the contact itself, or the case's."""
    about = {alarm.subject_id: alarm.subject_kind for alarm in dangers}
    people = {subject: subject for subject, kind in about.items() if kind == "contact"}
    if len(people) == len(about):
        return people
    rows = await session.execute(select(Case.id, Case.contact_id).where(Case.id.in_(about)))
    return people | {row.id: row.contact_id for row in rows if row.contact_id}


async def _told(session: AsyncSession, alarm: Alarm, contact_id: UUID) -> Told:
    rows = await session.scalars(
        select(Message.text)
        .where(
            Message.contact_id == contact_id,
            Message.direction == Direction.inbound,
            Message.text != "",
            Message.created_at > alarm.raised_at - _BEFORE,
        )
        .order_by(Message.seq)
    )
    said = [text[:_LONGEST] for text in await masked_texts(session, rows.all())]
    places = [place for place in map(place_in, said) if place]
    return Told(tuple(said[-_SHOWN:]), places[-1] if places else "")


async def _open(session: AsyncSession, contact_id: UUID) -> tuple[Handoff, Alarm] | None:
    """The newest wish whose alarm rings, or was taken within the day while they still wait.

    Where nobody came it became a case (backend.desk.ladder): they wait all the same.
    """
    since = utc_now() - _REMEMBERED
    rows = await session.execute(
        select(Handoff, Alarm)
        .join(
            Alarm,
            (Alarm.kind == Handoff.reason)
            & or_(Alarm.subject_id == Handoff.contact_id, Alarm.subject_id == Handoff.case_id),
        )
        .outerjoin(Case, Case.id == Handoff.case_id)
        .where(
            Handoff.contact_id == contact_id,
            Handoff.urgent,
            or_(
                Alarm.acknowledged_at.is_(None),
                (Alarm.raised_at > since)
                & or_(Handoff.resolved_at.is_(None), Handoff.resolved_by.is_(None) & _IS_WORKED_ON),
            ),
        )
        .order_by(Alarm.raised_at.desc())
        .limit(1)
    )
    found = rows.first()
    return (found[0], found[1]) if found else None


async def _bring_near(session: AsyncSession, contact_id: UUID, county_code: str) -> None:
    """Down to the county they are in, never away from one that was called, nor out of somebody's hands."""
    contact = await session.get_one(Contact, contact_id)
    contact.county_code = contact.county_code or county_code
    row = await requests.find(session, contact_id)
    union = await asked.union_for(session, county_code)
    if row is None or row.status != DeskStatus.open or row.staff_id:
        return
    if not union.division_path.startswith(f"{row.division_path}/"):
        return
    await asked.move(session, contact_id, union_id=union.id, division_path=union.division_path)
    was_at = row.union_id
    await requests.move(session, row, union)
    await ending.move(session, contact_id, to_union_id=union.id, from_union_id=was_at)
