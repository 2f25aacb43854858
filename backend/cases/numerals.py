"""Numbers as people say and type them: 「一万二」, 「仨」, 「十几」, 「3千5」, 「1.5w」. No I/O here."""

import unicodedata
from decimal import Decimal

_DIGITS = {digit: Decimal(value) for value, digit in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": Decimal(0), "两": Decimal(2), "俩": Decimal(2), "仨": Decimal(3)}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000, "k": 1000, "w": 10000}
# 「几个」 is taken for three, 「十几」 for twelve: staff ask again, the list needs some figure.
_SOME = Decimal(3)
_SOME_MORE = Decimal(2)
# A number in a regular expression; what it is worth is `value_of`'s to say. Each character fits one
# alternative only, and nobody says longer ones: a story of nothing but digits is read in no time.
NUMERAL = r"[0-9零〇一二两俩仨三四五六七八九十百千万几](?:[0-9零〇一二两三四五六七八九十百千万几kw]|\.(?=[0-9])){0,15}"


def plain(text: str) -> str:
    """Full-width digits and capitals as the patterns expect them; commas inside numbers are gone."""
    flat = unicodedata.normalize("NFKC", text).lower()
    return "".join(
        c
        for i, c in enumerate(flat)
        if not (c == "," and flat[i - 1 : i].isdigit() and flat[i + 1 : i + 4].isdigit())
    )


def is_vague(numeral: str) -> bool:
    return "几" in numeral


def value_of(numeral: str) -> Decimal:
    """「一万二」 is 12000: a last digit counts tenths of the unit before it."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    unit = 1
    for part in _parts(numeral):
        if part == "几":
            digit = _SOME if unit == 1 and not section else _SOME_MORE / _rest_unit(unit)
        elif part in {"零", "〇"}:
            digit, unit = None, 1
        elif part in {"万", "w"}:
            total += (section + (digit or 0) or 1) * 10000
            section, digit, unit = Decimal(0), None, 10000
        elif part in _UNITS:
            unit = _UNITS[part]
            section += (digit if digit is not None else 1) * unit
            digit = None
        else:
            digit = _DIGITS[part] if part in _DIGITS else _arabic(part)
    return total + section + (digit or 0) * _rest_unit(unit)


def _arabic(digits: str) -> Decimal:
    """「3.15.2」 is no number: what stands before the second point counts."""
    whole, point, rest = digits.partition(".")
    return Decimal(f"{whole}{point}{rest.partition('.')[0]}")


def _rest_unit(unit: int) -> int:
    return unit // 10 if unit > 10 else 1


def _parts(numeral: str) -> list[str]:
    """Arabic digits stay together."""
    parts: list[str] = []
    for c in numeral:
        is_arabic = c.isascii() and (c.isdigit() or c == ".")
        if is_arabic and parts and parts[-1][-1] in "0123456789.":
            parts[-1] += c
        else:
            parts.append(c)
    return parts
