"""Whether two cases are one person's: by conversation, membership or phone."""

from sqlalchemy import ColumnElement, false, or_

from backend.cases.models import Case


def are_one_person(one: Case, other: Case) -> bool:
    pairs = (
        (one.contact_id, other.contact_id),
        (one.member_id, other.member_id),
        (one.phone_index, other.phone_index),
    )
    return any(mine is not None and mine == theirs for mine, theirs in pairs)


def reaches_its_person(case: Case, into: Case) -> bool:
    """Merged into a case without their WeChat account, they could add nothing, urge nothing and hear nothing."""
    return case.contact_id is None or case.contact_id == into.contact_id


def of_the_person(case: Case) -> ColumnElement[bool]:
    """The same as a condition; nothing where nobody knows whose it is."""
    same: list[ColumnElement[bool]] = [false()]
    if case.contact_id is not None:
        same.append(Case.contact_id == case.contact_id)
    if case.member_id is not None:
        same.append(Case.member_id == case.member_id)
    if case.phone_index is not None:
        same.append(Case.phone_index == case.phone_index)
    return or_(*same)
