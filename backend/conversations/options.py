"""What somebody chose: by tapping, by its number, or in its own words. No I/O here."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.contracts.messages import Option

# Sent to the assistant when an option of an earlier question was tapped.
STALE_TAP = "/stale_tap"
_NUMBER = re.compile(
    r"^(?:选|第)?\s*([0-9]{1,2}|[一二三四五六七八九十])\s*(?:个|项|号)?\s*[.。、,，!！]?$"
)
# What a person leaves out or types another way: marks, spaces, full width.
_MARKS = re.compile(r"[\W_]+")
_HAN_NUMBERS = {han: number for number, han in enumerate("一二三四五六七八九十", start=1)}


@dataclass(frozen=True)
class StoredOption:
    """An option as kept with the bubble that offered it."""

    id: str
    title: str
    payload: str

    @property
    def bubble(self) -> str:
        return self.id.rpartition("-")[0]

    @property
    def place(self) -> str:
        """Its number in the bubble."""
        return self.id.rpartition("-")[2]

    def as_contract(self) -> Option:
        return Option(id=self.id, title=self.title)

    def as_json(self) -> dict[str, str]:
        return {"id": self.id, "title": self.title, "payload": self.payload}


def stored(rows: Sequence[dict[str, Any]]) -> list[StoredOption]:
    return [StoredOption(row["id"], row["title"], row["payload"]) for row in rows]


def resolve(text: str, option_id: str | None, current: Sequence[StoredOption]) -> str | None:
    """The payload meant, STALE_TAP for an option of an earlier question, None for free words.

    `current` are the options of the last answer, those of its newest bubble first: only they have
    numbers, as each bubble counts from one.
    """
    if option_id and option_id != "0":
        for option in current:
            if option.id == option_id:
                return option.payload
        return STALE_TAP
    said = unicodedata.normalize("NFKC", text).strip()
    words = _words(text)
    for option in current:
        title = _words(option.title)
        if title and words in {title, f"{option.place}{title}"}:
            return option.payload
    chosen = _NUMBER.match(said)
    if chosen:
        number = _HAN_NUMBERS.get(chosen[1]) or int(chosen[1])
        newest = [option for option in current if option.bubble == current[0].bubble]
        if 1 <= number <= len(newest):
            return newest[number - 1].payload
    return None


def _words(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
