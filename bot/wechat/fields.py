"""What both families of pushes read from their fields."""

import math
from typing import Any

from bot.wechat.xml import Fields

# Arguments of InboundMessage, `kind` among them.
type Details = dict[str, Any]


def number(fields: Fields, name: str, *, most: float) -> float | None:
    """A coordinate within ±most; anything else is as good as none."""
    try:
        value = float(fields.text(name))
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= most else None


def whole_number(text: str) -> int | None:
    """Up to nine digits: counts and codes, never ids."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def place(fields: Fields) -> Details:
    """`X` is the latitude; the label is what the person's map calls the place, or empty."""
    return {
        "text": fields.text("Label"),
        "latitude": number(fields, "Location_X", most=90),
        "longitude": number(fields, "Location_Y", most=180),
    }
