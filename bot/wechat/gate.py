"""Who may come in: the signature first, then the clock, and no signed query twice for two messages."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from bot.wechat.crypto import check_signature

# Some ten minutes at more than a hundred pushes a second; the oldest go first.
_REMEMBERED = 100_000


class Stale(Exception):
    """Signed too long ago, or in a future that no clock of ours explains."""

    def __init__(self, seconds_off: int | None = None) -> None:
        super().__init__(seconds_off)
        self.seconds_off = seconds_off


class Replayed(Exception):
    """This signed query came before, with another message."""


@dataclass(frozen=True)
class Stamp:
    """What the platform signed. `signature` stands for all of it."""

    timestamp: str
    nonce: str
    signature: str


class Gate:
    """For one process: what it has let in is remembered in memory, for as long as a query is fresh."""

    def __init__(
        self, token: str, window: timedelta, *, now: Callable[[], float] = time.time
    ) -> None:
        self._token = token
        self._window = window.total_seconds()
        self._now = now
        self._seen: OrderedDict[str, tuple[int, bytes]] = OrderedDict()

    def admit(self, query: Mapping[str, str]) -> Stamp:
        """Before a byte of the body is read. Raises BadSignature, Stale."""
        stamp = self.verify(query)
        if self._window:
            self._check_clock(stamp)
        return stamp

    def verify(self, query: Mapping[str, str]) -> Stamp:
        """The signature alone, for the platform's question who lives here. Raises BadSignature."""
        given = query.get("signature")
        timestamp, nonce = query.get("timestamp"), query.get("nonce")
        check_signature(given, self._token, timestamp, nonce)
        return Stamp(timestamp or "", nonce or "", given or "")

    def check_envelope(self, query: Mapping[str, str], encrypt: str | None) -> None:
        """`signature` proves a plain body, `msg_signature` an encrypted one; neither stands in."""
        given = query.get("msg_signature")
        check_signature(given, self._token, query.get("timestamp"), query.get("nonce"), encrypt)

    def remember(self, stamp: Stamp, content: str | bytes) -> None:
        """The opened message, as a retry may be sealed anew. Raises Replayed."""
        if not self._window:
            return
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
        digest = sha256(raw).digest()
        _, before = self._seen.setdefault(stamp.signature, (int(stamp.timestamp), digest))
        if before != digest:
            raise Replayed
        self._forget()

    def _check_clock(self, stamp: Stamp) -> None:
        if not (stamp.timestamp.isascii() and stamp.timestamp.isdigit()):
            raise Stale
        seconds_off = int(self._now()) - int(stamp.timestamp[:18])
        if abs(seconds_off) > self._window:
            raise Stale(seconds_off)

    def _forget(self) -> None:
        """Whoever is too old to come in again need not be remembered."""
        oldest_fresh = self._now() - self._window
        while self._seen:
            signed_at, _ = next(iter(self._seen.values()))
            if signed_at >= oldest_fresh and len(self._seen) <= _REMEMBERED:
                return
            self._seen.popitem(last=False)
