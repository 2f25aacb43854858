"""Who waits sees that somebody is at it; who is answered at once sees nothing of the kind."""

import asyncio
import dataclasses

import httpx
from fastapi import FastAPI

from backend.conversations.typing import TypingIndicator
from backend.services import Services
from tests.backend.conversations.test_receiving import inbound, send
from tests.backend.peers import Peers
from tests.waiting import PATIENCE, until


async def test_while_an_answer_takes_its_time_the_person_sees_typing(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.thinks_over = {"你好"}
    outcome = asyncio.create_task(send(internal, inbound()))
    await until(lambda: peers.typing == ["o-test-openid"])
    peers.thinks_over.clear()
    assert (await outcome)["status"] == "answered"
    assert peers.typing == ["o-test-openid"]


async def test_a_quick_answer_shows_no_typing(
    app: FastAPI, internal: httpx.AsyncClient, peers: Peers
) -> None:
    services: Services = app.state.services
    late = TypingIndicator(services.gateway, after_seconds=PATIENCE)
    app.state.services = dataclasses.replace(services, typing=late)
    await send(internal, inbound())
    assert peers.typing == []


async def test_who_only_leaves_a_message_does_not_see_typing(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.think_seconds = 2.0
    await send(internal, inbound(wait_seconds=0))
    assert peers.typing == []


async def test_who_said_nothing_sees_no_typing_which_the_platform_would_refuse(
    app: FastAPI, internal: httpx.AsyncClient, peers: Peers
) -> None:
    services: Services = app.state.services
    at_once = TypingIndicator(services.gateway, after_seconds=0.0)
    app.state.services = dataclasses.replace(services, typing=at_once)
    peers.think_seconds = 0.5
    await send(internal, inbound("", kind="scan", key="county:410105"))
    await send(internal, inbound("", kind="menu_tap", key="/join_union", dedupe_key="m-2"))
    assert peers.typing == []


async def test_a_retry_that_waits_too_shows_no_second_typing(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.thinks_over = {"你好"}
    both = asyncio.gather(send(internal, inbound()), send(internal, inbound()))
    await until(lambda: peers.typing != [])
    await asyncio.sleep(0.5)  # for what would be shown twice
    peers.thinks_over.clear()
    await both
    assert peers.typing == ["o-test-openid"]
