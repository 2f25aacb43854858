"""Hands what a person did to the account's server, and shows the person what came of it.

Up to three deliveries of the same message, five seconds apart; only the answer to one of them counts.
"""

import asyncio
import logging
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from simulator import crypto, messages
from simulator.config import Mode, Settings
from simulator.messages import Fields
from simulator.passive import BrokenRule, Expectation, Reply, read_reply
from simulator.quota import Trigger
from simulator.records import Delivery, Direction, Entry, Exchange, State
from simulator.wire import build
from simulator.world import Phone, World, shown

logger = logging.getLogger("simulator.pushes")

OUT_OF_SERVICE = "该公众号暂时无法提供服务，请稍后再试"

# The person sees nothing of these, whatever the account answers.
_UNSEEN_EVENTS = {
    "unsubscribe",
    "VIEW",
    "LOCATION",
    "TEMPLATESENDJOBFINISH",
    "MASSSENDJOBFINISH",
    "PUBLISHJOBFINISH",
    "subscribe_msg_sent_event",
    "kf_create_session",
    "kf_close_session",
    "kf_switch_session",
}


@dataclass(frozen=True)
class Push:
    """A message or event on its way, and the chat entry it belongs to, if it has one."""

    phone: Phone
    entry: Entry | None
    fields: Fields

    @property
    def event(self) -> str:
        return str(self.fields.get("Event", ""))

    @property
    def name(self) -> str:
        return self.event or str(self.fields["MsgType"])


class Courier:
    """Delivers pushes in the background, or while the caller waits."""

    def __init__(self, world: World, http: httpx.AsyncClient) -> None:
        self._world = world
        self._http = http
        self._tasks: set[asyncio.Task[None]] = set()

    def push(
        self, phone: Phone, entry: Entry, body: Fields, trigger: Trigger | None
    ) -> asyncio.Task[None]:
        """Start delivering; the task ends when the delivery cycle does."""
        if trigger:
            self._world.earn(phone, trigger)
        self._world.publish_person(phone)
        return self._start(Push(phone, entry, self._addressed(phone, body)))

    def event(self, phone: Phone, body: Fields) -> asyncio.Task[None]:
        """What the platform tells about somebody by itself; their chat shows nothing of it."""
        return self._start(Push(phone, None, self._addressed(phone, body)))

    async def verify(self) -> bool:
        """The GET with which the platform asks whether a URL belongs to the account."""
        settings = self._world.settings
        timestamp, nonce, echo = _timestamp(), _nonce(), str(secrets.randbelow(10**19))
        query = {
            "signature": crypto.sign(settings.wechat_token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "echostr": echo,
        }
        try:
            response = await self._http.get(
                settings.callback_url,
                params=query,
                timeout=settings.simulator_reply_limit_seconds,
            )
        except httpx.HTTPError:
            return False
        return response.status_code == 200 and response.text == echo

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, push: Push) -> asyncio.Task[None]:
        task = asyncio.create_task(self._deliver(push))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _addressed(self, phone: Phone, body: Fields) -> Fields:
        is_event = body["MsgType"] == "event"
        envelope = messages.Envelope(
            account_id=self._world.settings.simulator_account_id,
            openid=phone.openid,
            created=int(self._world.now().timestamp()),
            message_id=None if is_event else 24_000_000_000_000_000 + secrets.randbelow(10**15),
        )
        return messages.push(envelope, body)

    async def _deliver(self, push: Push) -> None:
        exchange = Exchange(
            id=self._world.next_id(),
            at=self._world.now(),
            kind="push",
            openid=push.phone.openid,
            name=push.name,
            path=self._world.settings.callback_url,
            plain_request=build(push.fields),
        )
        if push.entry:
            push.entry.exchange_id = exchange.id
        self._world.record(exchange)
        body = await self._first_answer(push, exchange)
        self._settle(push, exchange, body)
        self._world.publish_exchange(exchange)
        if push.entry:
            self._world.publish_entry(push.phone, push.entry)
        logger.info(
            "push delivered",
            extra={
                "exchange_id": exchange.id,
                "kind": push.name,
                "deliveries": len(exchange.deliveries),
                "ms": round(exchange.ms),
                "broken_rule": exchange.broken_rule,
            },
        )

    async def _first_answer(self, push: Push, exchange: Exchange) -> bytes | None:
        """The body of the first delivery answered in time, or None after the last."""
        settings = self._world.settings
        limit = settings.simulator_reply_limit_seconds
        began = time.monotonic()
        for attempt in range(1, settings.simulator_deliveries + 1):
            started = time.monotonic()
            response, outcome = await self._attempt(push, exchange)
            took = time.monotonic() - started
            exchange.ms = (time.monotonic() - began) * 1000
            exchange.status = response.status_code if response else None
            exchange.deliveries.append(
                Delivery(attempt=attempt, ms=took * 1000, status=exchange.status, outcome=outcome)
            )
            self._world.publish_exchange(exchange)
            if response is not None and response.status_code == 200:
                return response.content
            if attempt < settings.simulator_deliveries:
                await asyncio.sleep(max(0.0, limit - took))
        return None

    async def _attempt(self, push: Push, exchange: Exchange) -> tuple[httpx.Response | None, str]:
        """One delivery; the connection is dropped the moment the limit passes."""
        settings = self._world.settings
        url, body = packed(push.fields, push.phone.openid, settings)
        exchange.request = shown(body)
        try:
            async with asyncio.timeout(settings.simulator_reply_limit_seconds):
                response = await self._http.post(
                    url, content=body.encode(), headers={"Content-Type": "text/xml"}
                )
        except TimeoutError:
            return None, "timeout"
        except httpx.HTTPError as error:
            return None, f"connection failed: {type(error).__name__}"
        return response, "answered" if response.status_code == 200 else "refused"

    def _settle(self, push: Push, exchange: Exchange, body: bytes | None) -> None:
        if body is None:
            exchange.broken_rule = "no delivery was answered with 200 in time"
            self._fail(push)
            return
        exchange.response = shown(body)
        settings = self._world.settings
        expected = Expectation(
            push.phone.openid, settings.simulator_account_id, is_event=bool(push.event)
        )
        try:
            reply = read_reply(body, settings, expected)
            if push.entry:
                push.entry.state = State.done
            if reply:
                exchange.plain_response = shown(reply.plain)
                self._show(push, exchange, reply)
        except BrokenRule as error:
            exchange.broken_rule = str(error)
            self._fail(push)

    def _fail(self, push: Push) -> None:
        if push.entry:
            push.entry.state = State.failed
        if push.event not in _UNSEEN_EVENTS:
            self._world.add_entry(push.phone, Direction.notice, "fault", text=OUT_OF_SERVICE)

    def _show(self, push: Push, exchange: Exchange, reply: Reply) -> None:
        parts = dict(reply.parts)
        if reply.media_id:
            media = self._world.media.get(reply.media_id, self._world.now())
            if media is None:
                raise BrokenRule("the media_id is unknown or expired")
            parts |= {
                "media_url": f"/mmbiz/{media.picture_key}",
                "shows_picture": media.shows_picture,
            }
        if push.event in _UNSEEN_EVENTS:
            return
        if reply.kind == "transfer_customer_service":
            parts["text"] = "已转接人工客服"
            self._world.add_entry(push.phone, Direction.notice, reply.kind, **parts)
            return
        self._world.add_entry(
            push.phone,
            Direction.to_person,
            reply.kind,
            delivery="passive",
            exchange_id=exchange.id,
            **parts,
        )


def packed(fields: Fields, openid: str, settings: Settings) -> tuple[str, str]:
    """URL and body of one delivery; every delivery has its own timestamp and nonce."""
    timestamp, nonce = _timestamp(), _nonce()
    query = {
        "signature": crypto.sign(settings.wechat_token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": openid,
    }
    if settings.simulator_mode is Mode.plain:
        return f"{settings.callback_url}?{urlencode(query)}", build(fields)
    encrypted = crypto.encrypt(
        settings.wechat_encoding_aes_key, build(fields), settings.wechat_app_id
    )
    query["encrypt_type"] = "aes"
    query["msg_signature"] = crypto.sign(settings.wechat_token, timestamp, nonce, encrypted)
    seen: Fields = {"ToUserName": fields["ToUserName"]}
    if settings.simulator_mode is Mode.compatible:
        seen = fields
    return f"{settings.callback_url}?{urlencode(query)}", build({**seen, "Encrypt": encrypted})


def _timestamp() -> str:
    # The wall clock even when tests move the simulator's own: receivers may refuse stale pushes.
    return str(int(time.time()))


def _nonce() -> str:
    return str(secrets.randbelow(10**10))
