"""The work calendar: which days are worked, and from when to when. Seeded, then edited by staff."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, Identified, utc_now


class WorkDay(Base):
    """A day that differs from its weekday: a holiday, or a weekend worked instead (调休)."""

    __tablename__ = "work_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(40))
    updated_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


class WorkYear(Base):
    """A year whose holidays are in the table; `is_official` once the State Council's notice is in.

    Before that only the days fixed by law are known and no weekend is worked instead.
    """

    __tablename__ = "work_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_official: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


class WorkHours(Base, Identified):
    """One interval of a working day at a place and below it; the narrowest place that has any wins."""

    __tablename__ = "work_hours"
    __table_args__ = (CheckConstraint("opens < closes", name="in_order"),)

    division_path: Mapped[str] = mapped_column(String(40), index=True)
    opens: Mapped[time]
    closes: Mapped[time]
