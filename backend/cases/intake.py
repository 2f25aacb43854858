"""The draft of a request for help: opened with a story, answered question by question, found again after days."""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import forms, intake_facts, limits
from backend.cases.known_phone import earlier_phone
from backend.cases.models import CaseDraft
from backend.cases.urgency import urgent_reason
from backend.contracts.cases import CaseKind, IntakeField, IntakeState, OpenIntake
from backend.contracts.errors import ErrorCode
from backend.conversations.service import get_contact
from backend.database import utc_now
from backend.documents.retention import keep_until
from backend.errors import Refused
from backend.membership.phones import mask_phone
from backend.membership.standing import standing_of
from backend.privacy.consents import has_consented
from backend.privacy.keyring import Keyring
from backend.privacy.notice import VERSION
from backend.unions import places
from backend.working_time.rules import CHINA

# Kept in `facts` beside the fields, for the draft alone.
ASKED, COUNTY_CODE = "asked", "county_code"
_OF_THE_DRAFT = frozenset({ASKED, COUNTY_CODE})
_LEFT_ON = IntakeField.left_on.value
_DAYS = frozenset({_LEFT_ON, IntakeField.happened_on.value})
_PUTS_RIGHT = re.compile(r"其实|错了|不是|不对|应该是|改成|准确")
_LONGEST_STORY = 4000
_SHOWN_STORY = 60


def today() -> date:
    return datetime.now(CHINA).date()


async def open_intake(
    session: AsyncSession, keyring: Keyring, contact_id: UUID, opening: OpenIntake
) -> IntakeState:
    """Go on with the open draft or begin one; what is told now is added, never lost.

    A draft of another kind takes the new kind: the older trouble stays in its story.
    """
    draft = await open_draft(session, contact_id, lock=True)
    if draft is None:
        draft = await _new_draft(session, contact_id, opening.kind)
    elif opening.story and draft.kind != opening.kind:
        draft.kind = opening.kind
    draft.assumed = []
    if opening.story:
        add_story(draft, opening.story)
    await session.flush()
    return await state_of(session, keyring, draft)


async def _new_draft(session: AsyncSession, contact_id: UUID, kind: CaseKind) -> CaseDraft:
    """What is known of the person is not asked again: where they work, their trade."""
    contact = await get_contact(session, contact_id)
    county = places.county_by_code(contact.county_code) if contact.county_code else None
    facts: dict[str, Any] = {}
    if county is not None:
        facts = {IntakeField.county.value: county.label, COUNTY_CODE: county.code}
    draft = CaseDraft(
        id=uuid4(),
        contact_id=contact_id,
        kind=kind,
        facts=facts,
        assumed=[],
        skipped=[],
        documents=[],
    )
    session.add(draft)
    await session.flush()
    return draft


def add_story(draft: CaseDraft, story: str) -> None:
    """Behind what was told before; facts it holds are taken where none are yet."""
    before = str(draft.facts.get(IntakeField.story.value, ""))
    if story.strip() not in before:
        whole = f"{before}\n{story.strip()}".strip()[:_LONGEST_STORY]
        draft.facts = draft.facts | {IntakeField.story.value: whole}
    take_told(draft, story)


def take_told(draft: CaseDraft, text: str, *, but: str = "") -> None:
    """What a sentence says beside its point is noted as assumed, to be said back once."""
    told = intake_facts.told_in(CaseKind(draft.kind), text, today=today(), known=draft.facts)
    told.pop(but, None)
    draft.facts = draft.facts | told
    draft.assumed = [*draft.assumed, *(name for name in told if name not in _OF_THE_DRAFT)]


def tell_anew(draft: CaseDraft, text: str) -> None:
    """Days put right in the story: no question corrects them, and limits are counted from them.

    Not every day is one: 「昨天去问，人家说不管」 tells nothing of when it happened.
    """
    known = {name: value for name, value in draft.facts.items() if name not in _DAYS}
    told = intake_facts.told_in(CaseKind(draft.kind), text, today=today(), known=known)
    puts_right = _PUTS_RIGHT.search(text) is not None
    days = {
        name: day
        for name, day in told.items()
        if name in _DAYS and day != draft.facts.get(name) and (puts_right or name == _LEFT_ON)
    }
    draft.facts = draft.facts | days
    draft.assumed = [*draft.assumed, *days]


async def open_draft(
    session: AsyncSession, contact_id: UUID, *, lock: bool = False
) -> CaseDraft | None:
    found = select(CaseDraft).where(
        CaseDraft.contact_id == contact_id, CaseDraft.ended_at.is_(None)
    )
    return await session.scalar(found.with_for_update() if lock else found)


async def the_draft(session: AsyncSession, contact_id: UUID) -> CaseDraft:
    """Locked for the change about to be made. Raises Refused(no_open_intake)."""
    draft = await open_draft(session, contact_id, lock=True)
    if draft is None:
        raise Refused(ErrorCode.no_open_intake)
    return draft


async def intake_state(
    session: AsyncSession, keyring: Keyring, contact_id: UUID
) -> IntakeState | None:
    draft = await open_draft(session, contact_id)
    return await state_of(session, keyring, draft) if draft else None


async def cancel_intake(session: AsyncSession, contact_id: UUID) -> None:
    """Given up by the person: what was told goes, and the photos with the worker's next sweep."""
    await forget(session, await the_draft(session, contact_id))


async def forget(session: AsyncSession, draft: CaseDraft) -> None:
    await keep_until(session, map(UUID, draft.documents), utc_now())
    draft.facts, draft.assumed, draft.documents = {}, [], []
    draft.name = draft.phone = None
    draft.ended_at = utc_now()
    await session.flush()


def urgency_of(draft: CaseDraft) -> str | None:
    """Why it may not wait (L10)."""
    people = draft.facts.get(IntakeField.people.value)
    return urgent_reason(
        str(draft.facts.get(IntakeField.story.value, "")),
        people_count=people if isinstance(people, int) else 1,
        facts=draft.facts,
    )


def missing_in(draft: CaseDraft, *, has_phone: bool) -> list[IntakeField]:
    asked: list[str] = draft.facts.get(ASKED, [])
    return forms.missing(
        forms.Progress(
            CaseKind(draft.kind),
            draft.facts,
            skipped=draft.skipped,
            answered=asked,
            has_phone=has_phone,
            has_evidence=bool(draft.documents),
            urgent=urgency_of(draft) is not None,
        )
    )


async def state_of(session: AsyncSession, keyring: Keyring, draft: CaseDraft) -> IntakeState:
    """Labels and masks only: this goes to the dialogue."""
    kind = CaseKind(draft.kind)
    phone = (
        phone_in(keyring, draft)
        or (await standing_of(session, keyring, contact_id=draft.contact_id)).phone
    )
    missing = missing_in(draft, has_phone=bool(phone))
    ask = missing[0] if missing else None
    known = ask is IntakeField.phone and await earlier_phone(session, keyring, draft.contact_id)
    return IntakeState(
        draft_id=draft.id,
        kind=kind,
        kind_label=forms.KIND_LABELS[kind],
        ask=ask,
        options=forms.options_of(ask) if ask else [],
        is_optional=ask is not None and forms.is_optional(kind, ask),
        missing=missing,
        summary=_summary(draft, phone),
        assumed=_assumed(draft),
        evidence_count=len(draft.documents),
        known_phone=mask_phone(known) if known else "",
        urgent=urgency_of(draft) is not None,
        limits=limits.sentences(kind, draft.facts, today=today()),
        has_consented=await has_consented(session, draft.contact_id),
        notice_version=VERSION,
        updated_at=draft.updated_at,
    )


def _assumed(draft: CaseDraft) -> list[tuple[str, str]]:
    return [
        (forms.FIELD_LABELS[field], intake_facts.shown(field, draft.facts[name], assumed=True))
        for name in draft.assumed
        if (field := IntakeField(name)) is not IntakeField.trade and name in draft.facts
    ]


def _summary(draft: CaseDraft, phone: str) -> list[tuple[str, str]]:
    """In the order of the form; the story is shortened, the phone masked."""
    kind, facts = CaseKind(draft.kind), draft.facts
    lines = [("类别", forms.KIND_LABELS[kind])]
    for field in forms.FORMS[kind].asks:
        if field.value not in facts:
            continue
        said = intake_facts.shown(field, facts[field.value])
        if field is IntakeField.story:
            said = said if len(said) <= _SHOWN_STORY else said[:_SHOWN_STORY] + "…"
        lines.append((forms.FIELD_LABELS[field], said))
    if draft.documents:
        lines.append((forms.FIELD_LABELS[IntakeField.evidence], f"{len(draft.documents)}份"))
    if phone:
        lines.append((forms.FIELD_LABELS[IntakeField.phone], mask_phone(phone)))
    return lines


def phone_in(keyring: Keyring, draft: CaseDraft) -> str:
    return _open(keyring, draft, "phone")


def name_in(keyring: Keyring, draft: CaseDraft) -> str:
    return _open(keyring, draft, "name")


def _open(keyring: Keyring, draft: CaseDraft, column: str) -> str:
    sealed: str | None = getattr(draft, column)
    return keyring.open_text(sealed, aad=_aad(draft, column)) if sealed else ""


def seal(keyring: Keyring, draft: CaseDraft, column: str, text: str) -> None:
    setattr(draft, column, keyring.seal_text(text, aad=_aad(draft, column)))


def _aad(draft: CaseDraft, column: str) -> str:
    return f"case_drafts|{column}|{draft.id}"
