"""What just happened, to whoever listens: server-sent events for pages, a long poll for tests."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from simulator.control.people import Owner
from simulator.hub import Event
from simulator.records import Entry
from simulator.service import Running
from simulator.world import Phone, World

router = APIRouter(prefix="/simulator/api")


@router.get("/users/{openid}/transcript")
async def transcript(
    running: Running,
    phone: Owner,
    after: int = 0,
    wait: Annotated[float, Query(ge=0, le=60)] = 0,
) -> list[Entry]:
    """Entries with a greater id; with `wait`, hold on that many seconds for the first one."""
    with running.world.hub.listen() as events:
        found = _entries(phone, after)
        if found or not wait:
            return found
        try:
            async with asyncio.timeout(timedelta(seconds=wait).total_seconds()):
                async for event in events:
                    if event.openid == phone.openid and _entries(phone, after):
                        break
        except TimeoutError:
            pass
        return _entries(phone, after)


@router.get("/users/{openid}/events")
async def person_events(running: Running, phone: Owner) -> StreamingResponse:
    return _stream(running.world, phone.openid)


@router.get("/events")
async def all_events(running: Running) -> StreamingResponse:
    """One connection for a page with many phones: browsers allow only six to a host."""
    return _stream(running.world, None)


def _entries(phone: Phone, after: int) -> list[Entry]:
    return [entry for entry in phone.entries if entry.id > after]


def _stream(world: World, openid: str | None) -> StreamingResponse:
    return StreamingResponse(
        _lines(world, openid),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _lines(world: World, openid: str | None) -> AsyncIterator[str]:
    with world.hub.listen() as events:
        yield ": listening\n\n"
        async for event in events:
            if openid is None or event.openid in ("", openid):
                yield _rendered(event)


def _rendered(event: Event) -> str:
    identity = "" if event.id is None else f"id: {event.id}\n"
    return f"{identity}event: {event.name}\ndata: {event.data}\n\n"
