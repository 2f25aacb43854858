"""Somebody told of danger and nobody closed it yet: what they say next stays with the alarm (L10)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.dangers import Rung, dangers_about
from backend.cases.person import people_of, worked_on
from backend.contracts.danger import Danger, DangerHeard, DangerWords
from backend.conversations import asked, nearing, owning
from backend.conversations.masking import masked_texts
from backend.conversations.models import Contact, Direction, Handoff, Message
from backend.conversations.place_words import county_they_are_in, place_in
from backend.database import utc_now
from backend.unions.lookup import union_names
from backend.unions.places import county_by_code

# While the alarm rings, and for a day after it began.
_REMEMBERED: Final = timedelta(days=1)
# The words that raised it were written a little before.
_BEFORE: Final = timedelta(minutes=5)
_READ: Final = 50
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
        is_seen=alarm.is_taken,
    )


async def hear(session: AsyncSession, contact_id: UUID, words: DangerWords) -> DangerHeard | None:
    """None once somebody closed it. The words themselves are in the thread already."""
    await owning.lock(session, contact_id)
    if await _open(session, contact_id) is None:
        return None
    place = place_in(words.text)
    county = county_by_code(words.county) if words.county else county_they_are_in(words.text)
    if county is not None:
        place = place or county.label
        await _bring_near(session, contact_id, county.code)
    danger = await danger_of(session, contact_id)
    return DangerHeard(**danger.model_dump(), place=place) if danger else None


async def told_since(session: AsyncSession, dangers: Collection[Rung]) -> dict[UUID, Told]:
    """By alarm."""
    cases = [alarm.subject_id for alarm in dangers if alarm.subject_kind == "case"]
    of_cases = await people_of(session, cases) if cases else {}
    told = {}
    for alarm in dangers:
        is_case = alarm.subject_kind == "case"
        contact_id = of_cases.get(alarm.subject_id) if is_case else alarm.subject_id
        if contact_id is not None:
            told[alarm.id] = await _told(session, alarm, contact_id)
    return told


async def _told(session: AsyncSession, alarm: Rung, contact_id: UUID) -> Told:
    rows = await session.scalars(
        select(Message.text)
        .where(
            Message.contact_id == contact_id,
            Message.direction == Direction.inbound,
            Message.text != "",
            Message.created_at > alarm.raised_at - _BEFORE,
        )
        .order_by(Message.seq.desc())
        .limit(_READ)
    )
    newest = rows.all()[::-1]
    said = [text[:_LONGEST] for text in await masked_texts(session, newest)]
    places = [place for place in map(place_in, said) if place]
    return Told(tuple(said[-_SHOWN:]), places[-1] if places else "")


async def _open(session: AsyncSession, contact_id: UUID) -> tuple[Handoff, Rung] | None:
    """The newest alarm that rings, or was taken within the day while they still wait, and its wish.

    Where nobody came it became a case (backend.desk.ladder): they wait all the same.
    """
    rows = await session.scalars(
        select(Handoff)
        .where(Handoff.contact_id == contact_id, Handoff.urgent)
        .order_by(Handoff.requested_at.desc())
        .execution_options(populate_existing=True)
    )
    wishes = rows.all()
    if not wishes:
        return None
    cases = [wish.case_id for wish in wishes if wish.case_id]
    waiting = await worked_on(session, cases) if cases else set()
    for alarm in await dangers_about(session, [contact_id, *cases]):
        for wish in wishes:
            is_its_own = alarm.kind == wish.reason and alarm.subject_id in {
                contact_id,
                wish.case_id,
            }
            if is_its_own and (not alarm.is_taken or _still_waits(wish, alarm, waiting)):
                return wish, alarm
    return None


def _still_waits(wish: Handoff, alarm: Rung, waiting: Collection[UUID]) -> bool:
    if alarm.raised_at <= utc_now() - _REMEMBERED:
        return False
    is_in_case = wish.resolved_by is None and wish.case_id in waiting
    return wish.resolved_at is None or is_in_case


async def _bring_near(session: AsyncSession, contact_id: UUID, county_code: str) -> None:
    contact = await session.get_one(Contact, contact_id)
    contact.county_code = contact.county_code or county_code
    await nearing.who_has(session, contact_id, await asked.union_for(session, county_code))
