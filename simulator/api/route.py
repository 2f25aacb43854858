"""How every `/cgi-bin` call is recorded, refused and, when ordered, disturbed."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.routing import APIRoute

from simulator.errors import PlatformError
from simulator.records import Exchange
from simulator.service import Running, Simulator, simulator_of
from simulator.world import shown

OK: dict[str, int | str] = {"errcode": 0, "errmsg": "ok"}


class PlatformRoute(APIRoute):
    """Wraps the handler; refusals become HTTP 200 with an errcode, as on the platform."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            simulator = simulator_of(request)
            exchange = await _opened(request, simulator)
            started = time.monotonic()
            response = await _answered(request, simulator, exchange, handler)
            exchange.ms = (time.monotonic() - started) * 1000
            exchange.status = response.status_code
            exchange.response = _body_of(response)
            simulator.world.publish_exchange(exchange)
            return response

        return handle


def open_router(prefix: str = "/cgi-bin") -> APIRouter:
    """For calls that need no token; they check their own credentials."""
    return APIRouter(prefix=prefix, route_class=PlatformRoute)


def platform_router(prefix: str = "/cgi-bin") -> APIRouter:
    return APIRouter(prefix=prefix, route_class=PlatformRoute, dependencies=[Depends(admit)])


def admit(
    request: Request, running: Running, access_token: Annotated[str | None, Query()] = None
) -> None:
    """A good token, from an address on the list, for a call this account may make today."""
    world = running.world
    world.tokens.check(access_token, world.now())
    world.access.check_address(caller_of(request))
    world.access.admit(request.url.path, world.now())


def caller_of(request: Request) -> str:
    return request.client.host if request.client else ""


def exchange_of(request: Request) -> Exchange:
    exchange = request.state.exchange
    assert isinstance(exchange, Exchange)
    return exchange


CurrentExchange = Annotated[Exchange, Depends(exchange_of)]


async def _opened(request: Request, simulator: Simulator) -> Exchange:
    """The query is left out: it holds the token."""
    path = request.url.path
    exchange = Exchange(
        id=simulator.world.next_id(),
        at=simulator.world.now(),
        kind="api",
        name=path.removeprefix("/cgi-bin/"),
        path=f"{request.method} {path}",
        request=shown(await request.body()),
    )
    request.state.exchange = exchange
    simulator.world.record(exchange)
    return exchange


async def _answered(
    request: Request,
    simulator: Simulator,
    exchange: Exchange,
    handler: Callable[[Request], Coroutine[Any, Any, Response]],
) -> Response:
    try:
        fault = simulator.faults.next_for(request.url.path)
        if fault:
            exchange.fault = fault.trouble
            await asyncio.sleep(fault.latency_ms / 1000)
            if fault.drop:
                return _cut_off()
            if fault.errcode is not None:
                raise PlatformError(fault.errcode, "injected", injected=True)
        response = await handler(request)
        return _cut_off() if fault and fault.drop_after else response
    except RequestValidationError:
        return _refused(exchange, PlatformError(47001))
    except PlatformError as error:
        return _refused(exchange, error)


def _refused(exchange: Exchange, error: PlatformError) -> Response:
    body = error.body()
    if error.is_violation:
        exchange.broken_rule = f"{error.code} {body['errmsg']}"
    return JSONResponse(body)


def _cut_off() -> Response:
    """Promises more than it sends, upon which the server closes the connection."""

    async def nothing() -> AsyncIterator[bytes]:
        yield b"{"

    return StreamingResponse(
        nothing(), headers={"Content-Length": "64", "Content-Type": "application/json"}
    )


def _body_of(response: Response) -> str:
    if isinstance(response, StreamingResponse):
        return ""
    return shown(bytes(response.body))
