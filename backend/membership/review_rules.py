"""What staff may do with an application, and what stands in the way. No I/O here."""

from datetime import date

from backend.contracts.errors import ErrorCode
from backend.contracts.joining import ApplicationStatus
from backend.membership import age, id_numbers
from backend.membership.age import Eligibility
from backend.membership.statuses import MembershipStatus

LONGEST_REASON = 200
WITHOUT_WORK = "none"  # trade code 暂时没活


def is_decidable(status: str) -> bool:
    return status == ApplicationStatus.submitted


def obstacle(id_number: str, *, today: date) -> ErrorCode | None:
    """The checks made at submission, made again: approval is what counts (S26, L04)."""
    try:
        number = id_numbers.parse(id_number, today=today)
    except id_numbers.InvalidIdNumber:
        return ErrorCode.id_number_invalid
    # Over age and minors are for the reviewer to judge, under 16 is not.
    if age.eligibility(number.birth, number.sex, today) is Eligibility.under_age:
        return ErrorCode.under_age
    return None


def first_status(trade: str) -> MembershipStatus:
    """Who has no work joins all the same, and the membership is kept for later (S36)."""
    return MembershipStatus.retained if trade == WITHOUT_WORK else MembershipStatus.active


def member_number(county_code: str, count: int) -> str:
    return f"HN{county_code}{count:06d}"
