"""Who waits sees that somebody is at it; who is answered at once sees nothing of the kind."""

import asyncio

import httpx

from tests.backend.conversations.test_receiving import inbound, send
from tests.backend.peers import Peers


async def test_while_an_answer_takes_its_time_the_person_sees_typing(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.think_seconds = 2.0
    outcome = await send(internal, inbound())
    assert outcome["status"] == "answered"
    assert peers.typing == ["o-test-openid"]


async def test_a_quick_answer_shows_no_typing(internal: httpx.AsyncClient, peers: Peers) -> None:
    await send(internal, inbound())
    assert peers.typing == []


async def test_who_only_leaves_a_message_does_not_see_typing(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.think_seconds = 2.0
    await send(internal, inbound(wait_seconds=0))
    assert peers.typing == []


async def test_a_retry_that_waits_too_shows_no_second_typing(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.think_seconds = 2.2
    await asyncio.gather(send(internal, inbound()), send(internal, inbound()))
    assert peers.typing == ["o-test-openid"]
