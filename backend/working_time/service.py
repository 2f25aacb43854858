"""The calendar of a place, and what staff change in it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, extract, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.errors import NotAllowed, Refused
from backend.privacy import audit
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import place_names
from backend.working_time import rules, snapshots
from backend.working_time.models import WorkDay, WorkHours, WorkYear
from backend.working_time.ruler import Ruler
from backend.working_time.rules import DEFAULT_SPANS, Span, WorkCalendar

LONGEST_NAME = 40
LONGEST_REASON = 200
FIRST_YEAR, LAST_YEAR = 2020, 2099


async def calendar_for(session: AsyncSession, division_path: str) -> WorkCalendar:
    """With the hours of the narrowest place that has any; what another process edits counts within a minute."""
    known = await snapshots.current(session)
    return WorkCalendar(
        spans=rules.narrowest(division_path, known.hours) or DEFAULT_SPANS,
        exceptions=known.days,
        official_years=known.official_years,
        known_years=known.known_years,
    )


async def rulers_for(
    session: AsyncSession, division_paths: Iterable[str], start: datetime, end: datetime
) -> Mapping[str, Ruler]:
    """For moments from `start` to `end`; places of the same hours share one."""
    by_hours: dict[tuple[Span, ...], Ruler] = {}
    found = {}
    for path in division_paths:
        calendar = await calendar_for(session, path)
        if calendar.spans not in by_hours:
            by_hours[calendar.spans] = Ruler(calendar, start, end)
        found[path] = by_hours[calendar.spans]
    return found


async def years_missing(session: AsyncSession, today: date) -> tuple[int, ...]:
    """Years to warn of, this one or from October on the next: not known, or not official yet."""
    known = await snapshots.fresh(session)
    return rules.years_to_warn_of(
        today, known_years=known.known_years, official_years=known.official_years
    )


async def days_of(session: AsyncSession, year: int) -> Mapping[date, WorkDay]:
    """The days of a year that differ from their weekday, or did until somebody took that back."""
    rows = await session.scalars(
        select(WorkDay).where(extract("year", WorkDay.day) == year).order_by(WorkDay.day)
    )
    return {row.day: row for row in rows}


async def year_of(session: AsyncSession, year: int) -> WorkYear | None:
    return await session.get(WorkYear, year)


async def hours_below(
    session: AsyncSession, staff: StaffIdentity
) -> Mapping[str, tuple[Span, ...]]:
    """Places whose hours are their own, as far as one may see."""
    known = await snapshots.fresh(session)
    return {path: spans for path, spans in known.hours.items() if staff.may_see(path)}


async def set_day(
    session: AsyncSession,
    staff: StaffIdentity,
    day: date,
    *,
    is_working: bool,
    name: str,
    reason: str,
) -> None:
    """A holiday, or a weekend worked instead; for the whole province."""
    _require_days(staff)
    name = _given(name, LONGEST_NAME)
    reason = _given(reason, LONGEST_REASON)
    _require_year(day.year)
    row = await session.get(WorkDay, day)
    before = row.is_working if row else rules.is_weekday(day)
    await session.merge(_row(day, is_working=is_working, name=name, staff_id=staff.id))
    snapshots.forget(session)
    await _audit(
        session,
        staff,
        "work_day_set",
        day.isoformat(),
        before=before,
        is_working=is_working,
        name=name,
        reason=reason,
    )


async def clear_day(session: AsyncSession, staff: StaffIdentity, day: date, *, reason: str) -> None:
    """An ordinary day again. The row stays, so that no seed brings the holiday back."""
    _require_days(staff)
    reason = _given(reason, LONGEST_REASON)
    row = await session.get(WorkDay, day)
    if row is None:
        return
    before = row.is_working
    await session.merge(_row(day, is_working=rules.is_weekday(day), name="", staff_id=staff.id))
    snapshots.forget(session)
    await _audit(session, staff, "work_day_cleared", day.isoformat(), before=before, reason=reason)


async def confirm_year(
    session: AsyncSession, staff: StaffIdentity, year: int, *, reason: str
) -> None:
    """The year stands as the State Council's notice says: nobody is warned any more."""
    _require_days(staff)
    reason = _given(reason, LONGEST_REASON)
    _require_year(year)
    await session.merge(WorkYear(year=year, is_official=True, updated_at=utc_now()))
    snapshots.forget(session)
    await _audit(session, staff, "work_year_confirmed", str(year), reason=reason)


async def set_hours(
    session: AsyncSession,
    staff: StaffIdentity,
    division_path: str,
    spans: Sequence[Span],
    *,
    reason: str,
) -> None:
    """The hours of a place and what lies below it; none: those of the place above count again."""
    if not rules.may_set_hours(staff.bindings, division_path):
        raise NotAllowed("hours are set by the administrators of the place")
    reason = _given(reason, LONGEST_REASON)
    if spans and not rules.are_fit(spans):
        raise Refused(ErrorCode.invalid_payload, "intervals in order, without overlap")
    if not await place_names(session, [division_path]):
        raise Refused(ErrorCode.invalid_payload, "no such place")
    before = (await snapshots.fresh(session)).hours.get(division_path, ())
    await session.execute(delete(WorkHours).where(WorkHours.division_path == division_path))
    session.add_all(
        WorkHours(id=uuid4(), division_path=division_path, opens=opens, closes=closes)
        for opens, closes in spans
    )
    await session.flush()
    snapshots.forget(session)
    await _audit(
        session,
        staff,
        "work_hours_set",
        division_path,
        division_path=division_path,
        before=rules.spans_in_words(before),
        hours=rules.spans_in_words(spans),
        reason=reason,
    )


def _row(day: date, *, is_working: bool, name: str, staff_id: UUID) -> WorkDay:
    return WorkDay(
        day=day, is_working=is_working, name=name, updated_by=staff_id, updated_at=utc_now()
    )


def _require_days(staff: StaffIdentity) -> None:
    if not rules.may_set_days(staff.bindings):
        raise NotAllowed("holidays are the province's")


def _require_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(ErrorCode.invalid_payload, "beyond any calendar of ours")


def _given(words: str, longest: int) -> str:
    words = words.strip()
    if not words or len(words) > longest:
        raise Refused(ErrorCode.invalid_payload, f"1 to {longest} characters are needed")
    return words


async def _audit(
    session: AsyncSession,
    staff: StaffIdentity,
    action: str,
    subject_id: str,
    *,
    division_path: str | None = None,
    **data: object,
) -> None:
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action=action,
        subject_kind="work_calendar",
        subject_id=subject_id,
        division_path=division_path,
        data=data,
    )
