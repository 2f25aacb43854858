"""Saying no: briefly to strangers, with an id to ask about when the platform itself vouched for a push."""

import asyncio
import logging
import time
from collections import Counter
from uuid import uuid4

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from bot import logs
from bot.wechat.body import BodyTooLarge
from bot.wechat.crypto import BadSignature, Undecryptable
from bot.wechat.gate import Replayed, Stale
from bot.wechat.inbound import MalformedMessage
from bot.wechat.xml import MalformedXml

logger = logging.getLogger(__name__)

# A flood of these must cost next to nothing: one answer for all, one line a second.
_STRANGERS: dict[type[Exception], tuple[int, str]] = {
    BadSignature: (403, "bad_signature"),
    Stale: (403, "stale"),
    Replayed: (403, "replayed"),
    ClientDisconnect: (400, "disconnected"),
    TimeoutError: (408, "too_slow"),
}
_VOUCHED_FOR: dict[type[Exception], tuple[int, str]] = {
    # Signed, as the body is only read of who is let in.
    BodyTooLarge: (413, "too_large"),
    MalformedXml: (400, "malformed_xml"),
    MalformedMessage: (400, "malformed_message"),
    ValidationError: (400, "malformed_message"),
    Undecryptable: (400, "undecryptable"),
}
REFUSALS = (*_STRANGERS, *_VOUCHED_FOR)


class Tally:
    """Counts by reason; the first is told at once, the following once every so often."""

    def __init__(self, every_seconds: float = 1.0) -> None:
        self._every = every_seconds
        self._counts: Counter[str] = Counter()
        self._quiet_until = 0.0
        self._hint: dict[str, object] = {}

    def count(self, reason: str, **hint: object) -> None:
        self._counts[reason] += 1
        self._hint = hint
        now = time.monotonic()
        if now >= self._quiet_until:
            self._tell()
        elif self._counts.total() == 1:
            asyncio.get_running_loop().call_later(self._quiet_until - now, self._tell)

    def _tell(self) -> None:
        if self._counts:
            logs.warning(logger, "pushes refused", **self._counts, **self._hint)
        self._counts.clear()
        self._quiet_until = time.monotonic() + self._every


class Refusals:
    """Answers built once: a Response without a background task may be sent any number of times."""

    def __init__(self) -> None:
        self._tally = Tally()
        self._answers = {
            name: JSONResponse({"error": name}, status) for status, name in _STRANGERS.values()
        }

    def answer(self, problem: Exception) -> Response:
        for kind, (_, name) in _STRANGERS.items():
            if isinstance(problem, kind):
                self._tally.count(name, **_hint(problem))
                return self._answers[name]
        return _with_id(problem)


def _hint(problem: Exception) -> dict[str, object]:
    """How far off the clock is, ours most likely."""
    return {"seconds_off": problem.seconds_off} if isinstance(problem, Stale) else {}


def _with_id(problem: Exception) -> Response:
    status, name = next(
        answer for kind, answer in _VOUCHED_FOR.items() if isinstance(problem, kind)
    )
    error_id = uuid4().hex
    logs.warning(logger, "push refused", error_id=error_id, status=status, reason=name)
    return JSONResponse({"error": name, "id": error_id}, status_code=status)
