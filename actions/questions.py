"""The one form there is: a message goes to the talk it belongs to, and the backend decides what is asked next."""

import logging
from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions import case_steps, danger, helping, joining, my_cases, outside, steps, waiting
from actions.case_media import MEDIA, begin_media, is_for_staff_only, open_case_of
from actions.forms import Ask, Ended, Outcome, Turn, Went, WentOn, say_refusal
from actions.shown import shown_case_slots, shown_slots
from backend.contracts.cases import IntakeState
from backend.contracts.errors import BackendRefused, BackendUnavailable, ErrorCode
from backend.contracts.joining import ApplicationStatus, JoinField, JoinState

logger = logging.getLogger(__name__)


async def validate_question_form(turn: Turn) -> list[EventType]:
    """Sets no answers: what is required is the backend's to say, and no slot holds it."""
    return events_of(await take_turn(turn), turn)


async def take_turn(turn: Turn) -> Outcome:
    try:
        try:
            return await _talk(turn)
        except BackendRefused as refusal:
            logger.info("refused", extra={"ids": {"code": refusal.code.value, "step": turn.step}})
            return await _after_refusal(turn, refusal)
    except BackendRefused as again:
        say_refusal(turn, again)
    except BackendUnavailable:
        logger.warning("backend_unavailable", extra={"ids": {"step": turn.step}})
        turn.say("utter_backend_down")
    return Ask(turn.step) if turn.step else Ended()


async def _talk(turn: Turn) -> Outcome:
    if is_for_staff_only(turn):
        turn.say(f"utter_{turn.intent}")
        return Ask(turn.step) if turn.step else Ended()
    if turn.step in danger.STEPS:
        return await _in_danger(turn, turn.step)
    if turn.step is None:
        return await _begin(turn)
    if _turns_to_joining(turn):
        return await _begin(replace(turn, step=None))
    if waiting.is_another_matter(turn):
        return await _begin(waiting.as_told(turn), is_offered=True)
    if case_steps.is_case_step(turn.step):
        return await helping.answer(turn, turn.step)
    return await joining.answer(turn, turn.step)


async def _in_danger(turn: Turn, step: str) -> Outcome:
    """A wish is heard all the same; what is answered at once leaves them where they were."""
    anew = replace(turn, step=None)
    if danger.is_wish(turn):
        outcome = await _begin(anew)
        return Ask(step) if isinstance(outcome, Ended) else outcome
    return await danger.answer(turn, step) or await _begin(anew)


def _turns_to_joining(turn: Turn) -> bool:
    """Who added something to a case is in the middle of nothing."""
    is_sure = turn.intent == "join_union" and turn.confidence >= helping.VERY_SURE
    return is_sure and turn.step in case_steps.ABOUT_A_CASE - {case_steps.DISSATISFIED}


async def _after_refusal(turn: Turn, refusal: BackendRefused) -> Outcome:
    begins_case = turn.step is None and turn.intent in helping.BEGINNINGS
    if begins_case or case_steps.is_case_step(turn.step):
        return await helping.after_refusal(turn, refusal)
    return await joining.after_refusal(turn, refusal)


async def _begin(turn: Turn, *, is_offered: bool = False) -> Outcome:
    if turn.intent in MEDIA:
        return await _begin_media(turn)
    if not is_offered and (offered := await waiting.offer(turn)):
        return offered
    if turn.intent == "keep_going":
        return await _resume(turn) or _nothing_open(turn)
    if turn.intent == "inform":
        return await _resume(turn, but_joining=True) or _nobody_asked(turn)
    answered = await outside.answer(turn) or await helping.begin(turn)
    return answered or await joining.begin(turn)


async def _resume(turn: Turn, *, but_joining: bool = False) -> Outcome | None:
    """「继续」, or an answer nobody waits for: whichever was told last; joining says its own words."""
    case = await turn.backend.intake_state(turn.contact_id)
    join = await turn.backend.join_state(turn.contact_id)
    if case is not None and not is_newer(join, case):
        turn.say("utter_case_going_on")
        return WentOn(case)
    if but_joining or not await _waits_for_joining(turn, join):
        return None
    return await joining.begin(turn)


async def _waits_for_joining(turn: Turn, join: JoinState | None) -> bool:
    """Begun and agreed to, or sent back to be mended."""
    if join is not None:
        return JoinField.consent not in join.missing
    applications = await turn.backend.progress(turn.contact_id)
    return bool(applications) and applications[0].status is ApplicationStatus.returned


def _nothing_open(turn: Turn) -> Outcome:
    turn.say("utter_nothing_open")
    return Ended()


def _nobody_asked(turn: Turn) -> Outcome:
    turn.say("utter_inform")
    return Ended()


def is_newer(join: JoinState | None, case: IntakeState) -> bool:
    """An application that nobody agreed to begin is none."""
    if join is None or JoinField.consent in join.missing or join.updated_at is None:
        return False
    return case.updated_at is None or join.updated_at > case.updated_at


async def _begin_media(turn: Turn) -> Outcome:
    """Out of the blue: for the card that joining still lacks, else for a request, else for nobody."""
    if await _is_for_joining(turn):
        return await joining.begin(turn)
    outcome = await begin_media(turn)
    if outcome is not None:
        return outcome
    if turn.intent == "send_photo" and "waiting" not in turn.entities:
        return await joining.begin(turn)
    problem = turn.entities.get("problem")
    turn.say(f"utter_error_{ErrorCode(problem).value}" if problem else f"utter_{turn.intent}")
    return Ended()


async def _is_for_joining(turn: Turn) -> bool:
    if turn.intent != "send_photo":
        return False
    join = await turn.backend.join_state(turn.contact_id)
    if join is None or JoinField.consent in join.missing or steps.missing_photo(join) is None:
        return False
    case = await turn.backend.intake_state(turn.contact_id)
    open_case = await open_case_of(turn)
    if open_case is not None and my_cases.asked_later(open_case, join.updated_at):
        return False
    return case is None or is_newer(join, case)


def events_of(outcome: Outcome, turn: Turn) -> list[EventType]:
    """`join_typing` is always set: Rasa rejects a form turn that sets nothing but the next question."""
    match outcome:
        case Ended():
            return [SlotSet("join_typing", None), SlotSet("requested_slot", None)]
        case Ask(step):
            return [
                *_about(outcome, turn),
                SlotSet("join_typing", turn.typing),
                SlotSet("requested_slot", step),
            ]
        case WentOn(case):
            return [
                *shown_case_slots(case, turn.slots),
                SlotSet("join_typing", turn.typing),
                SlotSet("requested_slot", case_steps.next_step(case)),
            ]
        case Went(state, typing):
            keeps_typing = turn.typing if typing is None else typing
            return [
                *shown_slots(state, turn.slots),
                SlotSet("join_typing", keeps_typing),
                SlotSet("requested_slot", steps.next_step(state, typing=keeps_typing)),
            ]


def _about(asked: Ask, turn: Turn) -> list[EventType]:
    about: dict[str, Any] = {}
    if asked.case:
        about = {"shown_case_id": asked.case[0], "shown_case_number": asked.case[1]}
    if asked.notice:
        about["shown_notice"] = asked.notice
    if asked.told is not None:
        about["told"] = asked.told
        if "text" in asked.told:
            about["shown_told"] = waiting.quoted(asked.told)
    return [SlotSet(name, said) for name, said in about.items() if turn.slots.get(name) != said]
