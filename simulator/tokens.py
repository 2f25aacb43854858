"""Access tokens: ordinary ones that replace each other, and the stable one that does not."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.errors import PlatformError


@dataclass
class Token:
    value: str
    expires_at: datetime


class Tokens:
    """Two independent lines of tokens, as on the platform; each keeps its newest and the one before."""

    def __init__(self, lasts: timedelta, overlap: timedelta, forced_pause: timedelta) -> None:
        self._lasts = lasts
        self._overlap = overlap
        self._forced_pause = forced_pause
        self._issued: dict[str, Token] = {}
        self._stable: Token | None = None
        self._ordinary: Token | None = None
        self._forced_at: datetime | None = None

    def ordinary(self, now: datetime) -> tuple[str, int]:
        """Always a new token; the one before stays valid for the overlap only."""
        if self._ordinary:
            self._shorten(self._ordinary, now + self._overlap)
        self._ordinary = self._issue(now)
        return self._ordinary.value, self._seconds_left(self._ordinary, now)

    def stable(self, now: datetime, *, force: bool) -> tuple[str, int]:
        """The same token until shortly before its end; forcing kills it at once."""
        if force:
            self.check_pause(now)
            self._forced_at = now
        if self._stable and force:
            self._shorten(self._stable, now)
        if force or not self._stable or now >= self._stable.expires_at - self._overlap:
            self._stable = self._issue(now)
        return self._stable.value, self._seconds_left(self._stable, now)

    def check(self, value: str | None, now: datetime) -> None:
        if not value:
            raise PlatformError(41001)
        token = self._issued.get(value)
        if token is None:
            raise PlatformError(40001)
        if now >= token.expires_at:
            raise PlatformError(42001)

    def revoke_all(self, now: datetime) -> None:
        """As when somebody resets the secret in the platform's console."""
        self._issued.clear()
        self._stable = self._ordinary = self._forced_at = None

    def check_pause(self, now: datetime) -> None:
        """Forcing is meant for leaks, so it may not be repeated at once."""
        if self._forced_at and now < self._forced_at + self._forced_pause:
            raise PlatformError(45011)

    def _issue(self, now: datetime) -> Token:
        token = Token(f"76_{secrets.token_urlsafe(96)}", now + self._lasts)
        self._issued[token.value] = token
        return token

    @staticmethod
    def _shorten(token: Token, ends_at: datetime) -> None:
        token.expires_at = min(token.expires_at, ends_at)

    @staticmethod
    def _seconds_left(token: Token, now: datetime) -> int:
        return int((token.expires_at - now).total_seconds())
