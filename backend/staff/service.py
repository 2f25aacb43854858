"""Sign in and out, find out who asks, open accounts and give roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.organizations import organization_names
from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.errors import Refused
from backend.privacy import audit
from backend.staff import rules
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role, RoleBinding, Staff
from backend.staff.passwords import hash_password, is_right_password
from backend.staff.rules import Binding
from backend.staff.sessions import (
    Lifetimes,
    end_session,
    end_sessions_of,
    resume_session,
    start_session,
)
from backend.unions.lookup import unions_by_id
from backend.unions.service import get_union


@dataclass(frozen=True)
class SignIn:
    """`token` is the cookie, or None; then `locked_until` says whether waiting helps."""

    token: str | None = None
    locked_until: datetime | None = None


async def sign_in(
    session: AsyncSession, username: str, password: str, lifetimes: Lifetimes
) -> SignIn:
    """Returns its refusal instead of raising it: the count of failures must be committed."""
    now = utc_now()
    staff = await session.scalar(
        # The weaker lock: whatever names this colleague is written meanwhile.
        select(Staff).where(Staff.username == username.strip()).with_for_update(key_share=True)
    )
    if staff is not None and staff.locked_until is not None and now < staff.locked_until:
        return SignIn(locked_until=staff.locked_until)
    right = await is_right_password(staff.password_hash if staff else None, password)
    if staff is None or not staff.is_active:
        return SignIn()
    if not right:
        return await _count_failure(session, staff, now)
    staff.failed_attempts, staff.locked_until = 0, None
    token, _ = await start_session(session, staff, lifetimes, now)
    await _audit(session, staff, "staff_signed_in", actor_id=staff.id)
    return SignIn(token=token)


async def _count_failure(session: AsyncSession, staff: Staff, now: datetime) -> SignIn:
    staff.failed_attempts += 1
    lock = rules.lock_after(staff.failed_attempts)
    if lock is None:
        return SignIn()
    staff.locked_until = now + lock
    await _audit(session, staff, "staff_locked", data={"failures": staff.failed_attempts})
    return SignIn(locked_until=staff.locked_until)


async def current_staff(
    session: AsyncSession, token: str, lifetimes: Lifetimes, *, is_activity: bool = True
) -> StaffIdentity | None:
    """None when the cookie is unknown, too old, idle for too long, or the account was closed."""
    found = await resume_session(session, token, lifetimes, utc_now(), is_activity=is_activity)
    if found is None:
        return None
    row, staff = found
    return await identity_of(session, staff, session_id=row.id, csrf_token=row.csrf_token)


async def identity_of(
    session: AsyncSession, staff: Staff, *, session_id: str = "", csrf_token: str = ""
) -> StaffIdentity:
    """Three short queries with the session's: every fragment of every page asks."""
    rows = await session.scalars(
        select(RoleBinding).where(RoleBinding.staff_id == staff.id).order_by(RoleBinding.id)
    )
    roles = rows.all()
    unions = await unions_by_id(session, (role.union_id for role in roles))
    held = [(Role(role.role), unions[role.union_id]) for role in roles]
    return StaffIdentity(
        id=staff.id,
        username=staff.username,
        display_name=staff.display_name,
        bindings=tuple(Binding(role, union.id, union.division_path) for role, union in held),
        acting_for=await _acting_for(session, staff, [union.name for _, union in held]),
        service_organization_id=staff.service_organization_id,
        session_id=session_id,
        csrf_token=csrf_token,
    )


async def _acting_for(
    session: AsyncSession, staff: Staff, unions: Sequence[str]
) -> tuple[str, ...]:
    if staff.service_organization_id is None:
        return tuple(dict.fromkeys(unions))
    names = await organization_names(session, [staff.service_organization_id])
    return tuple(names.values())


async def sign_out(session: AsyncSession, staff: StaffIdentity) -> None:
    await end_session(session, staff.session_id)
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action="staff_signed_out",
        subject_kind="staff",
        subject_id=staff.id,
    )


async def find_staff(session: AsyncSession, username: str) -> Staff | None:
    return await session.scalar(select(Staff).where(Staff.username == username))


async def display_names(session: AsyncSession, staff_ids: set[UUID]) -> dict[UUID, str]:
    rows = await session.execute(
        select(Staff.id, Staff.display_name).where(Staff.id.in_(staff_ids))
    )
    return {row.id: row.display_name for row in rows.all()}


async def create_staff(
    session: AsyncSession,
    *,
    username: str,
    display_name: str,
    password: str,
    service_organization_id: UUID | None = None,
) -> Staff:
    """With a service organization it is one of its accounts, which hold no role on the tree (S45)."""
    _check_length(password)
    if await find_staff(session, username) is not None:
        raise Refused(ErrorCode.conflict, f"username {username} is taken")
    staff = Staff(
        username=username,
        display_name=display_name,
        password_hash=await hash_password(password),
        service_organization_id=service_organization_id,
    )
    session.add(staff)
    await session.flush()
    await _audit(session, staff, "staff_created")
    return staff


async def bind_role(session: AsyncSession, staff: Staff, union_id: UUID, role: Role) -> None:
    """Idempotent. Accounts of a service organization hold no place (S45)."""
    if staff.service_organization_id is not None or role is Role.service_staff:
        raise Refused(ErrorCode.invalid_payload, "a service organization's account holds no place")
    bound = await session.scalar(
        select(RoleBinding).where(
            RoleBinding.staff_id == staff.id,
            RoleBinding.union_id == union_id,
            RoleBinding.role == role,
        )
    )
    if bound is not None:
        return
    union = await get_union(session, union_id)
    session.add(RoleBinding(staff_id=staff.id, union_id=union.id, role=role))
    await _audit(session, staff, "staff_role_bound", data={"union": union.code, "role": role})


async def change_password(session: AsyncSession, staff: Staff, password: str) -> None:
    """For who forgot it, or whose it no longer is alone: signs out everywhere, and unlocks."""
    _check_length(password)
    staff.password_hash = await hash_password(password)
    staff.failed_attempts, staff.locked_until = 0, None
    await end_sessions_of(session, staff)
    await _audit(session, staff, "staff_password_changed")


def _check_length(password: str) -> None:
    if len(password) < rules.SHORTEST_PASSWORD:
        raise Refused(ErrorCode.invalid_payload, "password too short")


async def close_account(session: AsyncSession, staff: Staff) -> None:
    """Signs the person out everywhere at once."""
    staff.is_active = False
    await end_sessions_of(session, staff)
    await _audit(session, staff, "staff_closed")


async def _audit(
    session: AsyncSession,
    staff: Staff,
    action: str,
    *,
    actor_id: UUID | None = None,
    data: dict[str, object] | None = None,
) -> None:
    await audit.record(
        session,
        actor=audit.Actor.staff if actor_id else audit.Actor.system,
        actor_id=actor_id,
        action=action,
        subject_kind="staff",
        subject_id=staff.id,
        data=data,
    )
