"""What each answer inside a request for help does: at most one change in the backend, then the next question."""

from collections.abc import Awaitable, Callable

from actions import case_steps as steps
from actions import my_cases
from actions.case_opening import KINDS, say_noted
from actions.forms import Ask, Ended, Outcome, Turn, WentOn, say_refusal
from backend.contracts.cases import (
    KNOWN_PHONE,
    CaseKind,
    CaseReceipt,
    IntakeAnswer,
    IntakeField,
    IntakeState,
)
from backend.contracts.errors import BackendRefused, ErrorCode
from backend.contracts.joining import ApplicationStatus, ConsentAnswer

Answer = Callable[[Turn, str], Awaitable[Outcome]]

_LONGEST = 4000
# L10: after these answers the person hears that it goes faster now.
_MAKES_URGENT = frozenset({IntakeField.story, IntakeField.people, IntakeField.is_injured_now})
# What who is no member hears: an application begun is gone on with, not begun again.
_INVITATIONS: dict[ApplicationStatus | None, str] = {
    ApplicationStatus.draft: "utter_case_join_waits",
    ApplicationStatus.returned: "utter_case_join_returned",
    ApplicationStatus.submitted: "utter_case_join_pending",
}
# What a question may be corrected by, as the words of a message name it (nlu/components/entities).
_CORRECTED = frozenset({"phone", "employer", "county"})


async def put(turn: Turn, field: IntakeField, text: str) -> Outcome:
    heard_as = KINDS.get(turn.intent) if field is IntakeField.story else None
    answer = IntakeAnswer(field=field, text=text[:_LONGEST], heard_as=heard_as)
    state = await turn.backend.answer_intake(turn.contact_id, answer)
    if heard_as is CaseKind.work_injury:
        turn.say("utter_case_injury_first")
    if state.urgent and field in _MAKES_URGENT:
        turn.say("utter_case_urgent")
    say_noted(turn, state)
    return WentOn(state)


async def current(turn: Turn) -> Outcome:
    """Where the draft stands; without one the talk is over, and says so."""
    state: IntakeState | None = await turn.backend.intake_state(turn.contact_id)
    if state is not None:
        return WentOn(state)
    turn.say("utter_error_no_open_intake")
    return Ended()


# Options


async def choose(turn: Turn, step: str) -> Outcome:
    """A tapped answer names its question: the one before may still be on the screen."""
    choice = str(turn.entities.get("case_choice", ""))
    named = str(turn.entities.get("case_field", ""))
    if named == "withdrawal":
        return await my_cases.withdraw(turn, choice)
    return await put(turn, IntakeField(named), choice)


async def skip(turn: Turn, step: str) -> Outcome:
    if step == steps.CONSENT:
        return await _without_media(turn)
    field = steps.field_of(step)
    return await put(turn, field, "") if field else await current(turn)


# Consent (L05)


async def agree(turn: Turn, step: str) -> Outcome:
    """To the words that were shown; what was sent before them is asked for again."""
    if step != steps.CONSENT:
        return await current(turn)
    try:
        await _answer_consent(turn, accepted=True)
    except BackendRefused as refusal:
        if refusal.code is not ErrorCode.notice_changed:
            raise
        say_refusal(turn, refusal)
        return await read_notice(turn, step)
    state = await turn.backend.intake_state(turn.contact_id)
    if state is None or state.ask is not IntakeField.evidence:
        turn.say("utter_case_send_now")
    return WentOn(state) if state else _back_to_case(turn)


async def _without_media(turn: Turn) -> Outcome:
    """A no ends nothing: what was told is enough."""
    await _answer_consent(turn, accepted=False)
    state = await turn.backend.intake_state(turn.contact_id)
    if state is None:
        return _back_to_case(turn)
    if state.ask is IntakeField.evidence:
        return await put(turn, IntakeField.evidence, "")
    return WentOn(state)


async def _answer_consent(turn: Turn, *, accepted: bool) -> None:
    version = str(turn.entities.get("version") or turn.slots.get("shown_notice") or "")
    answer = ConsentAnswer(accepted=accepted, version=version)
    await turn.backend.answer_evidence_consent(turn.contact_id, answer)


def _back_to_case(turn: Turn) -> Outcome:
    if turn.slots.get("shown_case_id"):
        return Ask(steps.ADDITION)
    turn.say("utter_case_kept")
    return Ended()


async def read_notice(turn: Turn, step: str) -> Outcome:
    notice = await turn.backend.privacy_notice()
    if notice.url:
        turn.say(
            "utter_privacy_notice_link", title=notice.title, notice=notice.text, url=notice.url
        )
    else:
        turn.say("utter_privacy_notice", title=notice.title, notice=notice.text)
    return Ask(step, notice=notice.version)


# Places, changes, giving up


async def take_location(turn: Turn, step: str) -> Outcome:
    if turn.entities.get("county"):
        return await put(turn, IntakeField.county, str(turn.entities["county"]))
    turn.say("utter_location_unknown")
    return Ask(step)


async def correct(turn: Turn, step: str) -> Outcome:
    """「手机号错了」 asks for that detail; with the new number in the same message it is taken."""
    if "phone_reference" in turn.entities:
        return await put(turn, IntakeField.phone, turn.text)
    field = turn.entities.get("field")
    if field == IntakeField.county and not turn.text.startswith("/"):
        return await _correct_county(turn)
    if field in _CORRECTED:
        return Ask(steps.question_for(IntakeField(field)))
    return Ask(steps.CORRECTION)


async def _correct_county(turn: Turn) -> Outcome:
    """「地方错了，是老城区」 says the right one, too."""
    try:
        return await put(turn, IntakeField.county, turn.text)
    except BackendRefused as refusal:
        if refusal.code not in {ErrorCode.county_unknown, ErrorCode.county_ambiguous}:
            raise
        return Ask(steps.COUNTY)


async def change(turn: Turn, step: str) -> Outcome:
    return Ask(steps.question_for(IntakeField(str(turn.entities.get("case_field")))))


async def keep_going(turn: Turn, step: str) -> Outcome:
    return await _leave(turn) if step in steps.ABOUT_A_CASE else await current(turn)


async def _leave(turn: Turn) -> Outcome:
    """The case goes on as it was."""
    turn.say("utter_case_kept")
    return my_cases.gone_on(turn) or Ended()


async def cancel(turn: Turn, step: str) -> Outcome:
    """Asked once more, because what was told goes too."""
    if step in steps.ABOUT_A_CASE:
        return await _leave(turn)
    return await give_up(turn, step) if step == steps.CANCEL else Ask(steps.CANCEL)


async def withdraw(turn: Turn, step: str) -> Outcome:
    """「撤了吧」: the case that is talked of, else what is being told."""
    if step == steps.WITHDRAWAL:
        return await my_cases.withdraw(turn, turn.text)
    return Ask(steps.WITHDRAWAL) if step == steps.ADDITION else await cancel(turn, step)


async def keep_phone(turn: Turn, step: str) -> Outcome:
    return await put(turn, IntakeField.phone, KNOWN_PHONE)


async def other_phone(turn: Turn, step: str) -> Outcome:
    return Ask(steps.PHONE)


async def give_up(turn: Turn, step: str) -> Outcome:
    if step != steps.CANCEL:
        return Ask(steps.CANCEL)
    await turn.backend.cancel_intake(turn.contact_id)
    turn.say("utter_case_cancelled")
    return Ended()


async def done_adding(turn: Turn, step: str) -> Outcome:
    if step == steps.DISSATISFIED:
        return await _leave(turn)
    if step != steps.ADDITION:
        return await current(turn)
    turn.say("utter_case_added_all")
    return Ended()


# The receipt


async def submit(turn: Turn, step: str) -> Outcome:
    """Only the summary is submitted; where nothing but evidence may follow, that comes first."""
    if step in {steps.CONSENT, steps.EVIDENCE}:
        return await skip(turn, step)
    if step != steps.SUMMARY:
        return await _submit_too_early(turn)
    receipt = await turn.backend.submit_intake(turn.contact_id)
    say_receipt(turn, receipt)
    return Ended()


async def _submit_too_early(turn: Turn) -> Outcome:
    outcome = await current(turn)
    if isinstance(outcome, WentOn) and outcome.state.ask is not None:
        turn.say("utter_error_case_incomplete")
    return outcome


def say_receipt(turn: Turn, receipt: CaseReceipt) -> None:
    """Number, who, by when, what to do meanwhile; an invitation comes last (domain §0.7)."""
    turn.say(
        "utter_case_submitted_urgent" if receipt.urgent else "utter_case_submitted",
        kind=receipt.kind_label,
        number=receipt.number,
        union=receipt.union,
        when=receipt.answer_by_words,
        next_step=receipt.next_step,
    )
    turn.say("utter_case_advice", advice="\n".join(receipt.advice))
    if receipt.notices_url:
        turn.say("utter_case_offer_notices", url=receipt.notices_url)
    if receipt.is_retained:
        turn.say("utter_case_retained")
    elif not receipt.is_member:
        turn.say(_INVITATIONS.get(receipt.application, "utter_case_not_member"))
