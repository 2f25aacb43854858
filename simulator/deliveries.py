"""Hands one push to the account's server: up to three times, five seconds apart.

Only the first answer in time counts; what else happened to a delivery is written down.
"""

import asyncio
import time
from dataclasses import dataclass

import httpx

from simulator.faults import PushFault
from simulator.packing import Packed, packed
from simulator.records import Delivery, Entry, Exchange
from simulator.world import Phone, World, shown


@dataclass(frozen=True)
class Push:
    """A message or event on its way; `sender` is the platform itself for some events.

    Without an entry nobody did anything visible, without a phone nobody would see an answer.
    """

    plain: str
    name: str
    event: str
    sender: str
    phone: Phone | None
    entry: Entry | None
    fault: PushFault | None

    @property
    def openid(self) -> str:
        return self.phone.openid if self.phone else self.sender


@dataclass(frozen=True)
class Answer:
    """`key` sealed the delivery that got it."""

    body: bytes
    key: str


@dataclass(frozen=True)
class _Try:
    ms: float
    outcome: str
    status: int | None = None
    body: bytes = b""

    @property
    def counts(self) -> bool:
        return self.outcome == "answered"


class Line:
    """The connection to the account's server."""

    def __init__(self, world: World, http: httpx.AsyncClient) -> None:
        self._world = world
        self._http = http

    async def first_answer(self, push: Push, exchange: Exchange) -> Answer | None:
        """None when no delivery was answered in time."""
        settings = self._world.settings
        began = time.monotonic()
        for attempt in range(1, settings.simulator_deliveries + 1):
            started = time.monotonic()
            answer = await self._attempt(push, exchange, attempt)
            exchange.ms = _ms_since(began)
            self._world.publish_exchange(exchange)
            if answer is not None:
                return answer
            if attempt < settings.simulator_deliveries:
                took = time.monotonic() - started
                await asyncio.sleep(max(0.0, settings.simulator_reply_limit_seconds - took))
        return None

    async def _attempt(self, push: Push, exchange: Exchange, attempt: int) -> Answer | None:
        """Copies of one delivery are the same to the last byte, and sent at once."""
        fault = push.fault if push.fault and attempt <= push.fault.deliveries else None
        sent = packed(
            push.plain, push.sender, self._world.connection, fault.forge if fault else None
        )
        exchange.request = shown(sent.body)
        copies = fault.copies if fault else 1
        tries = await asyncio.gather(*(self._hand_over(sent, fault) for _ in range(copies)))
        for number, tried in enumerate(tries, start=1):
            exchange.deliveries.append(_recorded(attempt, number, tried))
        best = min(tries, key=lambda tried: (not tried.counts, tried.ms))
        exchange.status = best.status
        return Answer(best.body, sent.key) if best.counts else None

    async def _hand_over(self, sent: Packed, fault: PushFault | None) -> _Try:
        """The connection is dropped the moment the limit passes."""
        limit = self._world.settings.simulator_reply_limit_seconds
        hangs_up = fault is not None and fault.hang_up_ms is not None
        if fault is not None and fault.hang_up_ms is not None:
            limit = min(limit, fault.hang_up_ms / 1000)
        started = time.monotonic()
        try:
            async with asyncio.timeout(limit):
                await asyncio.sleep(fault.latency_ms / 1000 if fault else 0)
                response = await self._http.post(
                    sent.url, content=sent.body.encode(), headers={"Content-Type": "text/xml"}
                )
        except TimeoutError:
            return _Try(_ms_since(started), "hung up" if hangs_up else "timeout")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return _Try(_ms_since(started), f"connection failed: {type(error).__name__}")
        outcome = "answered" if response.status_code == 200 else "refused"
        if fault and fault.lose_answer:
            outcome = "answer lost"
        return _Try(_ms_since(started), outcome, response.status_code, response.content)


def _recorded(attempt: int, number: int, tried: _Try) -> Delivery:
    return Delivery(
        attempt=attempt,
        copy_number=number,
        ms=tried.ms,
        status=tried.status,
        outcome=tried.outcome,
        answer=shown(tried.body),
    )


def _ms_since(started: float) -> float:
    return (time.monotonic() - started) * 1000
