"""Province, 18 cities, 157 county-level units: general unions, and the federations under them (S03, S14)."""

import json
from importlib.resources import files
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.unions.models import Division, Level, Union, UnionKind
from backend.unions.places import ZONE
from backend.unions.service import add_division, found_union

_GENERAL, _FEDERATION = UnionKind.general_union, UnionKind.new_forms_federation


async def seed_henan(session: AsyncSession) -> int:
    """Safe to run again; the number of unions that stand."""
    raw = json.loads((files("backend.unions") / "data" / "henan_divisions.json").read_text("utf-8"))
    code, name = raw["province"]["code"], raw["province"]["name"]
    province = await add_division(session, _division(code, name, Level.province, "省", None, code))
    general = await found_union(session, province, _GENERAL, place=name)
    for city in raw["cities"]:
        await _seed_city(session, city, province, general)
    return await session.scalar(select(func.count()).select_from(Union)) or 0


async def _seed_city(
    session: AsyncSession, raw: dict[str, Any], province: Division, above: Union
) -> None:
    code, name = raw["code"], raw["name"]
    path = f"{province.path}/{code}"
    city = await add_division(session, _division(code, name, Level.city, "市", code, path))
    general = await found_union(session, city, _GENERAL, place=name, parent=above)
    federation = await found_union(session, city, _FEDERATION, place=name, parent=general)
    for county in raw["counties"]:
        # 济源 is listed under itself: one place, one federation that plays both parts.
        if county["code"] != code:
            await _seed_county(session, county, city, general, federation)


async def _seed_county(
    session: AsyncSession, raw: dict[str, str], city: Division, above: Union, leading: Union
) -> None:
    path = f"{city.path}/{raw['code']}"
    county = await add_division(
        session, _division(raw["code"], raw["name"], Level.county, raw["kind"], city.code, path)
    )
    if raw["kind"] == ZONE:
        return
    place = f"{city.name}{raw['name']}"
    general = await found_union(session, county, _GENERAL, place=place, parent=above)
    await found_union(session, county, _FEDERATION, place=place, parent=general, leading=leading)


def _division(
    code: str, name: str, level: Level, kind: str, city_code: str | None, path: str
) -> Division:
    return Division(
        code=code, name=name, level=level.value, kind=kind, city_code=city_code, path=path
    )
