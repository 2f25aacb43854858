"""A time of day as people type it: 9, 930, 0930, 9:30, 9：30; 24:00 is midnight. No I/O here."""

import re
from datetime import time

_TYPED = re.compile(r"(\d{1,2})\s*[:：.]?\s*(\d{2})?(?::00)?")


def time_of(said: str) -> time | None:
    """None where it is no time of day."""
    typed = _TYPED.fullmatch(said.strip())
    if typed is None:
        return None
    hours, minutes = int(typed[1]), int(typed[2] or 0)
    if (hours, minutes) == (24, 0):
        return time.min
    return time(hours, minutes) if hours < 24 and minutes < 60 else None
