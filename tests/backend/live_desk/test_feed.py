"""State and events together are the state: after sleep, reconnect, and transactions out of order."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import delete, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.__main__ import Server
from backend.app import create_app
from backend.console.access import BACKGROUND_HEADER
from backend.database import Database, utc_now
from backend.desk import feed, transitions
from backend.desk.models import DeskEvent
from backend.desk.state import (
    Position,
    is_kept,
    position_now,
    read_after,
    shown_to,
)
from backend.desk.stream import LetGo, Listener, Stream
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role, StaffSession
from backend.worker import jobs
from tests.backend.desk import PASSWORD
from tests.backend.live_desk.page import caught_up, look, still_open
from tests.backend.live_desk.people import Person, a_colleague, a_person, answers, takes
from tests.waiting import PATIENCE, until


async def test_what_sql_tells_of_a_row_is_what_python_tells(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    await takes(database, li, person)
    rows, position = await look(database, li)
    await person.writes("在吗")  # changes the row in SQL
    rows, _ = await caught_up(database, li, rows, position)
    fresh, _ = await look(database, li)
    assert rows == fresh
    assert fresh[str(person.id)]["waiting_since"] is not None


async def test_an_event_of_a_slow_transaction_does_not_turn_up_behind_the_reader(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    """The slow one has the smaller xid; until it ends, nothing later is read."""
    async with database.transaction() as session:
        start = await position_now(session)
    async with database.engine.connect() as connection:
        await connection.execute(
            text(
                "INSERT INTO desk_events (kind, subject_id, division_path, data, at) "
                "VALUES ('case', :id, '410000', '{}', now())"
            ),
            {"id": uuid4()},
        )
        await person.asks_for_a_person()
        async with database.transaction() as other:
            assert await read_after(other, start, limit=10) == []
        await connection.commit()
    async with database.transaction() as other:
        kinds = [event.kind for event in await read_after(other, start, limit=10)]
    assert kinds == ["case", "conversation"]


async def test_who_moves_out_of_ones_places_is_gone_from_ones_list(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    province = await a_colleague(database, "province", Role.province_administrator, "410000-GU")
    far = await a_colleague(database, "far", union_code="410202-NF")
    await person.asks_for_a_person()
    await takes(database, li, person)
    lists = {each.id: await look(database, each) for each in (li, far, province)}
    async with database.transaction() as session:
        union_id = far.bindings[0].union_id
        await transitions.transfer_to_union(session, li, person.id, union_id)
    for staff in (li, far, province):
        rows, _ = await caught_up(database, staff, *lists[staff.id])
        fresh, _ = await look(database, staff)
        assert still_open(rows) == fresh
    assert (await look(database, li))[0] == {}


async def test_one_own_matters_reach_nobody_else(
    database: Database, li: StaffIdentity, wang: StaffIdentity
) -> None:
    async with database.transaction() as session:
        await feed.publish(
            session, kind="presence", subject_id=li.id, division_path="", staff_id=li.id
        )
    async with database.transaction() as session:
        (event,) = await read_after(session, Position(0, 0), limit=10)
    assert shown_to(li, event) == {}
    assert shown_to(wang, event) is None


async def test_a_message_from_nowhere_is_seen_by_the_province_only(
    internal: httpx.AsyncClient, database: Database, li: StaffIdentity, session: AsyncSession
) -> None:
    province = await a_colleague(database, "province", Role.province_administrator, "410000-GU")
    await (await a_person(internal, database, county=None)).writes("你好")
    (event,) = await read_after(session, Position(0, 0), limit=10)
    assert event.kind == "message"
    assert shown_to(li, event) is None
    assert shown_to(province, event) is not None


async def test_after_three_days_whoever_was_away_looks_afresh(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    await person.asks_for_a_person()
    async with database.transaction() as session:
        (first,) = await read_after(session, Position(0, 0), limit=10)
        await session.execute(update(DeskEvent).values(at=utc_now() - timedelta(days=4)))
    await takes(database, li, person)
    async with database.transaction() as session:
        assert await is_kept(session, first.position)
        await feed.purge(session)
        assert not await is_kept(session, first.position)
        assert await is_kept(session, await position_now(session))


@pytest.mark.parametrize("words", [None, "", "1", "a-b", "1-", "-1-2", "9" * 30 + "-1", "１-２"])
async def test_edge_what_is_no_position_is_none(words: str | None) -> None:
    assert Position.parse(words) is None


async def test_a_position_survives_the_way_through_the_browser() -> None:
    assert Position.parse(str(Position(71, 10**17))) == Position(71, 10**17)


class Window:
    """A browser with the desk open, over real HTTP: what it was told, and the last id it has."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.last_id = ""
        self.reading: asyncio.Task[None] | None = None

    async def opens(self, after: str = "") -> None:
        self.reading = asyncio.create_task(self._read(after))
        await self.hears("ready", "reset")

    async def sleeps(self) -> None:
        assert self.reading is not None
        self.reading.cancel()
        await asyncio.gather(self.reading, return_exceptions=True)
        self.told.clear()

    async def ended(self) -> None:
        assert self.reading is not None
        await asyncio.wait_for(self.reading, PATIENCE)

    async def hears(self, *kinds: str, times: int = 1) -> dict[str, Any]:
        """The last of `times` that were told."""

        def heard() -> list[dict[str, Any]]:
            return [data for kind, data in self.told if kind in kinds]

        await until(lambda: len(heard()) >= times, lambda: f"{kinds}, only {self.told}")
        return heard()[times - 1]

    async def _read(self, after: str) -> None:
        headers = {"Last-Event-ID": self.last_id} if self.last_id else {}
        url = f"/desk/events?after={after}"
        async with self.http.stream("GET", url, headers=headers) as answer:
            assert answer.status_code == 200, answer.status_code
            assert answer.headers["cache-control"] == "no-store"
            kind = ""
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "id":
                    self.last_id = value
                elif name == "event":
                    kind = value
                elif name == "data":
                    self.told.append((kind, json.loads(value)))


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[tuple[Server, str]]:
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = Server(config, app.state.desk_stream)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield server, f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await asyncio.wait_for(task, PATIENCE)


@asynccontextmanager
async def window(url: str, username: str) -> AsyncIterator[Window]:
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as http:
        signed_in = await http.post(
            "/sign-in",
            data={"username": username, "password": PASSWORD},
            headers={"Origin": url},
        )
        assert signed_in.status_code == 303
        window = Window(http)
        yield window
        if window.reading is not None:
            window.reading.cancel()
            await asyncio.gather(window.reading, return_exceptions=True)


async def test_a_word_to_a_colleague_comes_to_their_screen_by_itself(
    app: FastAPI, person: Person, database: Database, li: StaffIdentity
) -> None:
    await takes(database, li, person)
    async with serving(app) as (_, url), window(url, "li") as screen:
        await screen.opens()
        await person.writes("老板把我打了")
        data = await screen.hears("message")
        assert data["subject_id"] == str(person.id)
        assert (await screen.hears("conversation"))["waiting_since"] is not None


async def test_after_a_sleeping_laptop_every_event_comes_once(
    app: FastAPI, person: Person, database: Database, li: StaffIdentity
) -> None:
    epoch = await takes(database, li, person)
    async with serving(app) as (_, url), window(url, "li") as screen:
        await screen.opens()
        await person.writes("一")
        await screen.hears("message")
        await screen.hears("conversation")
        await screen.sleeps()
        await answers(database, li, person, "在", epoch=epoch)
        await person.writes("二")
        await screen.opens()
        await screen.hears("message", times=2)
        await screen.hears("conversation", times=2)
        await asyncio.sleep(0.5)  # for what would come twice
        kinds = [kind for kind, _ in screen.told]
        assert kinds.count("ready") == 1
        assert kinds.count("message") == 2  # the reply and the second word
        assert kinds.count("conversation") == 2


async def test_a_stop_lets_fifty_streams_go_at_once(
    app: FastAPI, li: StaffIdentity, database: Database
) -> None:
    async with serving(app) as (server, url), window(url, "li") as first:
        others = [Window(first.http) for _ in range(49)]
        await asyncio.gather(*(each.opens() for each in [first, *others]))
        server.should_exit = True
        await asyncio.gather(*(each.ended() for each in [first, *others]))


async def test_watching_is_no_activity_and_holds_no_transaction(
    app: FastAPI, person: Person, li: StaffIdentity, database: Database
) -> None:
    async with serving(app) as (_, url), window(url, "li") as screen:
        long_ago = utc_now() - timedelta(minutes=20)
        async with database.transaction() as session:
            await session.execute(update(StaffSession).values(seen_at=long_ago))
        await screen.opens()
        await asyncio.sleep(1.5)
        async with database.transaction() as session:
            seen = await session.scalar(text("SELECT seen_at FROM staff_sessions"))
            assert seen == long_ago
        await until(lambda: nothing_is_held(database))


async def nothing_is_held(database: Database) -> bool:
    """A short one may be just under way; what a stream held would be held as long as it is open."""
    idle = text(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
        " AND clock_timestamp() - xact_start > interval '1 second'"
        " AND pid <> pg_backend_pid()"
    )
    async with database.transaction() as session:
        return bool(await session.scalar(idle) == 0)


async def test_whoever_is_not_signed_in_hears_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/desk/events", headers={BACKGROUND_HEADER: "1"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


async def test_two_backends_tell_both_of_their_browsers(
    app: FastAPI, settings: Any, person: Person, database: Database, li: StaffIdentity
) -> None:
    second = create_app(settings)
    await takes(database, li, person)
    async with (
        serving(app) as (_, url),
        serving(second) as (_, other_url),
        window(url, "li") as here,
        window(other_url, "li") as there,
    ):
        await here.opens()
        await there.opens()
        await person.writes("有人吗")
        assert await here.hears("message") == await there.hears("message")
    await second.state.services.close()


async def test_staff_see_when_their_words_reached_the_platform(
    app: FastAPI, person: Person, database: Database, li: StaffIdentity
) -> None:
    epoch = await takes(database, li, person)
    await person.writes("在吗")
    message_id = await answers(database, li, person, "在的", epoch=epoch)
    await jobs.deliver_outbox(app.state.services)
    async with database.transaction() as session:
        events = await read_after(session, Position(0, 0), limit=100)
    delivered = [event.data for event in events if "delivery" in event.data]
    assert [(data["message_id"], data["delivery"]) for data in delivered] == [
        (str(message_id), "accepted")
    ]


async def test_the_stream_ends_with_its_session(
    app: FastAPI, settings: Any, li: StaffIdentity, database: Database
) -> None:
    app.state.desk_stream = Stream(database, settings.database_url, beat_seconds=0.3)
    async with serving(app) as (_, url), window(url, "li") as screen:
        await screen.opens()
        async with database.transaction() as session:
            await session.execute(delete(StaffSession))
        await screen.hears("signed-out")
        await screen.ended()


async def everything(listener: Listener) -> None:
    while True:
        await listener.next(0.1)


async def test_a_browser_that_does_not_keep_up_is_let_go_and_catches_up(
    database: Database, settings: Any, person: Person
) -> None:
    stream = Stream(database, settings.database_url)
    async with stream.listening() as listener:
        position, resumes = await stream.start_from(None)
        assert not resumes
        await person.writes("一")
        for _ in range(300):
            listener.put([])
        with pytest.raises(LetGo):
            await everything(listener)
        batches = [batch async for batch in stream.catch_up(position)]
    assert [event.kind for batch in batches for event in batch] == ["message"]
    await stream.close()
    with pytest.raises(LetGo):
        async with stream.listening():
            pass
