"""An account of a few lines, and hands on the simulator it talks to."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from fastapi import FastAPI, Request, Response

from simulator import crypto, wire
from simulator.client import SimulatorClient
from simulator.config import Settings
from simulator.pushes import Courier
from simulator.records import Direction, State
from simulator.world import World

IMPATIENT = 2.5
"""Seconds for an answer where a test waits for a delivery to fail; the next must get through even so."""


class Clock:
    """The simulator's time, moved by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


@dataclass
class Push:
    query: dict[str, str]
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        return wire.parse(self.body)


type Answer = Callable[[Push], bytes | str]


@dataclass
class Account:
    """The developer's server: keeps what it was sent, answers as the test says."""

    answer: Answer = lambda push: "success"
    delays: list[float] = field(default_factory=list)
    status: int = 200
    echo: str = "{}"
    pushes: list[Push] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.api_route("/wechat", methods=["GET", "POST"])
        async def wechat(request: Request) -> Response:
            query = dict(request.query_params)
            if request.method == "GET":
                return Response(self.echo.format(query["echostr"]), media_type="text/plain")
            push = Push(query, await request.body())
            self.pushes.append(push)
            if self.delays:
                await asyncio.sleep(self.delays.pop(0))
            return Response(self.answer(push), status_code=self.status)

        return app


@dataclass
class Platform:
    """A running simulator with everything a test may look at."""

    client: SimulatorClient
    http: httpx.AsyncClient
    world: World
    settings: Settings
    clock: Clock
    courier: Courier

    async def token(self) -> str:
        asked = {
            "grant_type": "client_credential",
            "appid": self.settings.wechat_app_id,
            "secret": self.settings.wechat_app_secret,
        }
        response = await self.http.post("/cgi-bin/stable_token", json=asked)
        return str(response.json()["access_token"])

    async def call(self, path: str, body: Any) -> dict[str, Any]:
        query = {"access_token": await self.token()}
        response = await self.http.post(f"/cgi-bin/{path}", params=query, json=body)
        answer: dict[str, Any] = response.json()
        return answer

    async def sends_text(self, openid: str, content: str) -> int:
        body = {"touser": openid, "msgtype": "text", "text": {"content": content}}
        return int((await self.call("message/custom/send", body))["errcode"])

    async def told(self, account: "Account", event: str, **fields: str) -> dict[str, Any]:
        """The event of that name with these fields, as soon as the account has it."""
        wanted = {"Event": event, **fields}
        with self.world.hub.listen() as happenings:
            while True:
                for push in account.pushes:
                    document = self.opened(push)
                    if wanted.items() <= document.items():
                        return document
                await anext(happenings)

    def reply(self, push: Push, content: str, **changes: Any) -> str:
        """A correct text reply in plain XML; `changes` make it wrong."""
        inner = self.opened(push)
        fields: dict[str, wire.Field] = {
            "ToUserName": wire.text_at(inner, "FromUserName"),
            "FromUserName": wire.text_at(inner, "ToUserName"),
            "CreateTime": 1714037059,
            "MsgType": "text",
            "Content": content,
        }
        return wire.build(fields | changes)

    def sealed(self, plain: str, *, app_id: str | None = None, signature: str = "") -> str:
        """The reply as secure mode wants it."""
        settings = self.settings
        encrypted = crypto.encrypt(
            settings.wechat_encoding_aes_key, plain, app_id or settings.wechat_app_id
        )
        signed = crypto.sign(settings.wechat_token, "1714037059", "486452656", encrypted)
        return wire.build(
            {
                "Encrypt": encrypted,
                "MsgSignature": signature or signed,
                "TimeStamp": 1714037059,
                "Nonce": "486452656",
            }
        )

    def opened(self, push: Push) -> dict[str, Any]:
        """The push as the account reads it, whatever the mode."""
        document = push.document
        if "Encrypt" not in document:
            return document
        key = self.settings.wechat_encoding_aes_key
        message, _ = crypto.decrypt(key, wire.text_at(document, "Encrypt"))
        return wire.parse(message.encode())


async def delivered(platform: Platform, count: int) -> None:
    """Until that many acts of people have come to their end."""
    with platform.world.hub.listen() as events:
        while _finished(platform) < count:
            await anext(events)


def _finished(platform: Platform) -> int:
    entries = [entry for phone in platform.world.phones.values() for entry in phone.entries]
    mine = [entry for entry in entries if entry.direction is not Direction.to_person]
    return sum(entry.state is State.done and entry.exchange_id is not None for entry in mine)


type Start = Callable[..., Awaitable[Platform]]
