"""Mobile numbers: the shape, and how they are shown."""

import re
import unicodedata

_MOBILE = re.compile(r"(?<![0-9])(?:\+?86)?(1[3-9][0-9]{9})(?![0-9])")
_GAPS = re.compile(r"(?<=[0-9])[\s-]+(?=[0-9])")


def find_phone(text: str) -> str | None:
    """The one mobile number in a text, in eleven digits; full-width digits and gaps are fine."""
    flat = _GAPS.sub("", unicodedata.normalize("NFKC", text))
    found = set(_MOBILE.findall(flat))
    return found.pop() if len(found) == 1 else None


def mask_phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}"
