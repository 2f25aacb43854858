"""Applications, their history, members, memberships. Personal fields are sealed cells."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, Identified, utc_now
from backend.membership.statuses import MembershipStatus as MembershipStatus


class Application(Base, Identified):
    """入会申请. A draft from the first word on, so that nothing typed is ever asked twice."""

    __tablename__ = "membership_applications"
    __table_args__ = (
        Index(
            "uq_membership_applications_one_open",
            "contact_id",
            unique=True,
            postgresql_where=text("status IN ('draft', 'submitted', 'returned')"),
        ),
        # Two WeChat accounts cannot both wait with the same ID number (S32).
        Index(
            "uq_membership_applications_one_pending_person",
            "id_number_index",
            unique=True,
            postgresql_where=text("status = 'submitted'"),
        ),
        Index(
            "ix_membership_applications_scene",
            "scene",
            postgresql_where=text("scene IS NOT NULL"),
        ),
        Index("ix_membership_applications_queue", "status", "division_path", "submitted_at"),
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    status: Mapped[str] = mapped_column(String(12), default="draft")
    channel: Mapped[str] = mapped_column(String(20), default="official_account")
    scene: Mapped[str | None] = mapped_column(String(64))

    name: Mapped[str | None] = mapped_column(Text)  # sealed
    name_index: Mapped[str | None] = mapped_column(String(64), index=True)
    id_number: Mapped[str | None] = mapped_column(Text)  # sealed
    id_number_index: Mapped[str | None] = mapped_column(String(64), index=True)
    phone: Mapped[str | None] = mapped_column(Text)  # sealed
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    birth_date: Mapped[str | None] = mapped_column(Text)  # sealed ISO date
    sex: Mapped[str | None] = mapped_column(String(6))
    ethnicity: Mapped[str | None] = mapped_column(String(20))
    address: Mapped[str | None] = mapped_column(Text)  # sealed
    authority: Mapped[str | None] = mapped_column(String(60))
    valid_until: Mapped[date | None]
    valid_long_term: Mapped[bool] = mapped_column(default=False)
    # What OCR read, as sealed JSON, to stand beside what the person changed.
    reading: Mapped[str | None] = mapped_column(Text)
    # EditableField names of what stands on the card and was typed or corrected by the person.
    typed_fields: Mapped[list[str]] = mapped_column(JSONB, default=list)
    identity_confirmed_at: Mapped[datetime | None]
    portrait_id: Mapped[UUID | None] = mapped_column(ForeignKey("documents.id"))
    emblem_id: Mapped[UUID | None] = mapped_column(ForeignKey("documents.id"))
    # The person may type when the photos cannot be read.
    photo_failures: Mapped[int] = mapped_column(default=0)

    trade: Mapped[str | None] = mapped_column(String(20))  # exactly one, S34
    employer: Mapped[str | None] = mapped_column(String(80))  # canonical name, "" = none
    employer_text: Mapped[str | None] = mapped_column(String(200))  # as said
    county_code: Mapped[str | None] = mapped_column(ForeignKey("divisions.code"))
    division_path: Mapped[str | None] = mapped_column(String(40))
    union_id: Mapped[UUID | None] = mapped_column(ForeignKey("unions.id"))  # county, S24
    reviewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("unions.id"))  # city, S23

    # [{check, result: ok|warn|stop, note}] as of submission.
    checks: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    manual_review: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
    submitted_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    decision_reason: Mapped[str | None] = mapped_column(Text)
    # Raised by every change; a decision on an older revision is refused.
    revision: Mapped[int] = mapped_column(default=0)


class ApplicationEvent(Base, Identified):
    """The history of an application, oldest first."""

    __tablename__ = "membership_application_events"

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("membership_applications.id"), index=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str | None] = mapped_column(Text)


class Member(Base, Identified):
    """A person, once: the blind index of the ID number is unique (S32)."""

    __tablename__ = "members"

    number: Mapped[str] = mapped_column(String(20), unique=True)
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    name: Mapped[str] = mapped_column(Text)  # sealed
    name_index: Mapped[str] = mapped_column(String(64), index=True)
    id_number: Mapped[str] = mapped_column(Text)  # sealed
    id_number_index: Mapped[str] = mapped_column(String(64), unique=True)
    phone: Mapped[str] = mapped_column(Text)  # sealed
    phone_index: Mapped[str] = mapped_column(String(64), index=True)
    birth_date: Mapped[str] = mapped_column(Text)  # sealed
    sex: Mapped[str] = mapped_column(String(6))
    trade: Mapped[str] = mapped_column(String(20), index=True)
    employer: Mapped[str | None] = mapped_column(String(80), index=True)
    employer_text: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Membership(Base, Identified):
    """会籍: which union a member belongs to, from when to when; one live at a time."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_one_live",
            "member_id",
            unique=True,
            postgresql_where=text("status <> 'ended'"),
        ),
        Index("ix_memberships_roster", "division_path", "status"),
    )

    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), index=True)
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True)
    division_path: Mapped[str] = mapped_column(String(40))
    application_id: Mapped[UUID | None] = mapped_column(ForeignKey("membership_applications.id"))
    status: Mapped[str] = mapped_column(String(12), default=MembershipStatus.active)
    since: Mapped[date]
    until: Mapped[date | None]


class Counter(Base):
    """Consecutive numbers without gaps under concurrency: one row each, locked while counted."""

    __tablename__ = "counters"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)
