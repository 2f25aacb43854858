"""Which county a shared location lies in, by the name on it: our list of places has no coordinates."""

import re

from backend.unions.places import County, find_county

# Henan lies inside; a place of the same name elsewhere in China mostly does not.
_SOUTH, _NORTH = 31.3, 36.4
_WEST, _EAST = 110.3, 116.7
# Only where a label begins: Luoyang has its 上海市场, Zhengzhou its 新疆路.
_PROVINCE = re.compile(
    r"(?:中国)?(?:(\w{2,3}?)省|(?:北京|天津|上海|重庆)市|内蒙古|广西|西藏|宁夏|新疆)"
)


def county_at(label: str, latitude: float | None, longitude: float | None) -> County | None:
    """None when the label names no county of Henan, or names one of elsewhere."""
    if not label or not _may_be_henan(latitude, longitude) or _names_another_province(label):
        return None
    return find_county(label).county


def _may_be_henan(latitude: float | None, longitude: float | None) -> bool:
    """Without coordinates the label alone decides."""
    if latitude is None or longitude is None:
        return True
    return _SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST


def _names_another_province(label: str) -> bool:
    named = _PROVINCE.match(label)
    return named is not None and named[1] != "河南"
