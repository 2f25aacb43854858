"""统计 · 诉求: the cases opened in a time and how they stand now, by kind, place, trade and more."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from backend.cases.export_rows import safe_cell
from backend.cases.filters import EVERY, CaseFilters
from backend.cases.report_rules import CaseFigures, Counted
from backend.cases.reports import CaseReport, case_report
from backend.console import case_words, labels
from backend.console.access import CurrentStaff
from backend.console.desk_report import share, span, spoken
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.database import Session, utc_now
from backend.membership.employers import label_of
from backend.staff.service import display_names
from backend.unions.lookup import place_names
from backend.working_time.rules import CHINA

router = APIRouter(route_class=ConsoleRoute)

_EMPLOYERS = 20


@dataclass(frozen=True)
class Line:
    """`filters` are the list's, of all the cases of the line."""

    name: str
    figures: CaseFigures
    filters: CaseFilters
    is_inside: bool = False

    def __getitem__(self, counted: str) -> int:
        return self.figures.of[Counted(counted)]

    def rows(self, counted: str) -> str:
        """The address of exactly the rows that figure counts."""
        return self._cases if counted == Counted.every else f"{self._cases}&of={counted}"

    @cached_property
    def _cases(self) -> str:
        """Written once: a line has a dozen figures, and the province two hundred lines."""
        return f"/cases?{self.filters.as_query()}"

    def in_time(self, what: str) -> str:
        """Of those whose limit has ended one way or the other."""
        kept = self[f"{what}d_in_time" if what == "resolve" else f"{what}ed_in_time"]
        return share(kept, kept + self[f"{what}_late"])


@dataclass(frozen=True)
class CaseTable:
    title: str
    about: str
    lines: Sequence[Line]


def period(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    """This month unless asked."""
    return span(since or (until or today).replace(day=1), until, today)


def last_month(today: date) -> tuple[date, date]:
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


Since = Annotated[date | None, Query(alias="from")]
Until = Annotated[date | None, Query(alias="to")]


@router.get("/statistics/cases")
async def case_report_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    since: Since = None,
    until: Until = None,
) -> Response:
    now = utc_now()
    today = now.astimezone(CHINA).date()
    first, last = period(since, until, today)
    found = await case_report(session, staff, f"{first}", f"{last}")
    base = _base(first, last)
    colleagues = await display_names(session, set(found.by_staff))
    by_staff = _lines(found.by_staff, colleagues.get, lambda key: replace(base, staff=str(key)))
    return render(
        request,
        "case_report.html",
        staff,
        first=first,
        last=last,
        now=now,
        this_month=(today.replace(day=1), today),
        last_month=last_month(today),
        whole=Line("合计", found.whole, base),
        spoken=spoken,
        share=share,
        tables=[
            *await _tables(session, found, base),
            CaseTable("按负责人", "负责人", by_staff),
        ],
    )


@router.get("/statistics/cases.csv")
async def case_report_sheet(
    session: Session, staff: CurrentStaff, since: Since = None, until: Until = None
) -> Response:
    """Figures of groups only: no person asked for help is in it, and no colleague is measured by it."""
    first, last = period(since, until, utc_now().astimezone(CHINA).date())
    found = await case_report(session, staff, f"{first}", f"{last}")
    base = _base(first, last)
    out = io.StringIO()
    out.write("\ufeff")
    sheet = csv.writer(out)
    sheet.writerow(("分组", "名称", *_COLUMNS))
    whole = CaseTable("合计", "", [Line(f"{first} 至 {last}", found.whole, base)])
    for table in (whole, *await _tables(session, found, base)):
        sheet.writerows(_cells(table.title, line) for line in table.lines)
    name = f"cases-{first:%Y%m%d}-{last:%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


_COUNTS = {
    "登记": Counted.every,
    "没办完": Counted.open,
    "归档": Counted.closed,
    "并入或撤回": Counted.dropped,
    "现在超期": Counted.overdue,
    "受理": Counted.answered,
    "按时受理": Counted.answered_in_time,
    "受理超时": Counted.answer_late,
    "办结": Counted.resolved,
    "按时办结": Counted.resolved_in_time,
    "办理超时": Counted.resolve_late,
    "退回或重新打开": Counted.redone,
    "评价": Counted.rated,
    "满意": Counted.satisfied,
}
_COLUMNS = (*_COUNTS, "受理用时中间值(分钟)", "办结用时中间值(分钟)", "九成办结用时(分钟)")


def _cells(title: str, line: Line) -> list[str]:
    figures = line.figures
    times = (figures.answer, figures.resolution, figures.resolution_of_most)
    return [
        title,
        safe_cell(line.name),
        *(str(figures.of[counted]) for counted in _COUNTS.values()),
        *("" if each is None else str(round(each / timedelta(minutes=1))) for each in times),
    ]


def _base(first: date, last: date) -> CaseFilters:
    return CaseFilters(status=EVERY, opened_from=f"{first}", opened_to=f"{last}")


async def _tables(session: Session, found: CaseReport, base: CaseFilters) -> list[CaseTable]:
    kinds = _lines(found.by_kind, case_words.KIND.get, lambda key: replace(base, kind=key))
    trades = _lines(found.by_trade, labels.trade_label, lambda key: replace(base, trade=key))
    employers = _lines(found.by_employer, label_of, lambda key: replace(base, employer=key))
    return [
        CaseTable("按类别", "类别", kinds),
        CaseTable("按地方", "地方", await _places(session, found.by_place, base)),
        CaseTable("按行业", "行业", trades),
        CaseTable("按单位或平台", "单位或平台", employers[:_EMPLOYERS]),
    ]


async def _places(
    session: Session, figures: Mapping[str, CaseFigures], base: CaseFilters
) -> list[Line]:
    """Each city, its counties beneath it."""
    names = await place_names(session, figures)
    return [
        Line(names.get(path, path), figures[path], replace(base, place=path), path.count("/") > 1)
        for path in sorted(figures)
    ]


def _lines[K: (str, UUID)](
    figures: Mapping[K, CaseFigures],
    name_of: Callable[[K], str | None],
    narrowed: Callable[[K], CaseFilters],
) -> list[Line]:
    """Most cases first."""
    by_count: Iterable[tuple[K, CaseFigures]] = sorted(
        figures.items(), key=lambda item: -item[1].of[Counted.every]
    )
    return [Line(name_of(key) or str(key), each, narrowed(key)) for key, each in by_count]
