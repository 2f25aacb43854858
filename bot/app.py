"""The bot as an application: `/wechat` for the platform, `/push` for the backend."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from backend.contracts.client import BackendClient
from bot import menu_push, push
from bot.config import Settings
from bot.floods import Floods
from bot.journal import Journal
from bot.once import OnceOnly
from bot.publish_menu import publish_when_possible
from bot.relay import Relay
from bot.services import Services, services_of
from bot.spool import Spool
from bot.wechat import endpoints
from bot.wechat.connection import connected, http_client
from bot.wechat.crypto import Envelopes
from bot.wechat.delivery import Deliverer
from bot.wechat.gate import Gate
from bot.wechat.jsapi import PageSigner
from bot.wechat.refusals import Refusals

# A colleague's photo on its way out, as JSON. Read before anybody is asked for a token.
_MOST_BYTES = 8 * 1024 * 1024


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _services(settings) as services:
            app.state.services = services
            tasks = _background_tasks(services)
            try:
                yield
            finally:
                await _stopped(tasks)

    app = FastAPI(
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=_MOST_BYTES,
    )
    app.include_router(endpoints.router)
    app.include_router(push.router)
    app.include_router(menu_push.router)
    app.add_api_route("/health", health)
    app.add_api_route("/ready", ready)
    for kind, handler in push.EXCEPTION_HANDLERS.items():
        app.add_exception_handler(kind, handler)
    return app


def health() -> dict[str, str]:
    return {"status": "ok"}


async def ready(request: Request) -> JSONResponse:
    """Ready even when the backend is away: then messages are kept here, which is the point."""
    services = services_of(request)
    backend = await _answers(services.backend_health)
    return JSONResponse(
        {"status": "ready", "backend": backend, "spooled": services.spool.waiting()}
    )


async def _answers(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/health")).is_success
    except httpx.HTTPError:
        return False


@asynccontextmanager
async def _services(settings: Settings) -> AsyncIterator[Services]:
    internal_token = settings.internal_api_token.get_secret_value()
    spool = Spool(settings.data_dir / "spool", internal_token)
    spool.load()
    journal = Journal(settings.data_dir / "journal")
    journal.load()
    backend = BackendClient(settings.backend_url, internal_token)
    relay = Relay(
        backend,
        spool,
        deadline=settings.reply_deadline,
        grace=settings.reply_grace,
        most_waiting=settings.most_waiting,
    )
    envelopes = Envelopes(
        token=settings.wechat_token.get_secret_value(),
        app_id=settings.wechat_app_id,
        aes_keys=settings.aes_keys,
    )
    async with connected(settings) as wechat, http_client(settings.backend_url, 1.0) as health:
        deliverer = Deliverer(wechat)
        once = OnceOnly(deliverer, journal)
        flushing = asyncio.create_task(journal.keep_flushing())
        yield Services(
            settings=settings,
            relay=relay,
            spool=spool,
            wechat=wechat,
            deliverer=deliverer,
            pages=PageSigner(settings.wechat_app_id, wechat.jsapi_ticket),
            once=once,
            gate=_gate(settings),
            floods=Floods(settings.messages_per_minute),
            refusals=Refusals(),
            envelopes=envelopes,
            backend_health=health,
        )
        await _stopped([flushing])
        await backend.close()
    journal.close()


def _gate(settings: Settings) -> Gate:
    return Gate(settings.wechat_token.get_secret_value(), settings.wechat_replay_window)


def _background_tasks(services: Services) -> list[asyncio.Task[None]]:
    settings = services.settings
    tasks = [asyncio.create_task(services.relay.keep_forwarding(settings.spool_retry_seconds))]
    if settings.publishes_menu:
        tasks.append(
            asyncio.create_task(publish_when_possible(services.wechat, settings.menu_file))
        )
    return tasks


async def _stopped(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
