"""Takes what a person did, or what the platform has to tell, to the account in the background."""

import asyncio
import logging
import secrets
from contextlib import suppress

import httpx

from simulator import messages
from simulator.deliveries import Line, Push
from simulator.faults import Faults
from simulator.messages import Fields
from simulator.quota import Trigger
from simulator.records import Entry, Exchange
from simulator.settling import settle
from simulator.verification import Verdict, verify
from simulator.wire import MalformedXml, build, parse, text_at
from simulator.world import Phone, World

logger = logging.getLogger("simulator.pushes")

# A push that waits for the person's next one goes alone when there is none.
_LONGEST_HOLD_SECONDS = 30

type Delivering = asyncio.Task[Exchange]


class Courier:
    """Delivers pushes in the background, or while the caller waits."""

    def __init__(self, world: World, http: httpx.AsyncClient, faults: Faults) -> None:
        self._world = world
        self._http = http
        self._faults = faults
        self._line = Line(world, http)
        self._tasks: set[Delivering] = set()
        self._held: dict[str, list[asyncio.Event]] = {}

    def push(
        self, phone: Phone, entry: Entry | None, body: Fields, trigger: Trigger | None
    ) -> Delivering:
        """Start delivering; the task ends when the delivery cycle does."""
        if trigger:
            self._world.earn(phone, trigger)
        self._world.publish_person(phone)
        fields = self._addressed(phone.openid, body)
        return self._begin(build(fields), fields, phone, entry)

    def event(self, phone: Phone, body: Fields) -> Delivering:
        """Something about a person that they did not do in the chat; it allows no message."""
        return self.push(phone, None, body, None)

    def announce(self, body: Fields, sender: str) -> Delivering:
        """Something about the account itself, of nobody in particular."""
        fields = self._addressed(sender, body)
        return self._begin(build(fields), fields, None, None)

    def xml(self, plain: str, phone: Phone | None) -> Delivering:
        """Whatever a developer wants to see arrive, well-formed or not."""
        try:
            fields: Fields = {
                name: value
                for name, value in parse(plain.encode()).items()
                if isinstance(value, str)
            }
        except MalformedXml:
            fields = {}
        return self._begin(plain, fields, phone, None)

    async def verify(self) -> Verdict:
        limit = self._world.settings.simulator_reply_limit_seconds
        return await verify(self._world.connection, self._http, limit)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _addressed(self, openid: str, body: Fields) -> Fields:
        is_event = body["MsgType"] == "event"
        envelope = messages.Envelope(
            account_id=self._world.connection.account_id,
            openid=openid,
            created=int(self._world.now().timestamp()),
            message_id=None if is_event else 24_000_000_000_000_000 + secrets.randbelow(10**15),
        )
        return messages.push(envelope, body)

    def _begin(
        self, plain: str, fields: Fields, phone: Phone | None, entry: Entry | None
    ) -> Delivering:
        event = text_at(dict(fields), "Event")  # type: ignore[arg-type]
        name = event or str(fields.get("MsgType", "xml"))
        sender = str(fields.get("FromUserName", phone.openid if phone else ""))
        fault = self._faults.next_for_push(name, phone.openid if phone else sender)
        push = Push(plain, name, event, sender, phone, entry, fault)
        task = asyncio.create_task(self._deliver(push))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _deliver(self, push: Push) -> Exchange:
        await self._hold_back(push)
        exchange = self._exchange_for(push)
        answer = await self._line.first_answer(push, exchange)
        settle(self._world, push, exchange, answer)
        self._world.publish_exchange(exchange)
        if push.phone and push.entry:
            self._world.publish_entry(push.phone, push.entry)
        self._let_go(push.openid)
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
        return exchange

    def _exchange_for(self, push: Push) -> Exchange:
        exchange = Exchange(
            id=self._world.next_id(),
            at=self._world.now(),
            kind="push",
            openid=push.openid,
            name=push.name,
            path=self._world.connection.url,
            plain_request=push.plain,
            fault=push.fault.trouble if push.fault else {},
        )
        if push.entry:
            push.entry.exchange_id = exchange.id
        self._world.record(exchange)
        return exchange

    async def _hold_back(self, push: Push) -> None:
        if push.fault is None:
            return
        await asyncio.sleep(push.fault.delay_ms / 1000)
        if push.fault.after_next:
            gate = asyncio.Event()
            self._held.setdefault(push.openid, []).append(gate)
            with suppress(TimeoutError):
                async with asyncio.timeout(_LONGEST_HOLD_SECONDS):
                    await gate.wait()

    def _let_go(self, openid: str) -> None:
        for gate in self._held.pop(openid, ()):
            gate.set()
