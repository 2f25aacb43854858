"""诉求: the list and the board, with filters in the address and views kept under a name."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import exports, listing, saved_views, tags
from backend.cases.filters import EVERY, OPEN
from backend.console import case_words
from backend.console.access import CurrentStaff
from backend.console.applications import place_label
from backend.console.case_filter_words import FLAGS, report_in_words
from backend.console.case_query import CaseQuery, FromCases
from backend.console.case_rows import lines_of
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.contracts.cases import CaseStatus
from backend.database import Session
from backend.desk.state import position_now
from backend.privacy.keyring import Keyring
from backend.staff.colleagues import Colleague, colleagues_for
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import counties_under

router = APIRouter(route_class=ConsoleRoute)

PAGE = "cases"
_TABS = (OPEN, *(status.value for status in CaseStatus), EVERY)
_TAB_LABELS = {OPEN: "没办完", EVERY: "全部", **case_words.STATUS}
_BOARD_CARDS = 20


@router.get("/cases")
async def cases_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    query: FromCases,
    done: str = "",
    trouble: str = "",
    left: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    feed = await position_now(session)
    is_service = staff.service_organization_id is not None
    look = _board if query.is_board else _list
    views = await saved_views.views_of(session, staff, PAGE)
    return render(
        request,
        "cases.html",
        staff,
        feed=feed,
        query=query,
        filters=query.filters,
        words=case_words,
        flags=FLAGS,
        report_words=report_in_words(query.filters),
        report_values=query.filters.of_report(),
        is_service=is_service,
        views=views,
        on_view=query.stored() in {view.query for view in views},
        counties=await _counties(session, staff),
        tags=await tags.tags_in_use(session, staff),
        place=place_label,
        notice=case_words.DONE_MANY.get(done, ""),
        trouble=case_words.TROUBLE.get(trouble, ""),
        to_allow=0 if is_service else await exports.waiting_for(session, staff),
        undone=await _undone(session, staff, left),
        **await look(session, staff, keyring, query),
    )


async def _undone(session: AsyncSession, staff: StaffIdentity, left: str) -> list[str]:
    """The numbers of those an act on many did not reach."""
    try:
        ids = [UUID(said) for said in left.split(",") if said]
    except ValueError:
        return []
    return sorted((await listing.numbers_for(session, staff, ids)).values())


async def _list(
    session: AsyncSession, staff: StaffIdentity, keyring: Keyring, query: CaseQuery
) -> dict[str, Any]:
    found = await listing.list_cases(
        session, staff, query.filters, keyring=keyring, page=query.page
    )
    counts = {query.filters.status: found.total} | found.counts
    shown = {tab: counted(count) for tab, count in counts.items()}
    is_one_incident = bool(query.filters.incident)
    return {
        "rows": await lines_of(session, staff, keyring, found.rows, grouped=not is_one_incident),
        "tabs": [(tab, _TAB_LABELS[tab], shown.get(tab, "")) for tab in _TABS],
        "total": counted(found.total),
        "pages": -(-found.total // listing.PAGE_SIZE),
        "colleagues": await _colleagues(session, staff),
    }


async def _board(
    session: AsyncSession, staff: StaffIdentity, keyring: Keyring, query: CaseQuery
) -> dict[str, Any]:
    columns = await listing.board(session, staff, query.filters, keyring=keyring)
    return {
        "columns": [
            (
                column.status.value,
                counted(column.total),
                column.total > _BOARD_CARDS,
                await lines_of(session, staff, keyring, column.rows[:_BOARD_CARDS], grouped=False),
            )
            for column in columns
        ]
    }


def counted(total: int) -> str:
    return f"{listing.COUNTED}+" if total > listing.COUNTED else str(total)


async def _counties(session: AsyncSession, staff: StaffIdentity) -> list[tuple[str, str]]:
    """Nothing to choose where there is but one."""
    rows = await counties_under(session, staff.visible_paths)
    return [(row.code, place_label(row.code)) for row in rows] if len(rows) > 1 else []


async def _colleagues(session: AsyncSession, staff: StaffIdentity) -> Sequence[Colleague]:
    """Whom many cases can be given to at once: everybody with a role at one's own places."""
    found = {
        colleague.id: colleague
        for path in staff.visible_paths
        for colleague in await colleagues_for(session, path)
    }
    return list(found.values())
