"""The desk's feed to a browser (SSE): replayed from the last id it has, ended with its session.

Holds no transaction while it waits, and is no activity of the session: an abandoned desk is signed
out as if the page were not open.
"""

import json
import time
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from backend.console.access import cookie_name, lifetimes_of, require_open_to, settings_of
from backend.console.web import ConsoleRoute
from backend.database import Database
from backend.desk.state import Event, Position, shown_to
from backend.desk.stream import LetGo, Stream
from backend.errors import Unauthenticated
from backend.staff.identity import StaffIdentity
from backend.staff.service import current_staff

router = APIRouter(route_class=ConsoleRoute)

# The browser comes back after this, with the last id it has.
_RETRY = "retry: 2000\n\n"


async def watching(request: Request) -> StaffIdentity:
    """As `signed_in`, but nobody does anything by watching."""
    staff = await _still_signed_in(request)
    if staff is None:
        raise Unauthenticated("sign in first")
    require_open_to(request, staff)
    return staff


async def _still_signed_in(request: Request) -> StaffIdentity | None:
    token = request.cookies.get(cookie_name(settings_of(request)))
    database: Database = request.app.state.database
    if not token:
        return None
    async with database.transaction() as session:
        return await current_staff(session, token, lifetimes_of(request), is_activity=False)


@router.get("/desk/events")
async def events(
    request: Request,
    staff: Annotated[StaffIdentity, Depends(watching)],
    after: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """`after` is the position of the list the page shows; a reconnect says `Last-Event-ID`."""
    asked = Position.parse(request.headers.get("last-event-id")) or Position.parse(after)
    return StreamingResponse(
        _told(request, staff, asked),
        media_type="text/event-stream",
        # A proxy that collects the answer would hold up the news.
        headers={"X-Accel-Buffering": "no"},
    )


async def _told(
    request: Request, staff: StaffIdentity, asked: Position | None
) -> AsyncIterator[str]:
    stream: Stream = request.app.state.desk_stream
    try:
        async with stream.listening() as listener:
            position, resumes = await stream.start_from(asked)
            yield _RETRY + _event("ready" if resumes or asked is None else "reset", position)
            async for batch in stream.catch_up(position):
                position = batch[-1].position
                yield _lines(staff, batch)
            checked_at = time.monotonic()
            while True:
                found = await listener.next(stream.beat_seconds)
                news = [event for event in found or () if event.position > position]
                position = news[-1].position if news else position
                # An event, as pages see no comments: a dead line must not look like a quiet one.
                yield _lines(staff, news) or _event("beat", position)
                if time.monotonic() - checked_at >= stream.beat_seconds:
                    checked_at = time.monotonic()
                    now = await _still_signed_in(request)
                    if now is None:
                        yield _event("signed-out", position)
                        return
                    staff = now
    except LetGo:
        return


def _lines(staff: StaffIdentity, batch: Sequence[Event]) -> str:
    """What this viewer may know of a batch."""
    shown = ((event, shown_to(staff, event)) for event in batch)
    return "".join(_line(event, data) for event, data in shown if data is not None)


def _line(event: Event, data: dict[str, Any]) -> str:
    told = json.dumps({"subject_id": str(event.subject_id), **data}, separators=(",", ":"))
    return f"id: {event.position}\nevent: {event.kind}\ndata: {told}\n\n"


def _event(kind: str, position: Position) -> str:
    return f"id: {position}\nevent: {kind}\ndata: {{}}\n\n"
