"""Whatever the bot hands over, in whatever company: whole rows, a turn where one is owed, or none at all."""

from datetime import UTC, datetime
from typing import Any

import httpx
from hypothesis import HealthCheck, given
from hypothesis import settings as running
from hypothesis import strategies as st

from backend.config import Settings
from backend.contracts.messages import (
    DeskChange,
    InboundKind,
    InboundMessage,
    NoticeChoice,
    NoticeOutcome,
    NoticeResult,
)
from benchmarks.fuzz_records import read_records
from benchmarks.xml_mutations import WORDS
from bot.wechat.xml import clean
from tests.backend.peers import Peers

# What XML can carry; anything else never gets past the bot.
SAID = WORDS.map(clean)
SHORT = SAID.map(lambda text: text[:60])
KEYS = st.none() | SHORT | st.sampled_from(["county:410105", "county:", "/join_union", "/"])
MOMENTS = st.integers(-62_135_596_800, 253_402_300_799).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
DETAILS: dict[InboundKind, st.SearchStrategy[dict[str, Any]]] = {
    InboundKind.notice_choice: st.fixed_dictionaries(
        {"choices": st.lists(st.builds(NoticeChoice, template_id=SHORT), max_size=3)}
    ),
    InboundKind.template_result: st.fixed_dictionaries(
        {
            "results": st.lists(
                st.builds(
                    NoticeResult,
                    notice_id=SHORT,
                    outcome=st.sampled_from(NoticeOutcome),
                    status=SHORT,
                ),
                min_size=1,
                max_size=1,
            )
        }
    ),
    InboundKind.permission_revoked: st.fixed_dictionaries(
        {"revoked": st.lists(st.integers(0, 999_999_999), max_size=3)}
    ),
    InboundKind.platform_desk: st.fixed_dictionaries({"desk": st.sampled_from(DeskChange)}),
}


@st.composite
def deliveries(draw: st.DrawFn) -> InboundMessage:
    kind = draw(st.sampled_from([kind for kind in InboundKind if kind is not InboundKind.position]))
    return InboundMessage(
        dedupe_key=f"fuzz:{draw(st.integers(0, 300))}",
        openid=f"oFuzz{draw(st.integers(0, 3))}",
        kind=kind,
        text=draw(SAID),
        media_id=draw(st.none() | SHORT),
        option_id=draw(st.none() | SHORT),
        key=draw(KEYS),
        latitude=draw(st.none() | st.floats(-90, 90)),
        longitude=draw(st.none() | st.floats(-180, 180)),
        platform_type=draw(SHORT),
        sent_at=draw(MOMENTS),
        wait_seconds=draw(st.sampled_from([0.0, 4.0])),
        **draw(DETAILS.get(kind, st.just({}))),
    )


@running(
    max_examples=100,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(batch=st.lists(deliveries(), min_size=1, max_size=5), together=st.booleans())
async def test_nothing_is_recorded_by_halves(
    internal: httpx.AsyncClient,
    settings: Settings,
    peers: Peers,
    batch: list[InboundMessage],
    together: bool,
) -> None:
    bodies = [message.model_dump(mode="json") for message in batch]
    if together:
        response = await internal.post("/v1/inbound/batch", json={"messages": bodies})
        assert response.status_code == 200, response.text
    else:
        for body in bodies:
            response = await internal.post("/v1/inbound", json=body)
            assert response.status_code == 200, response.text
    records = await read_records(settings.database_url)
    assert records.halves == {}
    assert records.keys >= {message.dedupe_key for message in batch}
    assert records.turns == records.inbound
