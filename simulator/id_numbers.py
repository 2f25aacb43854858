"""Made-up citizen ID numbers: valid in form, belonging to nobody, because no area has their code."""

from datetime import date

# 4101xx is Zhengzhou; 99 is a county code that has never been given out.
UNASSIGNED_AREA = "410199"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"


def check_character(first_seventeen: str) -> str:
    """ISO 7064 MOD 11-2."""
    total = sum(int(d) * w for d, w in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def id_number(born: date, sequence: int, area: str = UNASSIGNED_AREA) -> str:
    """`sequence` is odd for men, even for women, as on real cards."""
    first_seventeen = f"{area}{born:%Y%m%d}{sequence:03d}"
    return first_seventeen + check_character(first_seventeen)


def with_wrong_check(number: str) -> str:
    """The same number as somebody would mistype its end."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")
