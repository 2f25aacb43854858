"""Whatever the assistant, colleagues, timers and people do, and in whatever order, these hold:

never two owners; nothing lost or doubled; nothing said under an old epoch; whoever waits has a
timer; nobody's wait begins anew by itself; lists kept by events are the lists; the log is unbroken.
"""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as running
from hypothesis import strategies as st

from backend.database import Database
from backend.privacy.audit import first_broken_entry
from backend.services import Services
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role
from tests.backend.live_desk.people import a_colleague, a_person
from tests.backend.live_desk.world import Reader, World

PEOPLE = st.integers(0, 1)
STAFF = st.integers(0, 1)


def act(name: str, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(st.just(name), *parts)


SINGLE = st.one_of(
    act("writes", PEOPLE),
    act("writes", PEOPLE),
    act("asks", PEOPLE),
    act("asks", PEOPLE),
    act("takes", STAFF, PEOPLE, st.booleans()),
    act("takes", STAFF, PEOPLE, st.booleans()),
    act("answers", STAFF, PEOPLE),
    act("answers", STAFF, PEOPLE),
    act("hands_back", STAFF, PEOPLE),
    act("closes", STAFF, PEOPLE),
    act("passes_on", STAFF, PEOPLE),
    act("puts_aside", STAFF, PEOPLE),
    act("comes", STAFF),
    act("leaves", STAFF),
    act("falls_asleep", STAFF),
    act("time_passes", PEOPLE),
    act("time_passes", PEOPLE),
    act("gives_out"),
    act("wants_the_bot", PEOPLE),
)
ACTS = st.lists(
    st.one_of(
        SINGLE,
        st.tuples(st.just("together"), SINGLE, SINGLE),
        act("looks_afresh", st.integers(0, 1)),
        act("something_slow"),
    ),
    min_size=4,
    max_size=16,
)


@pytest.fixture
async def province(database: Database) -> StaffIdentity:
    return await a_colleague(database, "province", Role.province_administrator, "410000-GU")


@pytest.mark.timeout(900)
@running(
    max_examples=12,
    deadline=None,
    # Each act takes a transaction or three: a failing list is short enough to be read as it is.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS)
async def test_the_desk_holds_whatever_happens(
    acts: list[tuple[Any, ...]],
    internal: httpx.AsyncClient,
    database: Database,
    services: Services,
    li: StaffIdentity,
    wang: StaffIdentity,
    province: StaffIdentity,
) -> None:
    people = [await a_person(internal, database) for _ in range(2)]
    world = World(services, people, [li, wang], [Reader(li), Reader(province)])
    for reader in (0, 1):
        await world.looks_afresh(reader)
    try:
        for each in acts:
            await world.does(each)
            await world.holds()
    finally:
        await world.finish_slow()
    await world.holds()
    async with database.transaction() as session:
        assert await first_broken_entry(session) is None
