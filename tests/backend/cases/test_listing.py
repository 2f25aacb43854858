"""A list in working order, narrowed and searched, of what somebody may see and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import handling, saved_views, searching
from backend.cases.filters import CaseFilters
from backend.cases.listing import board, count_open, list_cases
from backend.contracts.cases import CaseKind, CaseStatus
from backend.database import utc_now
from backend.errors import Refused
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.unions.service import union_by_code
from tests.backend.cases.stage import offices, opened


async def numbers(
    session: AsyncSession, staff: StaffIdentity, keyring: Keyring, **filters: object
) -> list[str]:
    narrowed = CaseFilters(**filters)  # type: ignore[arg-type]
    found = await list_cases(session, staff, narrowed, keyring=keyring)
    assert found.total == len(found.rows)
    return [case.number for case in found.rows]


async def test_urgent_comes_first_and_then_what_is_due_first(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    later = await opened(session, keyring)
    later.next_due_at = utc_now() + timedelta(days=9)
    soon = await opened(session, keyring)
    urgent = await opened(session, keyring, people_count=15)
    urgent.next_due_at = utc_now() + timedelta(days=20)
    await session.flush()
    expected = [urgent.number, soon.number, later.number]
    assert await numbers(session, at.county, keyring) == expected
    assert await numbers(session, at.city, keyring) == expected
    assert await numbers(session, at.elsewhere, keyring) == []


async def test_each_filter_narrows_and_all_come_back(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    wage = await opened(session, keyring)
    injury = await opened(session, keyring, kind=CaseKind.work_injury, story="送餐摔断腿")
    await handling.accept(session, at.county, injury.id, injury.revision)
    wage.next_due_at = utc_now() - timedelta(hours=1)
    wage.tags = ["重点"]
    await session.flush()
    for filters, expected in (
        ({"kind": "work_injury"}, [injury]),
        ({"status": "accepted"}, [injury]),
        ({"mine": True}, [injury]),
        ({"to_verify": True}, [injury]),
        ({"unassigned": True}, [wage]),
        ({"overdue": True}, [wage]),
        ({"tag": "重点"}, [wage]),
        ({"county": "410105"}, [wage, injury]),
        ({"county": "410103"}, []),
        ({"incident": "nonsense"}, []),
    ):
        found = await numbers(session, at.county, keyring, **filters)
        assert sorted(found) == [case.number for case in expected], filters


@pytest.mark.parametrize(
    "said", ["SQ-4101-000001", "sq-4101-0000", "拖欠工资", "张小满", "13800005678", "138 0000 5678"]
)
async def test_a_case_is_found_by_number_words_whole_name_or_phone(
    session: AsyncSession, keyring: Keyring, said: str
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    assert await numbers(session, at.county, keyring, q=said) == [case.number]
    assert await numbers(session, at.elsewhere, keyring, q=said) == []


@pytest.mark.parametrize("said", ["SQ-4102", "工伤", "张小", "13900005678", "%", "钱", "'; --"])
async def test_half_a_name_or_other_words_find_nothing(
    session: AsyncSession, keyring: Keyring, said: str
) -> None:
    at = await offices(session)
    await opened(session, keyring)
    assert await numbers(session, at.county, keyring, q=said) == []


async def test_the_board_has_a_column_for_every_open_status(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    received, accepted = await opened(session, keyring), await opened(session, keyring)
    await handling.accept(session, at.county, accepted.id, accepted.revision)
    columns = await board(session, at.county, CaseFilters(), keyring=keyring)
    shown = {column.status: list(column.rows) for column in columns if column.rows}
    assert shown == {CaseStatus.received: [received], CaseStatus.accepted: [accepted]}
    counts = await count_open(session, at.county, CaseFilters())
    assert {tab: n for tab, n in counts.items() if n} == {"open": 2, "received": 1, "accepted": 1}
    mine = await count_open(session, at.county, CaseFilters(mine=True))
    assert mine["open"] == 1


async def test_words_are_found_beyond_the_first_that_are_looked_through(
    session: AsyncSession, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "LOOKED_THROUGH", 1)
    at = await offices(session)
    told = [await opened(session, keyring, story=f"农业路{n}号站点没发工资") for n in range(3)]
    other = await opened(session, keyring, story="账号被封")
    found = await numbers(session, at.county, keyring, q="没发工资")
    assert sorted(found) == [case.number for case in told]
    assert await numbers(session, at.county, keyring, q="没发工资", status="all") == [
        case.number for case in reversed(told)
    ]
    assert await numbers(session, at.city, keyring, q="账号被封") == [other.number]


async def test_s44_a_case_verified_elsewhere_is_listed_there_too(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    home = await union_by_code(session, "410202-NF")
    case.verifier_id, case.verifier_path = home.id, home.division_path
    await session.flush()
    for staff in (at.elsewhere, at.county, at.city, at.province):
        assert await numbers(session, staff, keyring) == [case.number]
    assert await numbers(session, at.elsewhere, keyring, q="拖欠工资") == [case.number]


async def test_a_saved_view_is_ones_own_and_is_saved_over(session: AsyncSession) -> None:
    at = await offices(session)
    for query in ("status=all", "mine=1"):
        await saved_views.save_view(session, at.county, page="cases", name="我的", query=query)
    (view,) = await saved_views.views_of(session, at.county, "cases")
    assert view.query == "mine=1"
    assert await saved_views.views_of(session, at.city, "cases") == []
    await saved_views.delete_view(session, at.city, view.id)
    assert len(await saved_views.views_of(session, at.county, "cases")) == 1
    await saved_views.delete_view(session, at.county, view.id)
    assert await saved_views.views_of(session, at.county, "cases") == []
    with pytest.raises(Refused):
        await saved_views.save_view(session, at.county, page="cases", name="", query="")
