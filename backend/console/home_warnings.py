"""What the home page says before its figures: alarms to be taken, and what is not set up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.dangers import of_danger
from backend.alarms.duty_phones import places_without
from backend.alarms.service import open_alarms
from backend.console.alarms import subject_page
from backend.conversations.danger import Told, told_since
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import union_names
from backend.working_time.rules import CHINA
from backend.working_time.service import year_of, years_missing


@dataclass(frozen=True)
class AlarmRow:
    id: UUID
    kind: str
    union: str
    raised_at: datetime
    pages: int
    href: str
    told: Told


@dataclass(frozen=True)
class HomeWarning:
    words: str
    href: str
    link: str


async def alarm_rows(session: AsyncSession, staff: StaffIdentity) -> list[AlarmRow]:
    alarms = await open_alarms(session, staff)
    names = await union_names(session, {alarm.union_id for alarm in alarms})
    told = await told_since(session, of_danger(alarms))
    return [
        AlarmRow(
            a.id,
            a.kind,
            names[a.union_id],
            a.raised_at,
            a.pages,
            subject_page(a),
            told.get(a.id, Told()),
        )
        for a in alarms
    ]


async def warnings_for(
    session: AsyncSession, staff: StaffIdentity, now: datetime
) -> list[HomeWarning]:
    if not staff.visible_paths:
        return []
    warnings = []
    if await places_without(session, staff):
        warnings.append(
            HomeWarning(
                "没有设置值班电话：有人轻生、遇险时，只会显示在工作台上，叫不到人。",
                "/duty-phones",
                "设置值班电话",
            )
        )
    for year in await years_missing(session, now.astimezone(CHINA).date()):
        words = (
            f"{year} 年的放假安排只有法定节日，还没有调休，跨到那时的时限可能会变。"
            if await year_of(session, year)
            else f"{year} 年的放假安排还没有录入，时限暂时只除去周末。"
        )
        warnings.append(HomeWarning(words, f"/calendar?year={year}", "看工作日历"))
    return warnings
