"""Puts the platform's API, the control API and the phone page into one application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import httpx
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.base import RequestResponseEndpoint
from starlette.routing import BaseRoute

from simulator import js_sdk, streams
from simulator.acts import ActRefused
from simulator.api.routers import PLATFORM
from simulator.api.unknown import unknown_router
from simulator.config import Settings
from simulator.control.routers import CONTROL
from simulator.fonts import NoChineseFont
from simulator.service import Simulator
from simulator.trust import trusted_authorities
from simulator.world import Clock, World, system_clock

_STATIC = Path(__file__).parent / "static"

# Nothing from elsewhere, nothing inline: the page is also a promise that no CDN is needed.
_POLICY = "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'"

_ROUTERS = (
    *PLATFORM,
    *CONTROL,
    streams.router,
    js_sdk.router,
)


def create_app(settings: Settings | None = None, clock: Clock = system_clock) -> FastAPI:
    """`clock` moves windows, tokens and media in tests; deliveries always run in real time."""
    world = World(settings or Settings(), clock)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # Slow accounts hold many connections at once; the platform would not wait for one either.
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(
            verify=trusted_authorities(), trust_env=False, timeout=None, limits=limits
        ) as http:
            app.state.simulator = Simulator(world, http)
            yield
            await app.state.simulator.close()

    app = FastAPI(
        title="simulator", routes=_routes(), lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.state.world = world
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_exception_handler(ActRefused, _act_refused)
    app.add_exception_handler(NoChineseFont, _no_chinese_font)
    app.middleware("http")(_with_policy)
    app.get("/")(_page)
    app.get("/health")(_health)
    app.get("/ready")(_health)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Worked out once a process, however many platforms it has: what they know is in their state."""
    router = APIRouter()
    for each in (*_ROUTERS, unknown_router(PLATFORM)):
        router.include_router(each)
    return router.routes


async def _page() -> FileResponse:
    return FileResponse(_STATIC / "index.html")


async def _health() -> dict[str, str]:
    return {"status": "ok"}


async def _act_refused(request: Request, error: Exception) -> Response:
    return JSONResponse({"detail": str(error)}, status_code=409)


async def _no_chinese_font(request: Request, error: Exception) -> Response:
    return JSONResponse({"detail": str(error), "words": NoChineseFont.words}, status_code=503)


async def _with_policy(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = "no-cache"
    return response
