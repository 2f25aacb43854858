"""Joining: each message finds its answer here, and the backend's draft decides what comes next."""

from actions import join_answers as answers
from actions import my_cases, steps
from actions.asides import SURE, answer_aside, is_aside
from actions.forms import Ask, Ended, Outcome, Turn, Went, say_refusal
from actions.handoff import URGENT
from actions.join_photos import answer_photo
from actions.progress import tell_progress
from backend.contracts.errors import BackendRefused, ErrorCode
from backend.contracts.joining import EditableField, JoinField

# Heard before anything else, even where free words are expected.
_ALWAYS = URGENT | {"request_human"}
_COMMANDS: dict[str, answers.Answer] = {
    "agree_consent": answers.agree,
    "read_notice": answers.read_notice,
    "confirm_identity": answers.confirm_identity,
    "retake_photos": answers.retake,
    "keep_photographing": answers.keep_photographing,
    "type_instead": answers.type_instead,
    "choose_trade": answers.choose_trade,
    "choose_county": answers.choose_county,
    "more_trades": answers.more_trades,
    "send_location": answers.take_location,
    "submit_join": answers.submit,
    "keep_going": answers.keep_going,
    "cancel": answers.cancel,
    "give_up": answers.give_up,
    "start_over": answers.start_over,
    "correct": answers.correct,
}
_YES: dict[str, answers.Answer] = {
    steps.CONSENT: answers.agree,
    steps.IDENTITY: answers.confirm_identity,
    steps.SUMMARY: answers.submit,
    steps.PHOTO_TROUBLE: answers.keep_photographing,
    steps.CANCEL: answers.give_up,
    steps.START_OVER: answers.start_over,
}
_NO: dict[str, answers.Answer] = {
    steps.CONSENT: answers.decline,
    steps.IDENTITY: answers.correct,
    steps.SUMMARY: answers.correct,
    steps.CORRECTION: answers.keep_going,
    steps.CANCEL: answers.keep_going,
    steps.START_OVER: answers.keep_going,
}
_CLOSING = frozenset(
    {
        ErrorCode.already_member,
        ErrorCode.application_pending,
        ErrorCode.under_age,
        ErrorCode.id_card_expired,
    }
)
_OUT_OF_STEP = frozenset(
    {ErrorCode.no_open_application, ErrorCode.application_incomplete, ErrorCode.conflict}
)


async def begin(turn: Turn) -> Outcome:
    """Open or go on. A photograph alone opens nothing: it needs a draft that has consent."""
    if turn.intent == "send_photo":
        state = await turn.backend.join_state(turn.contact_id)
        if state is None or JoinField.consent in state.missing:
            turn.say("utter_photo_without_application")
            return Ended()
        return await answer_photo(turn, state, steps.next_step(state, typing=False))
    state = await turn.backend.open_join(turn.contact_id)
    if state.return_reason:
        turn.say("utter_returned", reason=state.return_reason)
    elif JoinField.consent not in state.missing:
        turn.say("utter_going_on")
    if turn.intent == "read_notice":
        await answers.read_notice(turn, steps.CONSENT)
    return Went(state)


async def answer(turn: Turn, step: str) -> Outcome:
    if turn.intent in _ALWAYS:
        return await answer_aside(turn, step)
    if turn.intent == "send_photo":
        return await answer_photo(turn, await answers.draft(turn), step)
    if my_cases.wants_to_withdraw(turn) and _is_command(turn, step):
        return await my_cases.ask_to_withdraw(turn) or await answers.cancel(turn, step)
    command = _COMMANDS.get(turn.intent)
    if command and _is_command(turn, step):
        return await command(turn, step)
    if step in steps.TYPED:
        return await answers.answer_typed(turn, step)
    return await _answer_choice(turn, step)


def _is_command(turn: Turn, step: str) -> bool:
    """Where free words are expected, only a sure command is one; naming the asked detail is none."""
    if step not in steps.TYPED:
        return True
    names_itself = turn.intent == "correct" and turn.entities.get("field") == steps.TYPED[step]
    return turn.confidence >= SURE and not names_itself


async def _answer_choice(turn: Turn, step: str) -> Outcome:
    said = {"affirm": _YES, "deny": _NO}.get(turn.intent, {}).get(step)
    if said:
        return await said(turn, step)
    if step in steps.IDENTITY_STEPS and turn.entities.get("field"):
        return await answers.correct(turn, step)
    if "phone_reference" in turn.entities and step != steps.CONSENT:
        return await answers.put_field(turn, EditableField.phone, turn.text)
    if is_aside(turn):
        return await answer_aside(turn, step)
    turn.say("utter_join_not_understood")
    return Ask(step)


async def after_refusal(turn: Turn, refusal: BackendRefused) -> Outcome:
    """Refusals that no question can mend close the form kindly; the others ask again."""
    say_refusal(turn, refusal)
    if refusal.code is ErrorCode.application_pending:
        await tell_progress(turn)
    if refusal.code in _CLOSING or turn.step is None:
        return Ended()
    if refusal.code is ErrorCode.consent_required:
        return Ask(steps.CONSENT)
    if refusal.code in _OUT_OF_STEP:
        return Went(await answers.draft(turn))
    return Ask(turn.step)
