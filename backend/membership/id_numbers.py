"""What an ID number says and whether it can be real (GB 11643). No I/O here."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
EARLIEST_BIRTH = date(1900, 1, 1)

# [0-9], never \d: Python's \d and int() also take full-width and Arabic-Indic digits.
SHAPE = re.compile(r"[0-9]{17}[0-9X]")
OLD_SHAPE = re.compile(r"[0-9]{15}")
SEPARATORS = re.compile(r"[\s\-_.·,，。]+")

PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)


class Sex(StrEnum):
    male = "male"
    female = "female"


class IdNumberFault(StrEnum):
    """Why a number was refused; for logs and tests, the person hears one kind sentence for all."""

    wrong_length = "wrong_length"
    obsolete = "obsolete"  # 15 digits, void since 2013
    wrong_characters = "wrong_characters"
    impossible_birth = "impossible_birth"
    wrong_checksum = "wrong_checksum"


class InvalidIdNumber(ValueError):
    """Carries the fault, never the number."""

    def __init__(self, fault: IdNumberFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, repr=False)
class IdNumber:
    """A number that passed; `unusual` asks the reviewer to look twice, it refuses nothing."""

    value: str
    birth: date
    sex: Sex
    unusual: bool = False

    def __repr__(self) -> str:
        # Tracebacks and logs print values; this one must not carry the number.
        return "IdNumber(…)"


def normalize(text: str) -> str:
    """Half width, upper case, without the spaces and dashes people put between the groups."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_character(first17: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def has_right_checksum(number: str) -> bool:
    return SHAPE.fullmatch(number) is not None and check_character(number[:17]) == number[17]


def is_foreign_permanent_resident(number: str) -> bool:
    """外国人永久居留身份证 of 2023 and later: 18 characters from 9, the birth in the same place."""
    return number.startswith("9")


def sex_of(number: str) -> Sex:
    return Sex.male if int(number[16]) % 2 else Sex.female


def birth_of(number: str, *, today: date) -> date | None:
    """None when digits 7-14 are no day somebody alive could be born on."""
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return birth if EARLIEST_BIRTH <= birth <= today else None


def has_known_province(number: str) -> bool:
    """A warning only: numbers keep the area code of the first registration, abolished or not."""
    return number[:2] in PROVINCES or is_foreign_permanent_resident(number)


def parse(text: str, *, today: date) -> IdNumber:
    """Raises InvalidIdNumber; residence permits (81, 82, 83) follow the ordinary rules."""
    number = normalize(text)
    if OLD_SHAPE.fullmatch(number):
        raise InvalidIdNumber(IdNumberFault.obsolete)
    if len(number) != 18:
        raise InvalidIdNumber(IdNumberFault.wrong_length)
    if not SHAPE.fullmatch(number):
        raise InvalidIdNumber(IdNumberFault.wrong_characters)
    birth = birth_of(number, today=today)
    if birth is None:
        raise InvalidIdNumber(IdNumberFault.impossible_birth)
    right = has_right_checksum(number)
    # The check character of foreign permanent residents' cards is not published with certainty:
    # a mismatch there asks for a second look instead of turning somebody away.
    if not right and not is_foreign_permanent_resident(number):
        raise InvalidIdNumber(IdNumberFault.wrong_checksum)
    return IdNumber(number, birth, sex_of(number), not right or not has_known_province(number))


def mask(number: str) -> str:
    """4101**********1234"""
    return f"{number[:4]}{'*' * max(len(number) - 8, 0)}{number[-4:]}"
