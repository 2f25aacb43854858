"""Ready-made ID card photos to send: the same order gives the same photo."""

import asyncio
import re
from datetime import date, datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, field_validator

from simulator import cards, degrade
from simulator.people import Person, numbered, people

_NUMBERED = re.compile(r"rider_(\d{1,5})")


class Order(BaseModel):
    """`specimen` is one of the named people, or `rider_<number>` for somebody unused."""

    specimen: str
    side: Literal["portrait", "emblem"] = "portrait"
    degrade: str | None = None

    @field_validator("specimen")
    @classmethod
    def _exists(cls, value: str) -> str:
        person(value)
        return value

    @field_validator("degrade")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value is not None and value not in degrade.DEGRADATIONS:
            raise ValueError(f"unknown degradation {value!r}")
        return value


class Listed(BaseModel):
    """A named specimen as the page offers it and as tests compare what was read from it."""

    id: str
    name: str
    sex: str
    nation: str
    born: date
    address: str
    number: str
    authority: str
    valid_from: date
    valid_until: date | None
    note: str


def person(specimen: str, today: date | None = None) -> Person:
    match = _NUMBERED.fullmatch(specimen)
    if match:
        return numbered(int(match[1]))
    found = people(today or _today()).get(specimen)
    if found is None:
        raise ValueError(f"no specimen is called {specimen!r}")
    return found


def listed() -> list[Listed]:
    return [
        Listed.model_validate(found, from_attributes=True) for found in people(_today()).values()
    ]


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


async def photo_of(order: Order) -> bytes:
    """Drawn aside: a card takes a tenth of a second, a bomb longer."""
    return await asyncio.to_thread(_photo, person(order.specimen), order.side, order.degrade or "")


@lru_cache(maxsize=64)
def _photo(who: Person, side: str, degradation: str) -> bytes:
    image = cards.portrait(who) if side == "portrait" else cards.emblem(who)
    return degrade.DEGRADATIONS.get(degradation, degrade.jpeg)(image)
