"""The platform under load: pushes from many people, and what each of them is shown."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from benchmarks.wires import Wires
from simulator import crypto, messages
from simulator.config import Mode, Settings
from simulator.connection import Connection
from simulator.passive import Expectation, read_reply
from simulator.wire import build

# The platform's own patience, and how often it delivers the same message.
LIMIT_SECONDS = 5.0
DELIVERIES = 3


@dataclass(frozen=True)
class Acknowledged:
    """How one message was taken; `seconds` is the longest of its deliveries."""

    seconds: float
    deliveries: int
    passively: bool
    taken: bool


class Crowd:
    """`shown[openid]` are the texts a person saw, in order, whichever way they came."""

    def __init__(self, bot_url: str, env: Mapping[str, str]) -> None:
        self._settings = Settings(
            wechat_app_id=env["WECHAT_APP_ID"],
            wechat_app_secret=env["WECHAT_APP_SECRET"],
            wechat_token=env["WECHAT_TOKEN"],
            wechat_encoding_aes_key=env["WECHAT_ENCODING_AES_KEY"],
            bot_url=bot_url,
            simulator_mode=Mode.aes,
        )
        self._connection = Connection.of(self._settings)
        address = urlsplit(bot_url)
        self._wires = Wires(address.hostname or "127.0.0.1", address.port or 80)
        self._last_id = 26_000_000_000_000_000
        self.shown: defaultdict[str, list[str]] = defaultdict(list)
        self.shown_at = 0.0
        # What the next customer-service messages to such people meet with, and what they met
        # with; `late` is shown and never confirmed.
        self.lies: list[str] = []
        self.lied_to = "o"
        self.struck: Counter[str] = Counter()
        # Who was shown 「暂时无法提供服务」 after what words; the account may have them all the same.
        self.given_up: Counter[tuple[str, str]] = Counter()

    async def says(self, openid: str, text: str) -> Acknowledged:
        """One message, delivered as often as the platform would."""
        self._last_id += 1
        fields = messages.push(self._envelope(openid), messages.text(text))
        longest = 0.0
        for delivery in range(1, DELIVERIES + 1):
            target, body = self._sealed(build(fields), openid)
            began = time.monotonic()
            try:
                async with asyncio.timeout(LIMIT_SECONDS):
                    response = await self._wires.post(target, body)
            except (TimeoutError, OSError, EOFError):
                took = time.monotonic() - began
                longest = max(longest, took)
                await asyncio.sleep(max(0.0, LIMIT_SECONDS - took))
                continue
            longest = max(longest, time.monotonic() - began)
            if response.status == 200:
                passively = self._heard(openid, response.body)
                return Acknowledged(longest, delivery, passively, taken=True)
        self.given_up[openid, text] += 1
        return Acknowledged(longest, DELIVERIES, passively=False, taken=False)

    async def answer_to(self, openid: str, words: str, seconds: float = 120) -> str:
        """What is shown next to somebody who says this. Raises TimeoutError."""
        seen = len(self.shown[openid])
        async with asyncio.timeout(seconds):
            while not (await self.says(openid, words)).taken:
                pass
            while len(self.shown[openid]) == seen:  # noqa: ASYNC110 — shown from many places
                await asyncio.sleep(0.02)
        return self.shown[openid][seen]

    def close(self) -> None:
        self._wires.close()

    def _heard(self, openid: str, body: bytes) -> bool:
        account = self._settings.simulator_account_id
        expected = Expectation(openid, account, keys=(self._settings.wechat_encoding_aes_key,))
        reply = read_reply(body, self._connection, expected)
        if reply is None:
            return False
        self._show(openid, str(reply.parts["text"]))
        return True

    def _show(self, openid: str, text: str) -> None:
        self.shown[openid].append(text)
        self.shown_at = time.monotonic()

    def _envelope(self, openid: str) -> messages.Envelope:
        return messages.Envelope(
            account_id=self._settings.simulator_account_id,
            openid=openid,
            created=int(time.time()),
            message_id=self._last_id,
        )

    def _sealed(self, xml: str, openid: str) -> tuple[str, bytes]:
        settings = self._settings
        encrypted = crypto.encrypt(settings.wechat_encoding_aes_key, xml, settings.wechat_app_id)
        timestamp, nonce = str(int(time.time())), str(time.monotonic_ns() % 10**10)
        query = {
            "signature": crypto.sign(settings.wechat_token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": openid,
            "encrypt_type": "aes",
            "msg_signature": crypto.sign(settings.wechat_token, timestamp, nonce, encrypted),
        }
        body = (
            f"<xml><ToUserName><![CDATA[{settings.simulator_account_id}]]></ToUserName>"
            f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
        )
        return f"/wechat?{urlencode(query)}", body.encode()

    @asynccontextmanager
    async def listening(self, port: int) -> AsyncIterator[None]:
        """The API the account calls: a token, and customer-service messages."""
        app = web.Application()
        app.router.add_post("/cgi-bin/stable_token", _token)
        app.router.add_post("/cgi-bin/message/custom/send", self._send)
        app.router.add_post("/{rest:.*}", _ok)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _send(self, request: web.Request) -> web.Response:
        message = await request.json()
        lie = self._next_lie(message["touser"])
        if lie and lie != "late":
            return web.json_response({"errcode": int(lie), "errmsg": "a lie rid: 0-0"})
        kind = message["msgtype"]
        said = message[kind]
        self._show(message["touser"], said["content"] if kind == "text" else said["head_content"])
        if lie == "late":
            await asyncio.sleep(2 * LIMIT_SECONDS)
        return await _ok(request)

    def _next_lie(self, openid: str) -> str:
        if not (self.lies and openid.startswith(self.lied_to)):
            return ""
        self.struck[self.lies[0]] += 1
        return self.lies.pop(0)


async def _token(request: web.Request) -> web.Response:
    return web.json_response({"access_token": "token-for-a-benchmark", "expires_in": 7200})


async def _ok(request: web.Request) -> web.Response:
    return web.json_response({"errcode": 0, "errmsg": "ok"})
