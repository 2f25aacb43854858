"""Asking for help: each message finds its answer here, and the backend's draft decides what comes next."""

from typing import Any

from actions import case_answers as answers
from actions import case_steps as steps
from actions import my_cases, waiting
from actions.asides import LIKELY, SURE
from actions.case_asides import answer_case_aside, is_case_aside
from actions.case_media import MEDIA, answer_media, open_case_of
from actions.case_opening import KINDS, open_case
from actions.forms import Ask, Ended, Outcome, Turn, say_refusal
from actions.handoff import URGENT
from backend.contracts.cases import IntakeField
from backend.contracts.errors import BackendRefused, ErrorCode

# Where any words are an answer, from this confidence on an aside is one all the same.
VERY_SURE = 0.85
COMMANDS: dict[str, answers.Answer] = {
    "choose_case": answers.choose,
    "skip_question": answers.skip,
    "agree_consent": answers.agree,
    "read_notice": answers.read_notice,
    "send_location": answers.take_location,
    "submit_case": answers.submit,
    "submit_join": answers.submit,
    "change_case": answers.change,
    "correct": answers.correct,
    "start_over": answers.correct,
    "keep_going": answers.keep_going,
    "cancel": answers.cancel,
    "give_up": answers.give_up,
    "done_adding": answers.done_adding,
    "add_told": waiting.accept,
}
# Said only by tapping: never mistaken for an answer in words.
_TAPPED = frozenset({"choose_case", "skip_question", "submit_case", "change_case"})
_YES: dict[str, answers.Answer] = {
    steps.CONSENT: answers.agree,
    steps.SUMMARY: answers.submit,
    steps.CANCEL: answers.give_up,
    steps.KNOWN_PHONE: answers.keep_phone,
    steps.WAITING: waiting.accept,
}
_NO: dict[str, answers.Answer] = {
    steps.CONSENT: answers.skip,
    steps.SUMMARY: answers.correct,
    steps.CORRECTION: answers.keep_going,
    steps.CANCEL: answers.keep_going,
    steps.ADDITION: answers.done_adding,
    steps.KNOWN_PHONE: answers.other_phone,
}
# Refusals of one typed answer: the same question again.
_UNREADABLE = frozenset(
    {
        ErrorCode.county_unknown,
        ErrorCode.county_ambiguous,
        ErrorCode.phone_invalid,
        ErrorCode.story_missing,
    }
)
# A nod is no name of an employer.
_NOT_AN_ANSWER = {steps.EMPLOYER: frozenset({"affirm"})}
# 「走了」 is no goodbye where somebody is asked whether they still work there.
_AN_ANSWER = {steps.STILL_WORKING: frozenset({"goodbye", "cancel"})}
STARTS = frozenset(KINDS) | {"start_case"}
BEGINNINGS = STARTS | frozenset(my_cases.PAYLOADS) | _TAPPED | {"done_adding"} | MEDIA


async def begin(turn: Turn) -> Outcome | None:
    """None where the message begins no request and asks nothing about one."""
    if turn.intent in STARTS:
        return await open_case(turn)
    if turn.intent in my_cases.PAYLOADS:
        return await my_cases.PAYLOADS[turn.intent](turn)
    return await answers.current(turn) if turn.intent in BEGINNINGS else None


async def answer(turn: Turn, step: str) -> Outcome:
    if _is_heard_first(turn, step):
        return await answer_case_aside(turn, step)
    if turn.intent in MEDIA or "problem" in turn.entities:
        is_held = step == steps.WAITING
        return await (waiting.add_with_media(turn) if is_held else answer_media(turn, step))
    if step == steps.DISSATISFIED and not turn.text.startswith("/"):
        return await my_cases.add_words(turn)
    if turn.intent in my_cases.PAYLOADS:
        return await my_cases.PAYLOADS[turn.intent](turn)
    if turn.intent == "start_case":
        return await open_case(turn)
    if my_cases.wants_to_withdraw(turn) and turn.confidence >= SURE:
        return await answers.withdraw(turn, step)
    command = COMMANDS.get(turn.intent)
    if command and _is_command(turn, step):
        return await command(turn, step)
    if said := {"affirm": _YES, "deny": _NO}.get(turn.intent, {}).get(step):
        return await said(turn, step)
    return await _answer_words(turn, step)


def _is_heard_first(turn: Turn, step: str) -> bool:
    """Danger at any confidence, even in free words; 「没别人，就我」 only sounds like asking for a person."""
    # 「没人给我打电话」 is why somebody is dissatisfied.
    enough = SURE if step == steps.DISSATISFIED else LIKELY
    asks_for_person = turn.intent == "request_human" and turn.confidence >= enough
    return turn.intent in URGENT or asks_for_person


def _is_command(turn: Turn, step: str) -> bool:
    """Where words are expected only a sure one is."""
    if turn.intent in {"submit_join", "submit_case"} and step in steps.ABOUT_A_CASE:
        return False
    if turn.intent in _AN_ANSWER.get(step, ()) and turn.confidence < VERY_SURE:
        return False
    if turn.intent in _TAPPED | {"send_location"} or steps.field_of(step) is None:
        return True
    return turn.confidence >= (VERY_SURE if step in steps.FREE_WORDS else SURE)


async def _answer_words(turn: Turn, step: str) -> Outcome:
    if _surely_aside(turn, step):
        return await answer_case_aside(turn, step)
    if step == steps.ADDITION:
        return await my_cases.add_words(turn)
    if step == steps.WITHDRAWAL:
        return await my_cases.withdraw(turn, turn.text)
    if step == steps.WAITING:
        return waiting.tell_more(turn)
    field = steps.field_of(step)
    if "phone_reference" in turn.entities and (field is None or step not in steps.FREE_WORDS):
        field = IntakeField.phone
    if field is None:
        return await _puzzled(turn, step)
    return await _answer_field(turn, step, field)


def _surely_aside(turn: Turn, step: str) -> bool:
    if turn.intent in _NOT_AN_ANSWER.get(step, ()):
        return True
    if turn.intent in _AN_ANSWER.get(step, ()):
        return False
    return _is_aside(turn, VERY_SURE if step in steps.FREE_WORDS else SURE)


def _is_aside(turn: Turn, enough: float) -> bool:
    """A goodbye ends the talk, so it must be meant: 「昨天」 sounds like one."""
    enough = VERY_SURE if turn.intent == "goodbye" else enough
    return is_case_aside(turn) and turn.confidence >= enough


async def _puzzled(turn: Turn, step: str) -> Outcome:
    """Under the summary more of the story is welcome, and under a correction the field's name."""
    if step in {steps.SUMMARY, steps.CANCEL} and turn.intent in KINDS:
        return await answers.put(turn, IntakeField.story, turn.text)
    if is_case_aside(turn):
        return await answer_case_aside(turn, step)
    if turn.entities.get("field"):
        return await answers.correct(turn, step)
    turn.say("utter_case_not_understood")
    return Ask(step)


async def _answer_field(turn: Turn, step: str, field: IntakeField) -> Outcome:
    """The backend knows the lists, so it judges; what it cannot read may have been an aside."""
    try:
        return await answers.put(turn, field, turn.text)
    except BackendRefused as refusal:
        if refusal.code not in _UNREADABLE:
            raise
        if _is_aside(turn, LIKELY):
            return await answer_case_aside(turn, step)
        return _ask_again(turn, refusal, step)


def _ask_again(turn: Turn, refusal: BackendRefused, step: str) -> Outcome:
    choices = refusal.data.get("choices") or []
    if refusal.code is ErrorCode.county_ambiguous and choices:
        turn.offer("utter_error_county_ambiguous", [_county(choice) for choice in choices])
        return Ask(steps.WHICH_COUNTY)
    say_refusal(turn, refusal)
    # Only the story itself is needed: nobody is held up by a list of ours.
    if step != steps.STORY:
        turn.say("utter_case_may_skip")
    return Ask(step)


def _county(choice: dict[str, str]) -> dict[str, Any]:
    payload = f'/choose_case{{"case_field": "county", "case_choice": "{choice["code"]}"}}'
    return {"title": choice["label"], "payload": payload}


async def after_refusal(turn: Turn, refusal: BackendRefused) -> Outcome:
    """A draft that is gone ends the talk kindly; the rest asks again."""
    if refusal.code is ErrorCode.no_open_intake and (added := await _add_instead(turn)):
        return added
    say_refusal(turn, refusal)
    if turn.step is None or refusal.code in {
        ErrorCode.no_open_intake,
        ErrorCode.case_closed,
        ErrorCode.not_found,
    }:
        return Ended()
    if refusal.code is ErrorCode.consent_required:
        notice = await turn.backend.privacy_notice()
        return Ask(steps.CONSENT, notice=notice.version)
    if refusal.code is ErrorCode.case_incomplete:
        return await answers.current(turn)
    return Ask(turn.step)


async def _add_instead(turn: Turn) -> Outcome | None:
    """Whoever fell silent in an emergency has a case by now: what they say next belongs to it."""
    case = await open_case_of(turn)
    if case is None or turn.text.startswith("/") or not turn.text.strip():
        return None
    return await my_cases.add_to(turn, case.case_id, turn.text)
