"""The backend process: the API under `/v1`, the console under `/`, health and readiness."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from sqlalchemy import text
from starlette.routing import BaseRoute

from backend import console, pages
from backend.bodies import BoundedBodies
from backend.cases.endpoints import router as cases_router
from backend.config import Settings
from backend.conversations.endpoints import router as conversations_router
from backend.database import Database
from backend.desk.stream import Stream
from backend.desk.viewers import Viewers
from backend.documents.ocr_pool import OcrPool, OcrSettings
from backend.errors import register_error_handlers
from backend.internal import require_internal_token
from backend.membership.draft_photos import PhotoReader
from backend.membership.endpoints import router as membership_router
from backend.services import Services, build_services

# Each keeps a core busy, 64 MB and a connection; whoever tries names by the hundred waits in line.
_SIGN_INS_AT_ONCE = 3


def create_app(settings: Settings, database: Database | None = None) -> FastAPI:
    """`database` is one already open, closed with the app; none: one of its own."""
    services = build_services(settings, database=database)
    pool = OcrPool(
        OcrSettings(
            workers=settings.ocr_workers,
            read_seconds=settings.ocr_timeout.total_seconds(),
            idle_seconds=settings.ocr_idle.total_seconds(),
        )
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        dispatching = asyncio.create_task(services.turns.dispatcher.keep_going())
        yield
        await app.state.desk_stream.close()
        await app.state.desk_viewers.close()
        dispatching.cancel()
        await services.close()
        await pool.close()

    app = FastAPI(
        title="gonghui backend",
        routes=_routes(),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.add_middleware(BoundedBodies)
    _fill_state(app, services, pool)
    register_error_handlers(app, _trouble_page)
    _add_health(app, services)
    pages.mount_static(app)
    console.mount_static(app)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Worked out once a process, a fifth of a second, however many apps it has: state is the app's."""
    router = APIRouter()
    internal = [Depends(require_internal_token)]
    router.include_router(conversations_router, dependencies=internal)
    router.include_router(membership_router, dependencies=internal)
    router.include_router(cases_router, dependencies=internal)
    router.include_router(pages.router)
    router.include_router(console.router)
    return router.routes


def _trouble_page(request: Request, status: int, error_id: str) -> Response:
    page = pages.trouble if request.url.path.startswith("/m/") else console.trouble
    return page(request, status, error_id)


def _fill_state(app: FastAPI, services: Services, pool: OcrPool) -> None:
    app.state.settings = services.settings
    app.state.services = services
    app.state.database = services.database
    app.state.keyring = services.keyring
    app.state.files = services.files
    app.state.turns = services.turns
    app.state.gateway = services.gateway
    app.state.desk_viewers = Viewers(services.settings.redis_url)
    app.state.desk_stream = Stream(services.database, services.settings.database_url)
    app.state.notices_url = pages.notices.offered_at(services)
    app.state.photo_reader = PhotoReader(services.database, services.keyring, services.files, pool)
    app.state.signing_in = asyncio.Semaphore(_SIGN_INS_AT_ONCE)
    warming: set[asyncio.Task[None]] = set()

    def warm_up_reader() -> None:
        task = asyncio.create_task(pool.warm_up())
        warming.add(task)
        task.add_done_callback(warming.discard)

    app.state.warm_up_reader = warm_up_reader


def _add_health(app: FastAPI, services: Services) -> None:
    @app.get("/health", include_in_schema=False)
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready", include_in_schema=False)
    async def ready(_: Request) -> Response:
        """Only the database: without the assistant people still get a word, and are answered later."""
        async with services.database.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        return Response("ready", media_type="text/plain")
