"""The account's menu: what is configured, what people see, and publishing it (province only)."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.contracts.menu import MenuState
from backend.conversations.gateway import Gateway, GatewayUnavailable, PlatformRefused
from backend.database import Database
from backend.errors import NotAllowed, Refused
from backend.outreach.models import MenuPublication, Publication
from backend.privacy import audit
from backend.staff.identity import StaffIdentity


async def menu_state(gateway: Gateway, staff: StaffIdentity) -> MenuState | None:
    """None while the bot cannot be reached."""
    _require_province(staff)
    try:
        return await gateway.menu()
    except (GatewayUnavailable, PlatformRefused):
        return None


async def publish_menu(
    database: Database, gateway: Gateway, staff: StaffIdentity, fingerprint: str
) -> Publication:
    """Written down before the platform is asked, and again when it has answered."""
    state = await menu_state(gateway, staff)
    if state is None:
        return Publication.not_sent
    if not fingerprint or state.fingerprint != fingerprint:
        return Publication.changed
    async with database.transaction() as session:
        publication_id = await _begin(session, staff, state)
    outcome, errcode = await _outcome(gateway, fingerprint)
    async with database.transaction() as session:
        await _end(session, staff, publication_id, outcome, errcode)
    return outcome


async def last_publication(session: AsyncSession) -> MenuPublication | None:
    return await session.scalar(
        select(MenuPublication).order_by(MenuPublication.at.desc()).limit(1)
    )


def _require_province(staff: StaffIdentity) -> None:
    if not staff.may_change_account:
        raise NotAllowed("the account's menu is the province's")


async def _outcome(gateway: Gateway, fingerprint: str) -> tuple[Publication, int | None]:
    try:
        await gateway.publish_menu(fingerprint)
    except PlatformRefused as refusal:
        return Publication.refused, refusal.errcode
    except Refused as refusal:
        is_changed = refusal.code is ErrorCode.conflict
        return (Publication.changed if is_changed else Publication.refused), None
    except GatewayUnavailable:
        return Publication.unknown, None
    return Publication.published, None


async def _begin(session: AsyncSession, staff: StaffIdentity, state: MenuState) -> UUID:
    publication = MenuPublication(
        staff_id=staff.id,
        fingerprint=state.fingerprint,
        menu=[entry.model_dump(mode="json") for entry in state.configured],
    )
    session.add(publication)
    await session.flush()
    await _audit(session, staff, publication.id, "menu_ordered", state.fingerprint)
    return publication.id


async def _end(
    session: AsyncSession,
    staff: StaffIdentity,
    publication_id: UUID,
    outcome: Publication,
    errcode: int | None,
) -> None:
    await session.execute(
        update(MenuPublication)
        .where(MenuPublication.id == publication_id)
        .values(outcome=outcome.value, errcode=errcode)
    )
    await _audit(session, staff, publication_id, f"menu_{outcome.value}", errcode)


async def _audit(
    session: AsyncSession, staff: StaffIdentity, subject: UUID, action: str, said: object
) -> None:
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action=action,
        subject_kind="menu_publication",
        subject_id=subject,
        data={"said": said},
    )
