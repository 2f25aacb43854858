"""Who has a case, how hard and urgent it is, more time for it, and what is put right or noted in it."""

from backend.cases import arranging, extending, notes, tags
from backend.cases.arranging import CaseEdit
from backend.cases.kinds import CaseClass, ClockKind
from backend.console.case_desk import Act, Desk
from backend.console.case_form import Typed
from backend.contracts.cases import CaseKind
from backend.contracts.errors import ErrorCode
from backend.errors import Refused


async def assign(at: Desk, typed: Typed) -> None:
    """Nobody chosen: back into the union's queue."""
    to = typed.maybe_id("staff_id")
    await arranging.assign(at.session, at.staff, at.case_id, at.revision, staff_id=to)


async def take(at: Desk, typed: Typed) -> None:
    await arranging.assign(at.session, at.staff, at.case_id, at.revision, staff_id=at.staff.id)


async def reclassify(at: Desk, typed: Typed) -> None:
    case_class = _one_of(CaseClass, typed.words("case_class"))
    note = typed.reason()
    await arranging.reclassify(
        at.session, at.staff, at.case_id, at.revision, case_class=case_class, note=note
    )


async def make_urgent(at: Desk, typed: Typed) -> None:
    await arranging.make_urgent(
        at.session, at.staff, at.case_id, at.revision, reason=typed.reason()
    )


async def edit(at: Desk, typed: Typed) -> None:
    """Fields left out of the form stay; an emptied employer or amount is none."""
    amount = typed.money("amount")
    is_emptied = amount is None and "amount" in typed.values
    changes = CaseEdit(
        kind=_one_of(CaseKind, typed.words("kind")),
        employer_text=typed.words("employer_text", optional=True),
        people_count=typed.whole("people_count"),
        amount=amount,
        county_code=typed.words("county_code", optional=True) or None,
        cleared=frozenset({"amount"} if is_emptied else ()),
    )
    await arranging.edit(at.session, at.staff, at.case_id, at.revision, changes=changes)


async def extend(at: Desk, typed: Typed) -> None:
    clock = _one_of(ClockKind, typed.words("clock"))
    await extending.extend(
        at.session, at.staff, at.case_id, at.revision, clock=clock, reason=typed.reason()
    )


async def escalate(at: Desk, typed: Typed) -> None:
    await extending.escalate(at.session, at.staff, at.case_id, at.revision, reason=typed.reason())


async def note(at: Desk, typed: Typed) -> None:
    await notes.note(at.session, at.staff, at.case_id, text=typed.words("note"))


async def set_tags(at: Desk, typed: Typed) -> None:
    """Those a colleague put on since the page was opened stay."""
    said = tags.among(typed.words("tags", optional=True))
    shown = tags.among(typed.words("shown", optional=True))
    await tags.set_tags(at.session, at.staff, at.case_id, tags=said, shown=shown)


def _one_of[E: (CaseClass, CaseKind, ClockKind)](codes: type[E], said: str) -> E:
    try:
        return codes(said)
    except ValueError:
        raise Refused(ErrorCode.invalid_payload, f"no {codes.__name__}") from None


ARRANGING: dict[str, Act] = {
    "assign": assign,
    "take": take,
    "reclassify": reclassify,
    "make_urgent": make_urgent,
    "edit": edit,
    "extend": extend,
    "escalate": escalate,
    "note": note,
    "tags": set_tags,
}
