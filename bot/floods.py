"""Somebody who sends faster than anybody types is read in order, later; nobody else notices."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

# Buckets that have filled up again say nothing; they are swept out at this many.
_SWEEP_AT = 10_000
_MINUTE = 60.0


class Pace(StrEnum):
    usual = "usual"
    just_too_fast = "just_too_fast"  # the moment to say so, once
    too_fast = "too_fast"


@dataclass
class _Bucket:
    left: float
    at: float
    told: bool = False
    # Of what was taken last, for the retries that follow within seconds.
    taken: deque[str] = field(default_factory=lambda: deque(maxlen=8))


class Floods:
    """A token bucket a person, in memory: a restart forgives everybody."""

    def __init__(self, per_minute: int, *, now: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._now = now
        self._buckets: dict[str, _Bucket] = {}

    def pace_of(self, openid: str, message: str) -> Pace:
        """Counts one message, by its key. Zero a minute means nobody is ever too fast."""
        if not self._most:
            return Pace.usual
        bucket = self._refilled(openid)
        if message in bucket.taken:
            return Pace.usual  # the platform's impatience, not the person's
        if bucket.left >= 1:
            bucket.left -= 1
            bucket.taken.append(message)
            return Pace.usual
        if bucket.told:
            return Pace.too_fast
        bucket.told = True
        return Pace.just_too_fast

    def _refilled(self, openid: str) -> _Bucket:
        now = self._now()
        bucket = self._buckets.get(openid)
        if bucket is None:
            self._sweep(now)
            bucket = self._buckets[openid] = _Bucket(self._most, now)
        bucket.left = self._left(bucket, now)
        bucket.at = now
        # Told again only about the next flood, not at every drop of this one.
        bucket.told = bucket.told and bucket.left < self._most / 2
        return bucket

    def _left(self, bucket: _Bucket, now: float) -> float:
        return min(self._most, bucket.left + (now - bucket.at) * self._most / _MINUTE)

    def _sweep(self, now: float) -> None:
        if len(self._buckets) >= _SWEEP_AT:
            self._buckets = {
                openid: bucket
                for openid, bucket in self._buckets.items()
                if self._left(bucket, now) < self._most
            }
