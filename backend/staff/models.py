"""Who works in the console, with which role on which part of the tree."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, Identified, utc_now
from backend.staff.roles import Role as Role


class Staff(Base, Identified):
    """`password_hash` is argon2id. Accounts are closed, never deleted: the audit log names them."""

    __tablename__ = "staff"

    username: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(Text)
    is_active: Mapped[bool] = mapped_column(default=True)
    # Set for accounts of a service organization, which hold no role on the tree.
    service_organization_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("service_organizations.id")
    )
    failed_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class RoleBinding(Base, Identified):
    """A role on a union's division and everything below it."""

    __tablename__ = "staff_roles"
    __table_args__ = (UniqueConstraint("staff_id", "union_id", "role"),)

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"))
    role: Mapped[str] = mapped_column(String(30))


class StaffSession(Base):
    """A signed-in browser. Only the SHA-256 of the cookie is stored."""

    __tablename__ = "staff_sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]


class Reveal(Base, Identified):
    """A masked value somebody opened, with a reason, in one signed-in browser.

    Says what that browser may still show; the audit log says that it happened.
    """

    __tablename__ = "staff_reveals"
    __table_args__ = (Index("ix_staff_reveals_lookup", "session_id", "subject_id"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("staff_sessions.id", ondelete="CASCADE"))
    subject_id: Mapped[UUID]
    what: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=utc_now)
