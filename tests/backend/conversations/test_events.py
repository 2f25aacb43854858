"""What happens beside the talk is recorded, answered by nobody, and leaves the question open."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.labels import MESSAGE_KIND
from backend.contracts.handling import HANDLING, Handling
from backend.contracts.messages import InboundKind
from backend.conversations.models import Contact, Message, PrivateValue, Turn
from tests.backend.conversations.test_receiving import inbound, send
from tests.backend.peers import Peers

RECORDED = [kind for kind, handling in HANDLING.items() if handling is Handling.recorded]
DETAILS: dict[str, dict[str, Any]] = {
    "notice_choice": {"choices": [{"template_id": "t-1", "accepted": True}]},
    "notice_sent": {"results": [{"notice_id": "17", "outcome": "delivered", "template_id": "t"}]},
    "template_result": {"results": [{"notice_id": "18", "outcome": "blocked"}]},
    "permission_revoked": {"revoked": [205]},
    "pictures_chosen": {"picture_count": 2, "key": "photos"},
    "platform_desk": {"desk": "opened", "key": "desk1"},
}


@pytest.mark.parametrize("kind", RECORDED)
async def test_an_event_is_recorded_with_its_details_and_gets_no_turn(
    internal: httpx.AsyncClient, session: AsyncSession, peers: Peers, kind: InboundKind
) -> None:
    details = DETAILS.get(kind, {})
    outcome = await send(internal, inbound("", kind=kind, **details))
    assert outcome["status"] == "nothing"
    message = await session.get(Message, outcome["message_id"])
    assert message is not None
    assert (message.direction, message.kind, message.data) == ("event", kind, details)
    assert await session.scalar(select(Turn.id)) is None
    assert peers.heard == []


@pytest.mark.parametrize("kind", RECORDED)
async def test_an_event_leaves_the_options_on_the_screen_open(
    internal: httpx.AsyncClient, peers: Peers, kind: InboundKind
) -> None:
    peers.replies = [{"text": "开始吗？", "buttons": [{"title": "同意", "payload": "/affirm"}]}]
    await send(internal, inbound(dedupe_key="a"))
    await send(internal, inbound("", kind=kind, dedupe_key="b"))
    await send(internal, inbound("1", dedupe_key="c"))
    assert [body["message"] for body in peers.heard] == ["你好", "/affirm"]


async def test_a_retried_event_is_recorded_once(
    internal: httpx.AsyncClient, session: AsyncSession
) -> None:
    body = inbound("", kind="page_view", key="https://page.example/")
    first = await send(internal, body)
    second = await send(internal, body)
    assert first == second
    assert len((await session.scalars(select(Message.id))).all()) == 1


async def test_an_event_is_no_sign_that_somebody_wrote(
    internal: httpx.AsyncClient, session: AsyncSession
) -> None:
    await send(internal, inbound("", kind="page_view", dedupe_key="a"))
    assert await session.scalar(select(Contact.last_inbound_at)) is None


async def test_edge_9_unfollowing_twice_and_coming_back_within_a_second(
    internal: httpx.AsyncClient, session: AsyncSession
) -> None:
    at = "2026-01-01T08:00:00+00:00"
    for place, kind in enumerate(["follow", "unfollow", "unfollow", "follow"]):
        await send(internal, inbound("", kind=kind, dedupe_key=f"{place}", sent_at=at))
    contact = await session.scalar(select(Contact))
    assert contact is not None
    assert contact.unfollowed_at is None
    inbound_ones = select(Message.kind).where(Message.direction != "outbound")
    kinds = await session.scalars(inbound_ones.order_by(Message.seq))
    assert list(kinds) == ["follow", "unfollow", "unfollow", "follow"]
    assert len((await session.scalars(select(Turn.id))).all()) == 2


async def test_edge_9_who_left_stays_gone_whatever_the_platform_still_reports(
    internal: httpx.AsyncClient, session: AsyncSession
) -> None:
    for place, kind in enumerate(["follow", "unfollow", "template_result"]):
        await send(internal, inbound("", kind=kind, dedupe_key=f"{place}"))
    assert await session.scalar(select(Contact.unfollowed_at)) is not None


async def test_numbers_in_a_scanned_code_are_taken_out(
    internal: httpx.AsyncClient, session: AsyncSession
) -> None:
    await send(internal, inbound("tel:13812345678", kind="code_read"))
    text = await session.scalar(select(Message.text))
    assert text is not None
    assert "13812345678" not in text
    assert await session.scalar(select(PrivateValue.masked)) == "138****5678"


PLACE: dict[str, Any] = {"kind": "location", "latitude": 34.78, "longitude": 113.67}


@pytest.mark.parametrize("kind", ["location", "place_chosen"])
async def test_a_shared_place_proposes_the_county(
    internal: httpx.AsyncClient, session: AsyncSession, kind: str
) -> None:
    await send(internal, inbound("河南省郑州市金水区花园路1号", **{**PLACE, "kind": kind}))
    assert await session.scalar(select(Contact.county_code)) == "410105"


async def test_a_shared_place_does_not_replace_what_a_code_said(
    internal: httpx.AsyncClient, session: AsyncSession
) -> None:
    await send(internal, inbound("", kind="scan", key="county:410102", dedupe_key="a"))
    await send(internal, inbound("河南省郑州市金水区花园路1号", **PLACE, dedupe_key="b"))
    assert await session.scalar(select(Contact.county_code)) == "410102"


async def test_the_assistant_is_told_the_county_of_a_place_or_that_there_is_none(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    await send(internal, inbound("河南省郑州市金水区花园路1号", **PLACE, dedupe_key="a"))
    await send(internal, inbound("", **PLACE, dedupe_key="b"))
    assert [body["message"] for body in peers.heard] == [
        '/send_location{"county": "410105"}',
        "/send_location",
    ]


def test_staff_read_a_word_for_every_kind() -> None:
    recorded = {kind.value for kind, how in HANDLING.items() if how is not Handling.acknowledged}
    assert recorded - {"text"} <= set(MESSAGE_KIND)
