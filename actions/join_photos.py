"""Photographs of the ID card, at whatever moment they come."""

from uuid import UUID

from actions import steps
from actions.forms import Ask, Outcome, Turn, Went, say_refusal
from backend.contracts.errors import BackendRefused, ErrorCode
from backend.contracts.joining import CardSide, JoinField, JoinState, PhotoAnswer

# Refusals of a photograph after which another one is all that is needed.
_RETAKE = frozenset(
    {
        ErrorCode.photo_missing,
        ErrorCode.photo_unreadable,
        ErrorCode.photo_too_dark,
        ErrorCode.photo_blurred,
        ErrorCode.photo_cut_off,
        ErrorCode.photo_glare,
        ErrorCode.photo_wrong_side,
        ErrorCode.photo_not_id_card,
        ErrorCode.photo_identity_mismatch,
        ErrorCode.ocr_unavailable,
    }
)


async def answer_photo(turn: Turn, state: JoinState, step: str) -> Outcome:
    """`photo` is a stored document; `problem` says why the backend did not even store it."""
    side = steps.missing_photo(state)
    if problem := turn.entities.get("problem"):
        turn.say(f"utter_error_{ErrorCode(problem).value}")
        if problem == ErrorCode.consent_required:
            return Ask(steps.CONSENT)
        return Ask(step) if side is None else await _count(turn)
    if side is None:
        is_waiting = "waiting" in turn.entities
        turn.say("utter_send_photo" if is_waiting else "utter_photo_not_needed")
        return Ask(step)
    return await _add(turn, side)


async def _count(turn: Turn) -> Outcome:
    return _after_failure(await turn.backend.count_unusable_photo(turn.contact_id))


async def _add(turn: Turn, side: JoinField) -> Outcome:
    photo = PhotoAnswer(
        document_id=UUID(str(turn.entities["photo"])), expected=CardSide(side.value)
    )
    try:
        state = await turn.backend.add_photo(turn.contact_id, photo)
    except BackendRefused as refusal:
        if refusal.code not in _RETAKE:
            raise
        return await _once_more(turn, refusal)
    # Swapped photos: the other side was taken, this one is still asked for.
    swapped = side in state.missing
    turn.say("utter_photo_other_side" if swapped else "utter_photo_received")
    return Went(state, typing=False)


async def _once_more(turn: Turn, refusal: BackendRefused) -> Outcome:
    say_refusal(turn, refusal)
    state = await turn.backend.join_state(turn.contact_id)
    if state is None:
        return Ask(turn.step or steps.PORTRAIT)
    return _after_failure(state)


def _after_failure(state: JoinState) -> Outcome:
    """After three tries one may type, or ask for a person."""
    return Ask(steps.PHOTO_TROUBLE) if state.photo_failures >= steps.PATIENCE else Went(state)
