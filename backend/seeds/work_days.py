"""The holidays of the years we know, from a data file that anybody can check against the notice."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files

from sqlalchemy.ext.asyncio import AsyncSession

from backend.working_time.seeding import DayOfYear, lay_year


async def seed_work_days(session: AsyncSession) -> list[int]:
    """Safe to run again; the years that were laid."""
    raw = tomllib.loads((files("backend.seeds") / "data" / "work_days.toml").read_text("utf-8"))
    laid = []
    for year, known in raw.items():
        days = [
            *_days(known["holidays"], is_working=False),
            *_days(known["worked"], is_working=True),
        ]
        if await lay_year(session, int(year), days, is_official=known["is_official"]):
            laid.append(int(year))
    return laid


def _days(spans: list[tuple[str, str]], *, is_working: bool) -> Iterator[DayOfYear]:
    for name, span in spans:
        first, _, last = span.partition("/")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        while day <= end:
            yield DayOfYear(day, is_working, name)
            day += timedelta(days=1)
