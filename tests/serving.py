"""Apps that really listen on loopback, in the test's own loop, and are gone once the test is done with them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from asgi_lifespan import LifespanManager
from starlette.types import ASGIApp

from tests.waiting import PATIENCE


def started_and_stopped(app: ASGIApp) -> LifespanManager:
    """Like a process, however long that takes it."""
    return LifespanManager(app, startup_timeout=PATIENCE, shutdown_timeout=PATIENCE)


@asynccontextmanager
async def listening(
    app: ASGIApp, port: int = 0, *, has_lifespan: bool = False
) -> AsyncIterator[str]:
    """The address of `app`; port 0 takes any free one. What still runs at the end is cut off."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        log_config=None,
        lifespan="on" if has_lifespan else "off",
        # As the real ones: the side that asks lets go of an idle connection first.
        timeout_keep_alive=75,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    # Not `serve()`: it takes over the signals and only looks every tenth of a second.
    await server.startup()
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        await _cut_off(server)


async def _cut_off(server: uvicorn.Server) -> None:
    """Not `shutdown()`, which sleeps a tenth of a second and waits for whoever listens to a stream."""
    for each in server.servers:
        each.close()
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    unfinished = list(server.server_state.tasks)
    for task in unfinished:
        task.cancel()
    await asyncio.gather(*unfinished, return_exceptions=True)
    await server.lifespan.shutdown()
