"""ID and phone numbers never reach the assistant: tokens stand in for them. No I/O here."""

import re
import secrets
import unicodedata
from dataclasses import dataclass

_TOKEN = re.compile(r"\[\[(id|phone):([0-9a-f]{8})\]\]")
# 15 to 18 places with the gaps people leave; a number with a digit missing is private too.
_ID = re.compile(r"(?<![0-9])(?:[0-9][\s-]?){14,17}[0-9Xx](?![0-9Xx])")
_PHONE = re.compile(r"(?<![0-9])(?:\+?86[\s-]?)?1[3-9](?:[\s-]?[0-9]){9}(?![0-9])")


@dataclass(frozen=True)
class PrivatePart:
    """A number taken out of a text; `token_id` is what remains of it there."""

    token_id: str
    kind: str
    value: str

    @property
    def masked(self) -> str:
        if self.kind == "phone":
            return f"{self.value[:3]}****{self.value[-4:]}"
        return f"{self.value[:4]}{'*' * (len(self.value) - 8)}{self.value[-4:]}"


def take_out(text: str) -> tuple[str, list[PrivatePart]]:
    """Text with tokens, and what they stand for. Tokens somebody typed themselves are defused."""
    parts: list[PrivatePart] = []

    def replace(kind: str, match: re.Match[str]) -> str:
        value = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", match.group())).upper()
        if kind == "phone":
            value = value[-11:]
        part = PrivatePart(secrets.token_hex(4), kind, value)
        parts.append(part)
        return f"[[{kind}:{part.token_id}]]"

    safe = text.replace("[[", "[ [")
    flat = _digits_to_ascii(safe)
    flat = _ID.sub(lambda match: replace("id", match), flat)
    flat = _PHONE.sub(lambda match: replace("phone", match), flat)
    return flat, parts


def tokens_in(text: str) -> list[tuple[str, str]]:
    """(kind, token id) of each token, in order."""
    return _TOKEN.findall(text)


def put_back(text: str, values: dict[str, str]) -> str:
    """Tokens replaced by `values` (token id → text); an unknown token becomes ［号码］."""
    return _TOKEN.sub(lambda match: values.get(match.group(2), "［号码］"), text)


def _digits_to_ascii(text: str) -> str:
    """Full-width digits and X only: normalizing the whole text would change what was said."""
    return "".join(
        unicodedata.normalize("NFKC", c) if "０" <= c <= "９" or c in "Ｘｘ" else c for c in text
    )
