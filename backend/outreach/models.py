"""QR codes as the platform made them, drives (建会行动), and who published which menu."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, Identified, utc_now


class QrCode(Base, Identified):
    """A permanent code. The row comes first, so that one scene is asked for once.

    What somebody means by scanning it is written here too: no join while a message is recorded.
    """

    __tablename__ = "qr_codes"

    scene: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(10))  # SceneKind
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True)
    division_path: Mapped[str] = mapped_column(String(40), index=True)
    # None: the union serves several counties, so the person is asked.
    county_code: Mapped[str | None] = mapped_column(ForeignKey("divisions.code"))
    drive_id: Mapped[UUID | None] = mapped_column(ForeignKey("unionization_drives.id"), unique=True)
    ticket: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    # Asked for at, by whoever asks the platform now; None when nobody does.
    asked_at: Mapped[datetime | None]
    # The platform's refusal, 0 for no answer; None when nothing went wrong.
    errcode: Mapped[int | None]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    made_at: Mapped[datetime | None]


class UnionizationDrive(Base, Identified):
    """集中建会行动: a union works on employers (or one employer) for some weeks."""

    __tablename__ = "unionization_drives"
    # Two clicks at once start one drive.
    __table_args__ = (UniqueConstraint("union_id", "name"),)

    name: Mapped[str] = mapped_column(String(40))
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True)
    division_path: Mapped[str] = mapped_column(String(40), index=True)
    employer: Mapped[str | None] = mapped_column(String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # the last day
    created_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Publication(StrEnum):
    ordered = "ordered"  # nobody came back to say how it ended
    published = "published"
    refused = "refused"
    changed = "changed"  # the file was another one by then
    not_sent = "not_sent"  # the bot was away before anything was sent; never stored
    unknown = "unknown"  # no answer: the platform may have taken it


class MenuPublication(Base, Identified):
    """Somebody pressed 发布. The menu itself is the platform's; this is who, when, what came of it."""

    __tablename__ = "menu_publications"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    menu: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    outcome: Mapped[str] = mapped_column(String(12), default=Publication.ordered)
    errcode: Mapped[int | None]
