"""Which county somebody means when they say where they work. No I/O besides the bundled list."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "henan_divisions.json"
ZONE = "功能区"
_SUFFIXES = ("回族区", "示范区", "新区", "区", "县", "市")
# What people call development zones; they hold no union, so the city's counties are offered.
_ZONE_WORDS = ("郑东新区", "高新区", "经开区", "航空港", "开发区", "示范区", "产业集聚区")


@dataclass(frozen=True)
class City:
    code: str
    name: str


@dataclass(frozen=True)
class County:
    code: str
    name: str
    kind: str
    city: City

    @property
    def label(self) -> str:
        """郑州市金水区; 济源市 is its own city and stays one word."""
        return self.name if self.code == self.city.code else self.city.name + self.name


@dataclass(frozen=True)
class PlaceMatch:
    """`county` when exactly one is meant, else the `choices` worth offering (perhaps none)."""

    county: County | None
    choices: tuple[County, ...] = ()


@cache
def all_places() -> tuple[County, ...]:
    """157 county-level units and the functional zones."""
    raw = json.loads(_DATA.read_text(encoding="utf-8"))
    return tuple(
        County(item["code"], item["name"], item["kind"], City(city["code"], city["name"]))
        for city in raw["cities"]
        for item in city["counties"]
    )


@cache
def counties() -> tuple[County, ...]:
    """The 157 that have a federation."""
    return tuple(place for place in all_places() if place.kind != ZONE)


def county_by_code(code: str) -> County | None:
    return next((county for county in counties() if county.code == code), None)


def find_county(text: str) -> PlaceMatch:
    """Recognize 「金水」, 「郑州金水区」, 「固始」, a code, or a whole sentence around them."""
    said = text.strip()
    if county := county_by_code(said):
        return PlaceMatch(county)
    city = _city_in(said)
    found = _most_specific(_counties_in(said, city), said)
    if len(found) == 1:
        return PlaceMatch(found[0])
    if found:
        return PlaceMatch(None, found)
    if city is not None:
        return PlaceMatch(*_only_city_named(said, city))
    return PlaceMatch(None)


def county_named_in(said: str) -> County | None:
    """In a story a place must be named as one: 「上街买菜」 is no 上街区, 「解放货车」 no 解放区."""
    county = find_county(said).county
    if county is None:
        return None
    short = county.name.removesuffix("区").removesuffix("县").removesuffix("市")
    is_named = county.name in said or county.city.name.removesuffix("市") in said
    is_placed = re.search(rf"(?:在|搁|到|是|跑|从){short}(?!路|街|大道|银行|医院)", said)
    return county if is_named or is_placed else None


def _only_city_named(said: str, city: City) -> tuple[County | None, tuple[County, ...]]:
    inside = tuple(county for county in counties() if county.city == city)
    return (inside[0], ()) if len(inside) == 1 else (None, inside)


def _city_in(said: str) -> City | None:
    """The city named before any county; 「安阳县」 names the county, 「安阳」 alone the city."""
    for city in dict.fromkeys(county.city for county in counties()):
        short = city.name.removesuffix("市")
        if city.name in said or (short in said and f"{short}县" not in said):
            return city
    return None


def _counties_in(said: str, city: City | None) -> tuple[County, ...]:
    pool = [county for county in counties() if city is None or county.city == city]
    exact = tuple(county for county in pool if county.name in said)
    if exact:
        return exact
    rest = said if city is None else said.replace(city.name.removesuffix("市"), "", 1)
    return tuple(county for county in pool if (short := _short(county.name)) and short in rest)


def _most_specific(found: tuple[County, ...], said: str) -> tuple[County, ...]:
    """「新密市」 also contains nothing else, but 「南乐县城」 must not lose to a shorter name."""
    if not found:
        return ()
    longest = max(
        len(county.name if county.name in said else _short(county.name)) for county in found
    )
    return tuple(
        county
        for county in found
        if len(county.name if county.name in said else _short(county.name)) == longest
    )


def _short(name: str) -> str:
    """金水区 → 金水; a name of one character left (陕州 stays, 滑县 → 滑) is not shortened."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name.removesuffix(suffix)
    return name


def names_a_zone(text: str) -> bool:
    return any(word in text for word in _ZONE_WORDS)
