"""Passing a case on: to a union, to a service organization, or into another case."""

from uuid import UUID

from backend.cases import giving_up, merging, referring
from backend.console.case_desk import Act, Desk
from backend.console.case_form import Typed
from backend.contracts.errors import ErrorCode
from backend.errors import Refused

UNION, SERVICE = "union:", "service:"


async def refer(at: Desk, typed: Typed) -> None:
    """One list offers both kinds of receivers; the value says which it is."""
    to, reason = typed.words("to"), typed.reason()
    if to.startswith(UNION):
        await referring.refer_to_union(
            at.session, at.staff, at.case_id, at.revision, union_id=_id(to, UNION), reason=reason
        )
    else:
        await referring.refer_to_service(
            at.session,
            at.staff,
            at.case_id,
            at.revision,
            organization_id=_id(to, SERVICE),
            reason=reason,
        )


def _id(value: str, prefix: str) -> UUID:
    try:
        return UUID(value.removeprefix(prefix))
    except ValueError:
        raise Refused(ErrorCode.invalid_payload, "field to") from None


async def accept_referral(at: Desk, typed: Typed) -> None:
    answer = typed.words("note", optional=True)
    await referring.accept_referral(at.session, at.staff, at.case_id, at.revision, answer=answer)


async def decline_referral(at: Desk, typed: Typed) -> None:
    await referring.decline_referral(
        at.session, at.staff, at.case_id, at.revision, answer=typed.reason()
    )


async def withdraw_referral(at: Desk, typed: Typed) -> None:
    await referring.withdraw_referral(
        at.session, at.staff, at.case_id, at.revision, reason=typed.reason()
    )


async def give_up(at: Desk, typed: Typed) -> None:
    await giving_up.give_up(at.session, at.staff, at.case_id, at.revision, reason=typed.reason())


async def merge(at: Desk, typed: Typed) -> None:
    into, reason = typed.id("into"), typed.reason()
    await merging.merge(at.session, at.staff, at.case_id, at.revision, into_id=into, reason=reason)


async def unmerge(at: Desk, typed: Typed) -> None:
    await merging.unmerge(at.session, at.staff, at.case_id, at.revision, reason=typed.reason())


PASSING: dict[str, Act] = {
    "refer": refer,
    "accept_referral": accept_referral,
    "decline_referral": decline_referral,
    "withdraw_referral": withdraw_referral,
    "give_up": give_up,
    "merge": merge,
    "unmerge": unmerge,
}
