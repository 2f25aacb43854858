"""The draft of an application: opened, looked at, given up, found again after days."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.contracts.joining import NAME_TOKEN, ApplicationStatus, JoinState
from backend.conversations.service import forget_id_numbers, get_contact
from backend.database import Database, utc_now
from backend.documents.retention import keep_until
from backend.errors import Refused
from backend.membership import draft_rules, id_numbers
from backend.membership.employers import label_of
from backend.membership.erasing import forget_person
from backend.membership.models import (
    Application,
    ApplicationEvent,
    Member,
    Membership,
    MembershipStatus,
)
from backend.membership.phones import mask_phone
from backend.membership.sealing import open_cell
from backend.membership.trades import BY_CODE
from backend.privacy.consents import has_consented
from backend.privacy.keyring import Keyring
from backend.privacy.notice import VERSION
from backend.unions import places
from backend.unions.service import get_union

# After these no question can mend the draft: who hears them may not join, here or at all.
ENDING = frozenset({ErrorCode.already_member, ErrorCode.under_age})
_OPEN = (ApplicationStatus.draft, ApplicationStatus.submitted, ApplicationStatus.returned)


async def open_join(session: AsyncSession, keyring: Keyring, contact_id: UUID) -> JoinState:
    """The draft as it was left, a returned application reopened, else a new one.

    Raises Refused: already_member (S32), application_pending.
    """
    contact = await get_contact(session, contact_id)
    await refuse_member(session, Member.contact_id == contact_id)
    draft = await open_application(session, contact_id)
    if draft is None:
        draft = Application(
            id=uuid4(),
            contact_id=contact_id,
            scene=contact.scene,
            county_code=contact.county_code,
            status=ApplicationStatus.draft,
            typed_fields=[],
        )
        session.add(draft)
    elif draft.status == ApplicationStatus.submitted:
        raise Refused(ErrorCode.application_pending, number=draft.number)
    elif draft.status == ApplicationStatus.returned:
        draft.status = ApplicationStatus.draft
        draft.revision += 1
        session.add(ApplicationEvent(application_id=draft.id, kind="reopened"))
    await session.flush()
    return await state_of(session, keyring, draft)


async def refuse_member(session: AsyncSession, who: ColumnElement[bool]) -> None:
    """Raises Refused(already_member) with the union's name when a live membership is found."""
    row = (
        await session.execute(
            select(Membership, Member)
            .join(Member, Member.id == Membership.member_id)
            .where(who, Membership.status != MembershipStatus.ended)
            .limit(1)
        )
    ).first()
    if row is not None:
        union = await get_union(session, row[0].union_id)
        raise Refused(ErrorCode.already_member, union=union.name)


async def open_application(session: AsyncSession, contact_id: UUID) -> Application | None:
    return await session.scalar(
        select(Application).where(
            Application.contact_id == contact_id, Application.status.in_(_OPEN)
        )
    )


async def the_draft(session: AsyncSession, contact_id: UUID) -> Application:
    """Locked for the change about to be made. Raises Refused(no_open_application)."""
    draft = await session.scalar(
        select(Application)
        .where(Application.contact_id == contact_id, Application.status == ApplicationStatus.draft)
        .with_for_update()
    )
    if draft is None:
        raise Refused(ErrorCode.no_open_application)
    return draft


async def join_state(session: AsyncSession, keyring: Keyring, contact_id: UUID) -> JoinState | None:
    """The open draft; None without one, also when the application already waits or was returned."""
    draft = await open_application(session, contact_id)
    if draft is None or draft.status != ApplicationStatus.draft:
        return None
    return await state_of(session, keyring, draft)


async def state_of(session: AsyncSession, keyring: Keyring, draft: Application) -> JoinState:
    """Masks and labels only: this goes to the dialogue."""
    consented = await has_consented(session, draft.contact_id)
    number = open_cell(keyring, draft, "id_number")
    phone = open_cell(keyring, draft, "phone")
    county = places.county_by_code(draft.county_code) if draft.county_code else None
    return JoinState(
        application_id=draft.id,
        number=draft.number,
        status=ApplicationStatus(draft.status),
        missing=draft_rules.missing_fields(draft, consented=consented),
        name=NAME_TOKEN if draft.name else None,
        id_number_masked=id_numbers.mask(number) if number else None,
        valid_until=draft_rules.shown_validity(draft),
        to_type=draft_rules.fields_to_type(draft),
        trade=draft.trade,
        trade_label=BY_CODE[draft.trade].label if draft.trade else None,
        employer_label=label_of(draft.employer),
        county=draft.county_code,
        county_label=county.label if county else None,
        phone_masked=mask_phone(phone) if phone else None,
        photo_failures=draft.photo_failures,
        return_reason=draft.decision_reason if draft.number else None,
        manual_review=draft.manual_review,
        updated_at=draft.updated_at,
        notice_version=VERSION,
    )


async def cancel_join(session: AsyncSession, contact_id: UUID) -> None:
    """Given up by the person, who is told that all of it is deleted."""
    await withdraw(session, await the_draft(session, contact_id), kind="withdrawn")


async def withdraw(session: AsyncSession, draft: Application, *, kind: str) -> None:
    """Nothing of the person is kept; the photos go with the worker's next sweep (L05)."""
    await keep_until(session, (draft.portrait_id, draft.emblem_id), utc_now())
    await forget_id_numbers(session, draft.contact_id)
    forget_person(draft)
    draft.status = ApplicationStatus.withdrawn
    draft.revision += 1
    session.add(ApplicationEvent(application_id=draft.id, kind=kind))
    await session.flush()


@asynccontextmanager
async def ending_with_refusal(database: Database, contact_id: UUID) -> AsyncIterator[AsyncSession]:
    """A transaction; the draft of whom it finds unable to join is emptied although it rolls back."""
    try:
        async with database.transaction() as session:
            yield session
    except Refused as refusal:
        if refusal.code in ENDING:
            async with database.transaction() as session:
                draft = await the_draft(session, contact_id)
                await withdraw(session, draft, kind=refusal.code.value)
        raise


async def name_of(session: AsyncSession, keyring: Keyring, contact_id: UUID) -> str:
    """What NAME_TOKEN stands for: the name on the newest application, or nothing."""
    application = await session.scalar(
        select(Application)
        .where(Application.contact_id == contact_id, Application.name.is_not(None))
        .order_by(Application.created_at.desc())
        .limit(1)
    )
    return (application and open_cell(keyring, application, "name")) or "您"


async def withdraw_forgotten(session: AsyncSession, *, untouched_for: timedelta) -> None:
    """Drafts nobody came back to, and all that was in them (L05)."""
    rows = await session.scalars(
        select(Application)
        .where(
            Application.status == ApplicationStatus.draft,
            Application.updated_at < utc_now() - untouched_for,
        )
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    for draft in rows:
        await withdraw(session, draft, kind="forgotten")
