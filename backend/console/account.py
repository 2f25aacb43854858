"""设置 · 公众号: the menu people see beside the configured one, and publishing it."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response

from backend.console import platform_words
from backend.console.access import StaffApart, settings_of
from backend.console.resources import Bot, Data
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.contracts.menu import MenuState
from backend.outreach import codes, menus, rules
from backend.outreach.menu_rules import Change, Pair, side_by_side
from backend.staff.service import display_names

router = APIRouter(route_class=ConsoleRoute)


@router.get("/account")
async def account_page(
    request: Request, database: Data, bot: Bot, staff: StaffApart, notice: str = ""
) -> Response:
    state = await menus.menu_state(bot, staff)
    async with database.transaction() as session:
        last = await menus.last_publication(session)
        names = await display_names(session, {last.staff_id} if last else set())
        made = await codes.count_codes(session)
    pairs = _pairs(state)
    return render(
        request,
        "account.html",
        staff,
        state=state,
        pairs=pairs,
        differs=any(pair.change is not Change.same for pair in pairs),
        last=last,
        publisher=names.get(last.staff_id, "—") if last else "",
        made=made,
        most=rules.MOST_CODES,
        running_low=rules.is_running_low(made),
        account=settings_of(request).account_name,
        words=platform_words,
        notice=notice,
    )


@router.post("/account/menu")
async def publish(
    database: Data,
    bot: Bot,
    staff: StaffApart,
    fingerprint: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    outcome = await menus.publish_menu(database, bot, staff, fingerprint)
    return see(f"/account?{urlencode({'notice': outcome.value})}")


def _pairs(state: MenuState | None) -> list[Pair]:
    if state is None:
        return []
    return side_by_side(state.live or [], state.configured)
