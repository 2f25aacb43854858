"""Long texts under short keys, for as long as asked: the platform's 短 key 托管."""

import secrets
import string
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.errors import PlatformError

LONGEST_SECONDS = 2_592_000
_LONGEST_BYTES = 4_096
_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Shortened:
    text: str
    created_at: datetime
    expires_at: datetime


@dataclass
class ShortKeys:
    _kept: dict[str, Shortened] = field(default_factory=dict)

    def add(self, text: str, seconds: int, now: datetime) -> str:
        if not text:
            raise PlatformError(47003, "long_data")
        if len(text.encode()) > _LONGEST_BYTES:
            raise PlatformError(9410010)
        if not 1 <= seconds <= LONGEST_SECONDS:
            raise PlatformError(9410011)
        key = "".join(secrets.choice(_LETTERS) for _ in range(15))
        self._kept[key] = Shortened(text, now, now + timedelta(seconds=seconds))
        return key

    def get(self, key: str, now: datetime) -> Shortened:
        kept = self._kept.get(key)
        if kept is None or now >= kept.expires_at:
            raise PlatformError(9410012)
        return kept
