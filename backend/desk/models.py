"""Conversations that people hold: their state, who is there, drafts, canned replies, and the event feed."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, Identified, utc_now


class DeskStatus(StrEnum):
    """Beside the owner, which is the contact's own (`Contact.owner`, `owner_epoch`)."""

    open = "open"
    waiting_member = "waiting_member"  # we answered last
    snoozed = "snoozed"
    closed = "closed"


class DeskConversation(Base):
    """A conversation that needed a person. One row a contact; closed ones stay for the next time."""

    __tablename__ = "desk_conversations"
    __table_args__ = (
        Index(
            "ix_desk_conversations_open",
            "division_path",
            text("urgent DESC"),
            "waiting_since",
            postgresql_where=text("status <> 'closed'"),
        ),
        Index("ix_desk_conversations_staff", "staff_id", "status"),
        Index(
            "ix_desk_conversations_steps",
            "next_step_at",
            postgresql_where=text("next_step_at IS NOT NULL"),
        ),
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    # Raised by every change; an event carries it, so that a late one never undoes a newer.
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[str] = mapped_column(String(16), default=DeskStatus.open)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"))
    division_path: Mapped[str] = mapped_column(String(40))
    trade: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(64), default="request_human")
    urgent: Mapped[bool] = mapped_column(default=False)
    # The oldest message of the person that no person answered; never set anew by the bot's words.
    waiting_since: Mapped[datetime | None]
    queued_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    first_reply_at: Mapped[datetime | None]
    last_reply_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    # The ladder of T0 to T4, in working time: which step was taken, and when the next one is due.
    ladder_step: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_step_at: Mapped[datetime | None]
    # What the bot said and was told before this message is no business of its next turn.
    handed_back_seq: Mapped[int | None] = mapped_column(BigInteger)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    opened_at: Mapped[datetime] = mapped_column(default=utc_now)
    closed_at: Mapped[datetime | None]


class DeskEvent(Base):
    """The feed behind the pages: ids and states only, no words, no names.

    `seq` is not in the order of commits. Readers take what lies below the oldest transaction
    under way (`xid`), in the order (xid, seq): nothing can appear behind what they have read.
    """

    __tablename__ = "desk_events"
    __table_args__ = (Index("ix_desk_events_order", "xid", "seq"),)

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    xid: Mapped[int] = mapped_column(
        BigInteger, server_default=text("(pg_current_xact_id()::text)::bigint")
    )
    kind: Mapped[str] = mapped_column(String(20))  # conversation, message, case, alarm
    subject_id: Mapped[UUID]
    division_path: Mapped[str] = mapped_column(String(40))
    # Set where it concerns one staff member only, whatever the place.
    staff_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)


class StaffPresence(Base):
    """On duty by one's own switch, present by heartbeat; gone when it stops."""

    __tablename__ = "staff_presence"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    is_on_duty: Mapped[bool] = mapped_column(default=False)
    takes_automatically: Mapped[bool] = mapped_column(default=True)
    capacity: Mapped[int] = mapped_column(SmallInteger, default=5)
    heartbeat_at: Mapped[datetime | None]
    last_assigned_at: Mapped[datetime | None]
    # Of capacity, skills and shifts together: two who arrange them at once do not overwrite each other.
    arranged: Mapped[int] = mapped_column(default=0, server_default="0")
    arranged_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    arranged_at: Mapped[datetime | None]


class StaffSkill(Base):
    """A trade somebody knows; without any, all of them."""

    __tablename__ = "staff_skills"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    trade: Mapped[str] = mapped_column(String(20), primary_key=True)


class StaffPlace(Base):
    """A place somebody takes conversations of; without any, all that their roles cover."""

    __tablename__ = "staff_places"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    division_path: Mapped[str] = mapped_column(String(40), primary_key=True)


class StaffWeek(Base):
    """A week that differs from somebody's usual one; without shifts it is a week off."""

    __tablename__ = "staff_weeks"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    monday: Mapped[date] = mapped_column(primary_key=True)


class StaffShift(Base, Identified):
    """Planned duty, every week or in the week of `monday`; outside it nothing is given automatically."""

    __tablename__ = "staff_shifts"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    monday: Mapped[date | None]
    weekday: Mapped[int] = mapped_column(SmallInteger)  # 0 is Monday
    starts: Mapped[time]
    ends: Mapped[time]  # not after `starts`: on the next day


class DeskDraft(Base):
    """A reply under way, kept on the server: no change of hands may lose it."""

    __tablename__ = "desk_drafts"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


class CannedReply(Base, Identified):
    """快捷回复 of a union and the ones below it; `{姓名}`-like variables are filled when it is used."""

    __tablename__ = "canned_replies"

    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"))
    division_path: Mapped[str] = mapped_column(String(40), index=True)
    title: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    # Somebody who knows the law has read it.
    is_reviewed: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    used: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
