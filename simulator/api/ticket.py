"""`/cgi-bin/ticket/getticket`: what pages sign their use of the JS-SDK with."""

from simulator.api.route import platform_router
from simulator.errors import PlatformError
from simulator.service import Running

router = platform_router()


@router.get("/ticket/getticket")
async def getticket(running: Running, type: str = "") -> object:
    if type not in {"jsapi", "wx_card"}:
        raise PlatformError(40097)
    ticket, seconds = running.world.page_tickets.get(type, running.world.now())
    return {"errcode": 0, "errmsg": "ok", "ticket": ticket, "expires_in": seconds}
