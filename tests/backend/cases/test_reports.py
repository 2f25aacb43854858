"""What the report over cases counts and how long things took: the same as looking at each case."""

import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, time, timedelta
from math import ceil
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import Case, CaseClock, CaseEvent, ClockKind, EventKind
from backend.cases.report_conditions import counts
from backend.cases.report_rules import CaseFigures, Counted
from backend.cases.reports import CaseReport, case_report
from backend.contracts.cases import CaseKind, CaseStatus
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.working_time import service
from backend.working_time.rules import CHINA
from tests.backend.cases.stage import Offices, offices, opened

JINSHUI, ZHENGZHOU, KAIFENG = "410000/410100/410105", "410000/410100", "410000/410200/410202"
FIRST = datetime(2020, 9, 21, tzinfo=CHINA)  # a Monday
PERIOD = ("2020-09-21", "2020-10-20")


@pytest.fixture
async def at(session: AsyncSession) -> Offices:
    return await offices(session)


async def _case(
    session: AsyncSession,
    keyring: Keyring,
    when: datetime,
    *,
    answered: datetime | None = None,
    resolved: datetime | None = None,
    **changes: object,
) -> Case:
    """Without the history of its opening, so that each moment is the test's own."""
    case = await opened(session, keyring)
    await session.execute(delete(CaseClock).where(CaseClock.case_id == case.id))
    case.opened_at, case.resolved_at = when, resolved
    for name, value in changes.items():
        setattr(case, name, value)
    if answered:
        _happened(session, case, EventKind.accepted, answered)
    await session.flush()
    return case


def _happened(session: AsyncSession, case: Case, kind: EventKind, at: datetime) -> None:
    session.add(CaseEvent(id=uuid4(), case_id=case.id, kind=kind, at=at, actor="staff"))


def _limit(
    session: AsyncSession, case: Case, kind: ClockKind, due: datetime, **ended: datetime
) -> None:
    session.add(
        CaseClock(
            id=uuid4(), case_id=case.id, kind=kind, started_at=case.opened_at, due_at=due,
            warn_at=due, **ended,
        )
    )  # fmt: skip


def _monday(hour: int, minute: int = 0) -> datetime:
    return FIRST + timedelta(hours=hour, minutes=minute)


async def _report(session: AsyncSession, staff: StaffIdentity) -> CaseReport:
    await session.flush()
    return await case_report(session, staff, *PERIOD)


async def test_nothing_opened_has_no_times(session: AsyncSession, at: Offices) -> None:
    report = await _report(session, at.province)
    assert set(report.whole.of.values()) == {0}
    assert report.whole.answer is report.whole.resolution is report.whole.resolution_of_most is None
    assert report.by_place == report.by_staff == {}


async def test_only_what_was_resolved_has_a_time(
    session: AsyncSession, keyring: Keyring, at: Offices
) -> None:
    await _case(session, keyring, _monday(10))
    await _case(session, keyring, _monday(10), resolved=_monday(10, 10))
    await _case(session, keyring, _monday(11, 50), resolved=_monday(14, 20))
    report = await _report(session, at.county)
    assert report.whole.of[Counted.every] == 3
    assert report.whole.answer is None
    assert report.whole.resolution == timedelta(minutes=20)


async def test_nine_of_ten_took_no_longer(
    session: AsyncSession, keyring: Keyring, at: Offices
) -> None:
    for minutes in range(1, 11):
        await _case(session, keyring, _monday(10), resolved=_monday(10, minutes))
    assert (await _report(session, at.county)).whole.resolution_of_most == timedelta(minutes=9)


async def test_in_time_is_done_with_no_limit_missed(
    session: AsyncSession, keyring: Keyring, at: Offices
) -> None:
    kept = await _case(
        session, keyring, _monday(9), answered=_monday(10), resolved=_monday(11), trade="kept"
    )
    late = await _case(
        session, keyring, _monday(9), answered=_monday(10), resolved=_monday(11), trade="late"
    )
    for kind, end in ((ClockKind.first_answer, 10), (ClockKind.handling, 11)):
        _limit(session, kept, kind, _monday(12), stopped_at=_monday(end))
        _limit(session, late, kind, _monday(end) - timedelta(minutes=1), stopped_at=_monday(end))
    by_trade = (await _report(session, at.county)).by_trade
    in_time = (Counted.answered_in_time, Counted.resolved_in_time)
    assert [by_trade["kept"].of[each] for each in in_time] == [1, 1]
    assert [by_trade["late"].of[each] for each in in_time] == [0, 0]


async def test_a_paused_limit_stands_where_it_was_paused(
    session: AsyncSession, keyring: Keyring, at: Offices
) -> None:
    case = await _case(session, keyring, _monday(9))
    _limit(session, case, ClockKind.handling, _monday(12), paused_at=_monday(11))
    assert (await _report(session, at.county)).whole.of[Counted.resolve_late] == 0


async def test_a_county_counts_in_its_city_too(
    session: AsyncSession, keyring: Keyring, at: Offices
) -> None:
    for path in (JINSHUI, ZHENGZHOU, KAIFENG, "410000"):
        await _case(session, keyring, _monday(9), division_path=path)
    report = await _report(session, at.province)
    assert {path: figures.of[Counted.every] for path, figures in report.by_place.items()} == {
        ZHENGZHOU: 2, JINSHUI: 1, "410000/410200": 1, KAIFENG: 1, "410000": 1,
    }  # fmt: skip


async def test_every_figure_is_what_looking_at_each_case_finds(
    session: AsyncSession, keyring: Keyring, at: Offices
) -> None:
    """Of many cases of all kinds, in places with hours of their own."""
    await service.set_hours(session, at.city, JINSHUI, [(time(20), time(23))], reason="夜班")
    await _many(session, keyring, at, random.Random(20))
    report = await _report(session, at.province)
    cases = (await session.scalars(select(Case))).all()
    looked = _Looking(session)
    assert report.whole == await looked.at(cases)
    for found, keys_of in (
        (report.by_kind, lambda case: [case.kind]),
        (report.by_place, lambda case: {case.division_path, case.division_path[:13]}),
        (report.by_trade, lambda case: [case.trade]),
        (report.by_staff, lambda case: [case.staff_id]),
        (report.by_employer, lambda case: [case.employer]),
    ):
        assert found == await looked.each(cases, keys_of)


async def _many(
    session: AsyncSession, keyring: Keyring, at: Offices, chance: random.Random
) -> None:
    def after(moment: datetime, days: int) -> datetime | None:
        later = moment + timedelta(minutes=chance.randrange(days * 24 * 60))
        return chance.choice([None, later, later])

    for _ in range(60):
        opened_at = FIRST + timedelta(minutes=chance.randrange(29 * 24 * 60))
        case = await _case(
            session,
            keyring,
            opened_at,
            answered=after(opened_at, 5),
            resolved=after(opened_at, 20),
            kind=chance.choice(list(CaseKind)),
            status=chance.choice(list(CaseStatus)),
            division_path=chance.choice([JINSHUI, ZHENGZHOU, KAIFENG]),
            trade=chance.choice([None, "rider", "truck"]),
            staff_id=chance.choice([None, at.county.id, at.city.id]),
            employer=chance.choice([None, "", "美团", "顺丰"]),
            satisfaction=chance.choice([None, 1, 3]),
            next_due_at=after(opened_at, 9),
        )
        for kind in (EventKind.accepted, EventKind.returned, EventKind.reopened):
            if happened := chance.choice([None, after(opened_at, 9)]):
                _happened(session, case, kind, happened)
        for limit in (ClockKind.first_answer, ClockKind.handling, ClockKind.closing):
            ended = {
                name: when for name in ("stopped_at", "paused_at") if (when := after(opened_at, 9))
            }
            _limit(session, case, limit, opened_at + timedelta(days=4), **ended)
    await session.flush()


class _Looking:
    """Case by case, by the calendar itself and the rows behind each figure."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def each(
        self, cases: Iterable[Case], keys_of: Callable[[Case], Iterable[object]]
    ) -> dict[object, CaseFigures]:
        groups: dict[object, list[Case]] = {}
        for case in cases:
            for key in keys_of(case):
                if key:
                    groups.setdefault(key, []).append(case)
        return {key: await self.at(group) for key, group in groups.items()}

    async def at(self, cases: Sequence[Case]) -> CaseFigures:
        behind = select(func.count()).where(Case.id.in_([case.id for case in cases]))
        of = {
            counted: await self._session.scalar(behind.where(counts(counted))) or 0
            for counted in Counted
        }
        answers = await self._times(cases, self._answer)
        took = await self._times(cases, self._resolution)
        return CaseFigures(
            of, _middle(answers), _middle(took), _of_rank(took, ceil(len(took) * 0.9))
        )

    async def _times(
        self, cases: Sequence[Case], end_of: Callable[[Case], Awaitable[datetime | None]]
    ) -> list[timedelta]:
        took = []
        for case in cases:
            calendar = await service.calendar_for(self._session, case.division_path)
            if (end := await end_of(case)) is not None:
                took.append(calendar.between(case.opened_at, end))
        return sorted(took)

    async def _answer(self, case: Case) -> datetime | None:
        accepted = CaseEvent.kind == EventKind.accepted
        moments = select(CaseEvent.at).where(CaseEvent.case_id == case.id, accepted)
        return min((await self._session.scalars(moments)).all(), default=None)

    async def _resolution(self, case: Case) -> datetime | None:
        return case.resolved_at


def _middle(took: Sequence[timedelta]) -> timedelta | None:
    half = len(took) // 2
    return (took[half] + took[-half - 1]) / 2 if took else None


def _of_rank(took: Sequence[timedelta], rank: int) -> timedelta | None:
    return took[rank - 1] if took else None
