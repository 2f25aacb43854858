"""From 16 to the statutory retirement month people join at once; beyond it somebody looks, nobody is refused."""

from datetime import date

import pytest

from backend.membership.age import (
    MEN,
    WOMEN_50,
    WOMEN_55,
    Eligibility,
    RetirementLine,
    age_on,
    eligibility,
    retirement_age,
    retirement_month,
)
from backend.membership.id_numbers import Sex


@pytest.mark.parametrize(
    ("line", "birth", "age", "month"),
    [
        (MEN, (1965, 1), (60, 1), (2025, 2)),
        (MEN, (1965, 5), (60, 2), (2025, 7)),
        (MEN, (1966, 1), (60, 4), (2026, 5)),
        (MEN, (1970, 1), (61, 4), (2031, 5)),
        (WOMEN_55, (1971, 4), (55, 4), (2026, 8)),
        (WOMEN_50, (1975, 3), (50, 2), (2025, 5)),
        (WOMEN_50, (1980, 1), (52, 7), (2032, 8)),
        (WOMEN_50, (1984, 10), (54, 11), (2039, 9)),
        # The first born at full delay, and the last before it.
        (MEN, (1976, 9), (63, 0), (2039, 9)),
        (MEN, (1976, 8), (62, 11), (2039, 7)),
        (WOMEN_55, (1981, 9), (58, 0), (2039, 9)),
        (WOMEN_50, (1984, 11), (55, 0), (2039, 11)),
        # Born before the decision reaches them, and long after.
        (MEN, (1964, 12), (60, 0), (2024, 12)),
        (MEN, (2000, 1), (63, 0), (2063, 1)),
    ],
)
def test_the_retirement_month_follows_the_decision_of_2024(
    line: RetirementLine, birth: tuple[int, int], age: tuple[int, int], month: tuple[int, int]
) -> None:
    born = date(*birth, 17)
    assert retirement_age(born, line) == age
    assert retirement_month(born, line) == date(*month, 1)


@pytest.mark.parametrize(
    ("born", "sex", "expected"),
    [
        (date(2010, 11, 3), Sex.male, Eligibility.under_age),
        (date(2010, 11, 2), Sex.male, Eligibility.minor_review),
        (date(2008, 11, 3), Sex.female, Eligibility.minor_review),
        (date(2008, 11, 2), Sex.female, Eligibility.eligible),
        (date(1966, 7, 31), Sex.male, Eligibility.eligible),
        (date(1966, 6, 1), Sex.male, Eligibility.eligible),
        (date(1966, 5, 31), Sex.male, Eligibility.over_age_review),
        (date(1971, 6, 1), Sex.female, Eligibility.eligible),
        (date(1971, 5, 31), Sex.female, Eligibility.over_age_review),
    ],
)
def test_age_decides_who_joins_at_once_and_who_is_looked_at(
    born: date, sex: Sex, expected: Eligibility
) -> None:
    assert eligibility(born, sex, date(2026, 11, 2)) is expected


def test_the_month_of_retirement_still_counts_as_working_age() -> None:
    born = date(1966, 1, 20)  # reaches 60 years 4 months in May 2026
    assert eligibility(born, Sex.male, date(2026, 5, 31)) is Eligibility.eligible
    assert eligibility(born, Sex.male, date(2026, 6, 1)) is Eligibility.over_age_review


def test_a_leap_day_child_turns_sixteen_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)
    assert age_on(born, date(2026, 2, 28)) == 17
    assert age_on(born, date(2026, 3, 1)) == 18
