"""What staff type: given where it is needed, and no longer than anybody reads."""

from decimal import Decimal
from typing import Final

from backend.contracts.errors import ErrorCode
from backend.errors import Refused

LONGEST_NOTE: Final = 2000
LONGEST_REASON: Final = 500


def given(text: str, *, at_most: int = LONGEST_REASON) -> str:
    """Refused when empty or too long."""
    text = text.strip()
    if not text or len(text) > at_most:
        raise Refused(ErrorCode.invalid_payload, f"1 to {at_most} characters are needed")
    return text


def money(amount: Decimal) -> str:
    """「3,000元」, and 「3,000.50元」 where there is more than whole yuan."""
    return f"{amount:,.0f}元" if amount == amount.to_integral_value() else f"{amount:,.2f}元"


def optional(text: str, *, at_most: int = LONGEST_NOTE) -> str:
    text = text.strip()
    if len(text) > at_most:
        raise Refused(ErrorCode.invalid_payload, f"at most {at_most} characters")
    return text
