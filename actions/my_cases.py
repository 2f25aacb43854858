"""「我的诉求」: how a case stands, and what its person may do about it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from actions import case_steps as steps
from actions.forms import Ask, Ended, Outcome, Turn, say_refusal
from backend.contracts.cases import (
    CaseAddition,
    CaseRating,
    CaseView,
    CaseWithdrawal,
    papers_token,
)
from backend.contracts.errors import BackendRefused, BackendUnavailable

_SHOWN = 5
_UNHAPPY = 1
_LONGEST_REASON = 500


async def tell_cases(turn: Turn) -> None:
    """One case with all it offers; several as a list whose numbers can be tapped."""
    try:
        cases = await turn.backend.my_cases(turn.contact_id)
        draft = await turn.backend.intake_state(turn.contact_id)
    except BackendRefused as refusal:
        say_refusal(turn, refusal)
        return
    except BackendUnavailable:
        turn.say("utter_backend_down")
        return
    if draft is not None and (turn.step is None or not cases):
        turn.say("utter_case_draft_open")
    if len(cases) == 1:
        _show(turn, cases[0])
    elif cases:
        _list(turn, cases[:_SHOWN])
    elif draft is None:
        turn.say("utter_case_none")


async def tell_or_withdraw(turn: Turn) -> Outcome:
    """「撤了吧」: the one that can be withdrawn is asked about at once; several are shown."""
    asked = await ask_to_withdraw(turn) if wants_to_withdraw(turn) else None
    if asked is None:
        await tell_cases(turn)
    return asked or Ended()


def wants_to_withdraw(turn: Turn) -> bool:
    return turn.intent == "check_case" and turn.entities.get("wish") == "withdraw"


async def ask_to_withdraw(turn: Turn) -> Outcome | None:
    """None where it is not clear which one is meant."""
    cases = [case for case in await turn.backend.my_cases(turn.contact_id) if case.may_withdraw]
    if len(cases) != 1:
        return None
    return Ask(steps.WITHDRAWAL, case=(str(cases[0].case_id), cases[0].number))


def _list(turn: Turn, cases: list[CaseView]) -> None:
    for case in cases:
        turn.say(
            "utter_case_row", number=case.number, kind=case.kind_label, status=case.status_label
        )
    buttons = [
        {"title": case.number, "payload": _payload("show_case", case.case_id)} for case in cases
    ]
    turn.offer("utter_case_which", buttons)


def _show(turn: Turn, case: CaseView) -> None:
    words = {"number": case.number, "kind": case.kind_label, "status": case.status_label}
    turn.say("utter_case_shown", union=case.union, **words)
    if case.last_news:
        turn.say("utter_case_news", news=case.last_news)
    if case.due_words:
        turn.say("utter_case_due", due=case.due_words)
    if case.options:
        buttons = [
            {"title": option.label, "payload": _offered(option.code, case.case_id)}
            for option in case.options
        ]
        turn.offer("utter_case_may", buttons)


def _offered(code: str, case_id: UUID) -> str:
    """`rate_case:3` carries its score."""
    intent, _, score = code.partition(":")
    return _payload(intent, case_id, **({"score": score} if score else {}))


def _payload(intent: str, case_id: UUID, **more: Any) -> str:
    fields = "".join(f', "{name}": "{value}"' for name, value in more.items())
    return f'/{intent}{{"case": "{case_id}"{fields}}}'


def _case_id(turn: Turn) -> UUID:
    return UUID(str(turn.entities["case"]))


async def _named(turn: Turn) -> CaseView | None:
    """The case a tap names, if it is one of theirs."""
    cases = await turn.backend.my_cases(turn.contact_id)
    return next((case for case in cases if case.case_id == _case_id(turn)), None)


def _stays(turn: Turn) -> Outcome:
    """Done in passing: the question that was open stays open."""
    return Ask(turn.step) if turn.step else Ended()


async def show_case(turn: Turn) -> Outcome:
    wanted = await _named(turn)
    if wanted is None:
        turn.say("utter_error_not_found")
    else:
        _show(turn, wanted)
    return _stays(turn)


async def urge_case(turn: Turn) -> Outcome:
    view = await turn.backend.urge_case(turn.contact_id, _case_id(turn))
    turn.say("utter_case_urged", number=view.number)
    return _stays(turn)


async def case_papers(turn: Turn) -> Outcome:
    """The link itself is put in when the words leave: it is a key (decision 0016)."""
    case = await _named(turn)
    if case is None or not case.may_draft:
        turn.say("utter_error_not_found")
    else:
        turn.say("utter_case_papers", number=case.number, url=papers_token(case.case_id))
    return _stays(turn)


async def rate_case(turn: Turn) -> Outcome:
    """Who is dissatisfied is asked why; the case goes back to be handled again meanwhile (S45)."""
    rating = CaseRating(score=int(turn.entities["score"]))
    view = await turn.backend.rate_case(turn.contact_id, _case_id(turn), rating)
    if rating.score > _UNHAPPY:
        turn.say("utter_case_rated")
        return _stays(turn)
    turn.say("utter_case_rated_bad", number=view.number)
    if not view.may_add:
        return _stays(turn)
    then = None if turn.step in steps.ABOUT_A_CASE else turn.step
    return Ask(steps.DISSATISFIED, case=(str(view.case_id), view.number), told={"then": then})


async def add_to_case(turn: Turn) -> Outcome:
    return await _ask_about(turn, steps.ADDITION)


async def withdraw_case(turn: Turn) -> Outcome:
    return await _ask_about(turn, steps.WITHDRAWAL)


async def _ask_about(turn: Turn, step: str) -> Outcome:
    case = await _named(turn)
    if case is None:
        turn.say("utter_error_not_found")
        return _stays(turn)
    if not (case.may_add if step == steps.ADDITION else case.may_withdraw):
        turn.say("utter_error_case_closed")
        return _stays(turn)
    return Ask(step, case=(str(case.case_id), case.number))


def asked_later(case: CaseView, told_at: datetime | None) -> bool:
    """Staff asked for something of theirs after they told what they left unfinished."""
    return case.waits_since is not None and (told_at is None or case.waits_since > told_at)


async def add_words(turn: Turn) -> Outcome:
    return await add_to(turn, UUID(str(turn.slots.get("shown_case_id"))), turn.text)


async def add_to(turn: Turn, case_id: UUID, text: str) -> Outcome:
    view = await turn.backend.add_to_case(turn.contact_id, case_id, CaseAddition(text=text))
    return added(turn, view)


def added(turn: Turn, view: CaseView) -> Outcome:
    """More is welcome, except where another question was open before."""
    onwards = gone_on(turn)
    turn.say("utter_case_added_only" if onwards else "utter_case_added", number=view.number)
    return onwards or Ask(steps.ADDITION, case=(str(view.case_id), view.number))


def gone_on(turn: Turn) -> Outcome | None:
    """Back to the question that was open when this one was put in between."""
    if turn.step not in {steps.WAITING, steps.DISSATISFIED}:
        return None
    then = (turn.slots.get("told") or {}).get("then")
    return Ask(str(then)) if then else None


async def withdraw(turn: Turn, reason: str) -> Outcome:
    case_id = UUID(str(turn.slots.get("shown_case_id")))
    answer = CaseWithdrawal(reason=reason[:_LONGEST_REASON])
    view = await turn.backend.withdraw_case(turn.contact_id, case_id, answer)
    turn.say("utter_case_withdrawn", number=view.number)
    return Ended()


PAYLOADS = {
    "show_case": show_case,
    "urge_case": urge_case,
    "case_papers": case_papers,
    "rate_case": rate_case,
    "add_to_case": add_to_case,
    "withdraw_case": withdraw_case,
}
