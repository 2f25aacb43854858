"""Tickets for the JS-SDK: one of each kind at a time, the same until it expires."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_LASTS = timedelta(seconds=7200)


@dataclass
class PageTickets:
    _current: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def get(self, kind: str, now: datetime) -> tuple[str, int]:
        ticket, expires_at = self._current.get(kind, ("", now))
        if now >= expires_at:
            ticket, expires_at = f"kgt8ON7y{secrets.token_urlsafe(58)}", now + _LASTS
            self._current[kind] = (ticket, expires_at)
        return ticket, int((expires_at - now).total_seconds())
