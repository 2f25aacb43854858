"""Alarms and the duty phones they ring."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, Identified, utc_now


class Alarm(Base, Identified):
    """Somebody must look now. Rings again, further up, until somebody has acknowledged it."""

    __tablename__ = "alarms"
    __table_args__ = (
        Index(
            "uq_alarms_one_open",
            "kind",
            "subject_id",
            unique=True,
            postgresql_where=text("acknowledged_at IS NULL"),
        ),
        Index("ix_alarms_subject", "subject_id", "raised_at"),
        Index(
            "ix_alarms_ringing",
            "next_page_at",
            postgresql_where=text("acknowledged_at IS NULL"),
        ),
    )

    # express_crisis, report_emergency, urgent_case, incident, breached, nobody_there …
    kind: Mapped[str] = mapped_column(String(24))
    subject_kind: Mapped[str] = mapped_column(String(16))  # contact, case, incident
    subject_id: Mapped[UUID]
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"))
    division_path: Mapped[str] = mapped_column(String(40), index=True)
    raised_at: Mapped[datetime] = mapped_column(default=utc_now)
    # The union it has climbed to: county, city, province.
    level: Mapped[int] = mapped_column(SmallInteger, default=0)
    pages: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_page_at: Mapped[datetime | None] = mapped_column(default=utc_now)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))


class DutyPhone(Base):
    """Where a union's duty officer is reached: a webhook of its own (企业微信群机器人, SMS gateway)."""

    __tablename__ = "duty_phones"

    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), primary_key=True)
    webhook_url: Mapped[str] = mapped_column(String(500))
    updated_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
