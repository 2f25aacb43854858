"""Which values a template's fields take, by the rule in each field's name. No I/O here."""

import re
from collections.abc import Mapping
from typing import Any

_DIGITS_OF_FIELD = re.compile(r"\{\{\s*(\w+)\.DATA\s*\}\}")
_RULE = re.compile(r"([a-z_]+?)\d+")
_CHINESE = r"\u3400-\u9fff"
_DATE = r"\d{4}(年\d{1,2}月\d{1,2}日|[-/.]\d{1,2}[-/.]\d{1,2})"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2})?"
_MOMENT = rf"({_DATE}( ?{_CLOCK})?|{_CLOCK})"

# The platform's 参数值内容限制.
_FITS = {
    "thing": re.compile(r".{1,20}", re.S),
    "number": re.compile(r"[\d.]{1,32}"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(rf"[^\w{_CHINESE}\s]{{1,5}}"),
    "character_string": re.compile(r"[\x20-\x7e]{1,32}"),
    "time": re.compile(rf"{_MOMENT}( ?~ ?{_MOMENT})?"),
    "date": re.compile(rf"{_DATE}( ?~ ?{_DATE})?"),
    "amount": re.compile(r"[¥￥$€£]?\d{1,10}(\.\d{1,2})?元?"),
    "phone_number": re.compile(r"[\d+*() -]{1,17}"),
    "car_number": re.compile(rf"[A-Za-z\d{_CHINESE}·]{{1,8}}"),
    "name": re.compile(rf"[{_CHINESE}·]{{1,10}}|[\x20-\x7e]{{1,20}}"),
    "phrase": re.compile(rf"[{_CHINESE}]{{1,5}}"),
}
# Templates from before 2023 have fields without rules.
_LONGEST_OLD_FIELD = 200


class FieldInvalid(ValueError):
    """The message is what the platform appends to `argument invalid!`."""


def fields_of(content: str) -> list[str]:
    return _DIGITS_OF_FIELD.findall(content)


def filled(content: str, data: Any) -> str:
    """The words a person reads, or why they would read nothing."""
    if not isinstance(data, Mapping):
        raise FieldInvalid("data")
    values = {field: _value(field, data.get(field)) for field in fields_of(content)}
    return _DIGITS_OF_FIELD.sub(lambda match: values[match[1]], content)


def _value(field: str, given: Any) -> str:
    value = given.get("value") if isinstance(given, Mapping) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise FieldInvalid(f"data.{field}.value is empty")
    if not fits(field, value):
        raise FieldInvalid(f"data.{field}.value invalid")
    return value


def fits(field: str, value: str) -> bool:
    named = _RULE.fullmatch(field)
    rule = _FITS.get(named[1]) if named else None
    if rule is None:
        return len(value) <= _LONGEST_OLD_FIELD
    return rule.fullmatch(value) is not None
