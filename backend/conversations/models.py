"""Contacts, messages in and out, turns, hand-offs. The outbox is the outbound messages not yet sent."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, Identified, utc_now


class Owner(StrEnum):
    """Who may write to the person; each change raises the conversation's `owner_epoch`."""

    bot = "bot"
    queue = "queue"
    staff = "staff"


class Direction(StrEnum):
    """An inbound message is owed an answer; an event only tells, and asks for none."""

    inbound = "inbound"
    outbound = "outbound"
    event = "event"


class Delivery(StrEnum):
    """States of an outbound message; every one ends in sent, accepted, failed, uncertain or expired.

    `notice_sent` and `noticed` may stay: the words themselves follow when the person writes again.
    """

    handed_over = "handed_over"  # given to the bot as passive reply, receipt outstanding
    queued = "queued"  # goes as customer-service message
    held = "held"  # the quota is spent or closed: waits for the person's next word
    notice_sent = "notice_sent"  # a notice about it was taken by the platform, its result not known
    noticed = "noticed"  # the notice reached the person
    sending = "sending"
    sent = "sent"  # passive reply written to the platform
    accepted = "accepted"  # customer-service message taken by the platform
    uncertain = "uncertain"
    failed = "failed"
    expired = "expired"


class TurnState(StrEnum):
    queued = "queued"
    running = "running"
    done = "done"


class Contact(Base, Identified):
    """A follower (粉丝) by openid; one thread of conversation each."""

    __tablename__ = "contacts"

    openid: Mapped[str] = mapped_column(String(64), unique=True)
    followed_at: Mapped[datetime | None]
    unfollowed_at: Mapped[datetime | None]
    # Known from a scanned QR code or a shared location, before anybody is asked.
    county_code: Mapped[str | None] = mapped_column(ForeignKey("divisions.code"))
    scene: Mapped[str | None] = mapped_column(String(64))
    last_inbound_at: Mapped[datetime | None] = mapped_column(index=True)
    owner: Mapped[str] = mapped_column(String(10), default=Owner.bot)
    owner_epoch: Mapped[int] = mapped_column(default=0)
    # The reply quota, see `quota`: when each grant was earned, and the sends counted since.
    message_earned_at: Mapped[datetime | None]
    message_sends: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    tap_earned_at: Mapped[datetime | None]
    tap_sends: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Message(Base, Identified):
    """One bubble, either way. `text` holds placeholders where ID and phone numbers stood."""

    __tablename__ = "messages"
    __table_args__ = (
        # Which codes people scanned; few messages are of these kinds.
        Index(
            "ix_messages_scanned",
            text("(data ->> 'key')"),
            postgresql_where=text("kind IN ('follow', 'scan')"),
        ),
        Index("ix_messages_thread", "contact_id", "seq"),
        Index(
            "ix_messages_outbox",
            "next_attempt_at",
            postgresql_where=text("delivery IN ('handed_over', 'queued', 'sending')"),
        ),
        Index(
            "ix_messages_waiting",
            "contact_id",
            "seq",
            postgresql_where=text("delivery IN ('held', 'queued', 'notice_sent', 'noticed')"),
        ),
        Index(
            "ix_messages_undelivered",
            "contact_id",
            postgresql_where=text("delivery IN ('held', 'failed', 'uncertain')"),
        ),
        Index("ix_messages_held", "next_attempt_at", postgresql_where=text("delivery = 'held'")),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    direction: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    # Inbound: media_id, option_id, key, coordinates. Events: choices, results, revoked and the
    # like, as in InboundMessage. Outbound: options [{id,title,payload}].
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    dedupe_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    document_id: Mapped[UUID | None]
    # bot, staff or system; None for what comes in.
    author: Mapped[str | None] = mapped_column(String(10))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    # No foreign key: the turn already points at its message, and a circle helps nobody.
    turn_id: Mapped[UUID | None] = mapped_column(index=True)
    delivery: Mapped[str | None] = mapped_column(String(12))
    next_attempt_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(40))
    sent_at: Mapped[datetime | None]
    # Bubbles joined into one customer-service message stay joined when it is tried again.
    push_id: Mapped[UUID | None]
    # Until when a held message is worth saying.
    expires_at: Mapped[datetime | None]
    # The platform's id of the notice about it, which its result names.
    notice_id: Mapped[str | None] = mapped_column(String(64))
    # When the person wrote (the platform's clock), or when we composed it.
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Turn(Base, Identified):
    """The one answer owed to one inbound message. One running turn a person keeps the order."""

    __tablename__ = "turns"
    __table_args__ = (
        Index(
            "uq_turns_one_running",
            "contact_id",
            unique=True,
            postgresql_where=text("state = 'running'"),
        ),
        Index("ix_turns_open", "contact_id", "seq", postgresql_where=text("state <> 'done'")),
        # The oldest first, also out of a long queue.
        Index("ix_turns_due", "seq", postgresql_where=text("state <> 'done'")),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), unique=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    state: Mapped[str] = mapped_column(String(10), default=TurnState.queued)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime] = mapped_column(default=utc_now)
    owner_epoch: Mapped[int] = mapped_column(default=0)
    # The person was told "received, answer follows" while the assistant was down.
    apologized: Mapped[bool] = mapped_column(default=False)
    failure: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]


class PrivateValue(Base):
    """What a placeholder in a message stands for: `[[id:1f3a9c02]]` is row 1f3a9c02."""

    __tablename__ = "private_values"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    sealed: Mapped[str] = mapped_column(Text)
    masked: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Handoff(Base, Identified):
    """转人工: somebody asked for a person. Open until staff wrote what was done."""

    __tablename__ = "handoffs"
    __table_args__ = (
        Index(
            "uq_handoffs_one_open",
            "contact_id",
            "reason",
            unique=True,
            postgresql_where=text("resolved_at IS NULL"),
        ),
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    reason: Mapped[str] = mapped_column(String(64))
    urgent: Mapped[bool] = mapped_column(default=False)
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"))
    division_path: Mapped[str] = mapped_column(String(40), index=True)
    requested_at: Mapped[datetime] = mapped_column(default=utc_now)
    due_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    resolution: Mapped[str | None] = mapped_column(Text)
    # The first word of a person, and what became of the request.
    answered_at: Mapped[datetime | None]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    # 满意度, asked once when it is closed: 1 to 3.
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    rated_at: Mapped[datetime | None]


class NoticePermission(Base):
    """What one person allowed us to send by notice (订阅通知): one send an opt-in."""

    __tablename__ = "notice_permissions"

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    template_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sends_left: Mapped[int] = mapped_column(SmallInteger, default=0)
    is_refused: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


class PlatformAlert(Base):
    """The platform refuses for a reason somebody must settle in the account; gone once a send succeeds."""

    __tablename__ = "platform_alerts"

    errcode: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(40))
    first_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_at: Mapped[datetime] = mapped_column(default=utc_now)
    count: Mapped[int] = mapped_column(default=1)
