"""Who is of age to join: 16 (童工规定) up to the statutory retirement month (2024-09-13 decision). No I/O here."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.membership.id_numbers import Sex

MINIMUM_AGE = 16
ADULT_AGE = 18


@dataclass(frozen=True)
class RetirementLine:
    """One row of the decision: the old age, who is affected first, and how fast it rises."""

    base_age: int
    first_year: int  # born from January of this year on, the delay begins
    months_per_step: int
    greatest_delay: int  # months


MEN = RetirementLine(60, 1965, 4, 36)
WOMEN_55 = RetirementLine(55, 1970, 4, 36)
WOMEN_50 = RetirementLine(50, 1975, 2, 60)


class Eligibility(StrEnum):
    eligible = "eligible"
    under_age = "under_age"
    minor_review = "minor_review"  # 16 and 17: may join, somebody looks
    over_age_review = "over_age_review"  # never refused by the machine, S26


def age_on(birth: date, on: date) -> int:
    """Full years (周岁); who was born on 29 February turns on 1 March in common years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def delay_months(birth: date, line: RetirementLine) -> int:
    months_after_first = (birth.year - line.first_year) * 12 + birth.month - 1
    if months_after_first < 0:
        return 0
    return min(line.greatest_delay, months_after_first // line.months_per_step + 1)


def retirement_age(birth: date, line: RetirementLine) -> tuple[int, int]:
    """Years and months."""
    return divmod(line.base_age * 12 + delay_months(birth, line), 12)


def retirement_month(birth: date, line: RetirementLine) -> date:
    """The first day of the month in which the statutory age is reached."""
    months = birth.year * 12 + birth.month - 1 + line.base_age * 12 + delay_months(birth, line)
    return date(months // 12, months % 12 + 1, 1)


def line_for(sex: Sex) -> RetirementLine:
    # The number does not tell a woman's category; 55 is the base of the flexibly employed,
    # and the lenient line sends fewer people to manual review.
    return MEN if sex is Sex.male else WOMEN_55


def eligibility(birth: date, sex: Sex, on: date) -> Eligibility:
    """Over age begins the month after the one of retirement."""
    age = age_on(birth, on)
    if age < MINIMUM_AGE:
        return Eligibility.under_age
    if age < ADULT_AGE:
        return Eligibility.minor_review
    if on.replace(day=1) > retirement_month(birth, line_for(sex)):
        return Eligibility.over_age_review
    return Eligibility.eligible
