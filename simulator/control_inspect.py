"""Looking behind the phone: the account, exchanges, violations, codes, specimens, ordered trouble."""

from typing import Any

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel

from simulator import specimens
from simulator.faults import Fault
from simulator.records import Exchange
from simulator.service import Running
from simulator.world import Ticket

router = APIRouter(prefix="/simulator/api")


class Account(BaseModel):
    name: str
    id: str
    mode: str
    callback_url: str
    menu: dict[str, Any] | None


class Code(BaseModel):
    scene: str
    ticket: str


class Verdict(BaseModel):
    verified: bool


@router.get("/account")
async def account(running: Running) -> Account:
    settings = running.world.settings
    return Account(
        name=settings.simulator_account_name,
        id=settings.simulator_account_id,
        mode=settings.simulator_mode,
        callback_url=settings.callback_url,
        menu=running.world.menu,
    )


@router.post("/verify")
async def verify(running: Running) -> Verdict:
    return Verdict(verified=await running.courier.verify())


@router.get("/codes")
async def codes(running: Running) -> list[Code]:
    """Newest code of each scene, newest scene first."""
    newest: dict[str, Ticket] = {}
    for ticket in running.world.tickets.values():
        newest.pop(ticket.scene, None)
        newest[ticket.scene] = ticket
    return [Code(scene=t.scene, ticket=t.ticket) for t in reversed(newest.values())]


@router.get("/specimens")
async def list_specimens() -> list[specimens.Listed]:
    return specimens.listed()


@router.get("/specimens/{specimen}/{side}")
async def specimen_picture(specimen: str, side: str, degrade: str | None = None) -> Response:
    try:
        order = specimens.Order.model_validate(
            {"specimen": specimen, "side": side, "degrade": degrade}
        )
    except ValueError as error:
        raise HTTPException(404) from error
    content = await specimens.photo_of(order)
    return Response(content, media_type="image/jpeg")


@router.get("/exchanges")
async def exchanges(running: Running, after: int = 0, openid: str | None = None) -> list[Exchange]:
    """API calls made for nobody in particular are listed for everybody."""
    return [
        exchange
        for exchange in running.world.exchanges
        if exchange.id > after and (openid is None or exchange.openid in ("", openid))
    ]


@router.get("/violations")
async def violations(running: Running) -> list[Exchange]:
    return [exchange for exchange in running.world.exchanges if exchange.broken_rule]


@router.post("/faults", status_code=204)
async def order_fault(running: Running, fault: Fault) -> None:
    running.faults.order(fault)


@router.delete("/faults", status_code=204)
async def clear_faults(running: Running) -> None:
    running.faults.clear()


@router.post("/tokens/revoke", status_code=204)
async def revoke_tokens(running: Running) -> None:
    running.world.tokens.revoke_all(running.world.now())


@router.post("/reset", status_code=204)
async def reset(running: Running) -> None:
    running.faults.clear()
    running.world.reset()
