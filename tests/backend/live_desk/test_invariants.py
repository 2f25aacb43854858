"""Whatever the assistant, colleagues, timers, people and the platform do, and in whatever order:

never two owners; nothing lost or doubled; nothing said under an old epoch; whoever waits has a
timer; nobody's wait begins anew by itself; lists kept by events are the lists; every case has its
next step; the log is unbroken.
"""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any, ClassVar

import httpx
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as running
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from backend.app import create_app
from backend.config import Settings
from backend.privacy.audit import first_broken_entry
from backend.seeds.henan import seed_henan
from backend.staff.models import Role
from tests.backend.conftest import TOKEN
from tests.backend.emptying import empty_tables
from tests.backend.live_desk.people import a_colleague, a_person
from tests.backend.live_desk.world import Act, Reader, World
from tests.backend.peers import Peers

PEOPLE = STAFF = READERS = st.integers(0, 1)
PLATFORM = st.sampled_from(["accepted", "uncertain", "retry", "refused"])


def act(name: str, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Act]:
    return st.tuples(st.just(name), *parts)


BY_PEOPLE = st.one_of(
    act("writes", PEOPLE),
    act("repeats_itself", PEOPLE),
    act("asks", PEOPLE),
    act("is_in_danger", PEOPLE),
    act("wants_the_bot", PEOPLE),
    act("delivers", PLATFORM),
)
BY_STAFF = st.one_of(
    act("takes", STAFF, PEOPLE, st.booleans()),
    act("answers", STAFF, PEOPLE),
    act("answers", STAFF, PEOPLE),
    act("hands_back", STAFF, PEOPLE),
    act("closes", STAFF, PEOPLE),
    act("passes_on", STAFF, PEOPLE),
    act("puts_aside", STAFF, PEOPLE),
    act("takes_an_alarm", STAFF),
    act("comes", STAFF),
    act("leaves", STAFF),
    act("falls_asleep", STAFF),
    act("opens_a_case", STAFF, PEOPLE),
    act("works_on_a_case", STAFF, st.integers(0, 3)),
    act("works_on_a_case", STAFF, st.integers(0, 3)),
)
BY_TIME = st.one_of(
    act("looks_afresh", READERS),
    act("something_slow"),
    act("time_passes", PEOPLE),
    act("time_passes", PEOPLE),
    act("hours_pass", st.sampled_from([1, 8, 30, 100])),
    act("gives_out"),
)


ANYTHING = st.one_of(BY_PEOPLE, BY_STAFF, BY_STAFF, BY_TIME)


class Desk(RuleBasedStateMachine):
    """One backend an example, on the real database; after each step everything still holds."""

    settings: ClassVar[Settings]
    peers: ClassVar[Peers]
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.open = AsyncExitStack()
        self.world: World

    @initialize()
    def begin(self) -> None:
        self.runner.run(self._begin())

    async def _begin(self) -> None:
        self.peers.reset()
        app = create_app(self.settings)
        await self.open.enter_async_context(app.router.lifespan_context(app))
        internal = await self.open.enter_async_context(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app),
                base_url="http://backend",
                headers={"Authorization": f"Bearer {TOKEN}"},
                timeout=30,
            )
        )
        services = app.state.services
        async with services.database.transaction() as session:
            await empty_tables(session)
            if not await session.scalar(text("SELECT count(*) FROM unions")):
                await seed_henan(session)
        li, wang = [await a_colleague(services.database, name) for name in ("li", "wang")]
        province = await a_colleague(
            services.database, "province", Role.province_administrator, "410000-GU"
        )
        people = [await a_person(internal, services.database) for _ in range(2)]
        readers = [Reader(li), Reader(province)]
        self.world = World(services, self.peers, people, [li, wang], readers)
        for reader in range(len(readers)):
            await self.world.looks_afresh(reader)

    def teardown(self) -> None:
        self.runner.run(self._end())
        self.runner.close()

    async def _end(self) -> None:
        try:
            await self.world.finish_slow()
            await self.world.holds()
            async with self.world.database.transaction() as session:
                assert await first_broken_entry(session) is None
        finally:
            Desk.done.update(self.world.done)
            await self.open.aclose()

    def happens(self, *what: Any) -> None:
        self.runner.run(self._happens(what))

    async def _happens(self, what: Act) -> None:
        await self.world.does(what)
        await self.world.holds()

    # Few rules with much to choose from: Hypothesis switches rules off an example at a time, and a
    # walk without anybody who takes a conversation would prove little.

    @rule(what=ANYTHING)
    def something_happens(self, what: Act) -> None:
        self.happens(*what)

    @rule(one=BY_STAFF, two=ANYTHING)
    def two_things_happen_at_once(self, one: Act, two: Act) -> None:
        self.happens("together", one, two)

    @rule(who=PEOPLE, by=STAFF, has_seen=st.booleans())
    def somebody_asks_and_is_taken(self, who: int, by: int, has_seen: bool) -> None:
        self.happens("asks", who)
        self.happens("takes", by, who, has_seen)
        self.happens("answers", by, who)


@pytest.mark.timeout(600)
def test_the_desk_holds_whatever_happens(settings: Settings, peers: Peers) -> None:
    Desk.settings, Desk.peers = settings, peers
    run_state_machine_as_test(
        Desk,
        settings=running(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # A walk that was always refused would prove nothing.
    assert {"writes", "takes", "answers", "time_passes", "works_on_a_case"} <= set(Desk.done), (
        Desk.done
    )
