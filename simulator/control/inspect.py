"""Looking behind the phone: exchanges, violations, what was sent, codes, specimens."""

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel

from simulator import specimens
from simulator.records import Exchange, Sent
from simulator.service import Running
from simulator.world import Ticket

router = APIRouter(prefix="/simulator/api")


class Code(BaseModel):
    scene: str
    ticket: str


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


@router.get("/sent")
async def sent(running: Running, after: int = 0, openid: str | None = None) -> list[Sent]:
    """Everything the account has said, oldest first, whichever way it went."""
    entries = [
        entry
        for phone in running.world.phones.values()
        for entry in phone.entries
        if entry.delivery and entry.id > after and openid in (None, phone.openid)
    ]
    entries.sort(key=lambda entry: entry.id)
    return [Sent.model_validate(entry, from_attributes=True) for entry in entries]


@router.post("/tokens/revoke", status_code=204)
async def revoke_tokens(running: Running) -> None:
    running.world.tokens.revoke_all(running.world.now())


@router.post("/reset", status_code=204)
async def reset(running: Running) -> None:
    running.faults.clear()
    running.world.reset()
