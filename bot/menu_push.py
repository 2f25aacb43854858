"""What the console asks about the menu: how it is configured, what people see, make it so."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from backend.contracts.errors import ErrorBody, ErrorCode
from backend.contracts.menu import MenuOrder, MenuState
from bot.menu_file import look_at
from bot.push import require_internal_token
from bot.services import Services, services_of
from bot.wechat.errors import ApiError, ApiRefused
from bot.wechat.menu import entries

router = APIRouter(prefix="/push/menu", dependencies=[Depends(require_internal_token)])
SharedServices = Annotated[Services, Depends(services_of)]


@router.get("")
async def menu_state(services: SharedServices) -> MenuState:
    """The configured menu is shown even while the platform is away."""
    configured = look_at(services.settings.menu_file)
    state = MenuState(
        configured=configured.entries,
        problems=configured.problems,
        fingerprint=configured.menu.fingerprint if configured.menu else "",
    )
    try:
        live = await services.wechat.get_menu()
    except ApiError as problem:
        errcode = problem.errcode if isinstance(problem, ApiRefused) else 0
        return state.model_copy(update={"live_is_known": False, "errcode": errcode})
    return state.model_copy(update={"live": entries(live["button"]) if live else None})


@router.post("", status_code=204, response_model=None)
async def publish(order: MenuOrder, services: SharedServices) -> JSONResponse | None:
    """409 when the file is no longer the one that was looked at."""
    configured = look_at(services.settings.menu_file)
    if configured.menu is None:
        return _refusal(422, ErrorCode.invalid_payload)
    if configured.menu.fingerprint != order.fingerprint:
        return _refusal(409, ErrorCode.conflict)
    await services.wechat.create_menu(configured.menu.wire)
    return None


def _refusal(status: int, code: ErrorCode) -> JSONResponse:
    return JSONResponse(ErrorBody(code=code).model_dump(mode="json"), status)
