"""The steps of handling a case, from what a sheet asked to the service's function."""

from backend.cases import closing, handling
from backend.cases.clock_rules import end_of_day
from backend.console.case_desk import Act, Desk
from backend.console.case_form import Typed
from backend.console.case_words import OUTCOME
from backend.contracts.errors import ErrorCode
from backend.errors import Refused


async def accept(at: Desk, typed: Typed) -> None:
    await handling.accept(at.session, at.staff, at.case_id, at.revision)


async def verify(at: Desk, typed: Typed) -> None:
    """The outcome stands before what was found, so that nobody must read to the end for it."""
    outcome = OUTCOME.get(typed.words("outcome"))
    if outcome is None:
        raise Refused(ErrorCode.invalid_payload, "outcome", field="outcome")
    note = f"{outcome}：{typed.words('finding')}"
    await handling.verify(at.session, at.staff, at.case_id, at.revision, note=note)


async def start(at: Desk, typed: Typed) -> None:
    note = typed.words("note", optional=True)
    await handling.start(at.session, at.staff, at.case_id, at.revision, note=note)


async def wait(at: Desk, typed: Typed) -> None:
    until = typed.day("until")
    if until is None:
        raise Refused(ErrorCode.invalid_payload, "until", field="until")
    await handling.wait(
        at.session,
        at.staff,
        at.case_id,
        at.revision,
        for_whom=typed.words("for_whom"),
        until=end_of_day(until),
        note=typed.reason(),
    )


async def resume(at: Desk, typed: Typed) -> None:
    note = typed.words("note", optional=True)
    await handling.resume(at.session, at.staff, at.case_id, at.revision, note=note)


async def resolve(at: Desk, typed: Typed) -> None:
    result = typed.words("resolution")
    await handling.resolve(at.session, at.staff, at.case_id, at.revision, resolution=result)


async def tell(at: Desk, typed: Typed) -> None:
    await handling.tell(at.session, at.staff, at.case_id, at.revision, text=typed.words("text"))


async def follow_up(at: Desk, typed: Typed) -> None:
    score, note = typed.whole("score"), typed.words("note", optional=True)
    await closing.follow_up(at.session, at.staff, at.case_id, at.revision, score=score, note=note)


async def close(at: Desk, typed: Typed) -> None:
    note = typed.words("note", optional=True)
    await closing.close(at.session, at.staff, at.case_id, at.revision, note=note)


async def give_back(at: Desk, typed: Typed) -> None:
    reason = typed.reason()
    await closing.return_for_rehandling(
        at.session, at.staff, at.case_id, at.revision, reason=reason
    )


async def reopen(at: Desk, typed: Typed) -> None:
    await closing.reopen(at.session, at.staff, at.case_id, at.revision, reason=typed.reason())


STEPS: dict[str, Act] = {
    "accept": accept,
    "verify": verify,
    "start": start,
    "wait": wait,
    "resume": resume,
    "resolve": resolve,
    "tell": tell,
    "follow_up": follow_up,
    "close": close,
    "return": give_back,
    "reopen": reopen,
}
