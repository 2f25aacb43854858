"""What each answer inside the join form does: at most one change in the backend, then the next question."""

from collections.abc import Awaitable, Callable

from actions import steps
from actions.asides import LIKELY, SURE, answer_aside, is_aside
from actions.forms import Ask, Ended, Outcome, Turn, Went, offer_choices, say_refusal
from backend.contracts.errors import BackendRefused, BackendUnavailable, ErrorCode
from backend.contracts.joining import ConsentAnswer, EditableField, FieldAnswer, JoinState

Answer = Callable[[Turn, str], Awaitable[Outcome]]

_TEXT_LIMIT = 500
# Refusals of one typed answer: the same question again.
_UNREADABLE = frozenset(
    {
        ErrorCode.id_number_invalid,
        ErrorCode.name_invalid,
        ErrorCode.date_invalid,
        ErrorCode.phone_invalid,
        ErrorCode.trade_unknown,
        ErrorCode.trade_ambiguous,
        ErrorCode.county_unknown,
        ErrorCode.county_ambiguous,
        ErrorCode.employer_invalid,
    }
)
# What a question quotes (nlu/domain/joining.yml): before it was told, there is nothing to correct.
_QUOTED = {"employer": ("shown_trade",), "county": ("shown_trade", "shown_employer")}
# Where any words would be taken as the answer, 「嗯」 is not one.
_TAKES_ANYTHING = frozenset({steps.NAME, steps.EMPLOYER})
_NOT_AN_ANSWER = frozenset({"affirm", "out_of_scope"})


async def draft(turn: Turn) -> JoinState:
    state = await turn.backend.join_state(turn.contact_id)
    return state or await turn.backend.open_join(turn.contact_id)


async def put_field(turn: Turn, field: EditableField, text: str) -> Outcome:
    answer = FieldAnswer(field=field, text=text[:_TEXT_LIMIT])
    return Went(await turn.backend.answer_field(turn.contact_id, answer))


# Consent


async def agree(turn: Turn, step: str) -> Outcome:
    """To the version in the option that was tapped, or else in the question that was asked."""
    if step != steps.CONSENT:
        return Went(await draft(turn))
    version = str(turn.entities.get("version") or turn.slots.get("shown_notice") or "")
    answer = ConsentAnswer(accepted=True, version=version)
    try:
        return Went(await turn.backend.answer_consent(turn.contact_id, answer))
    except BackendRefused as refusal:
        if refusal.code is not ErrorCode.notice_changed:
            raise
        say_refusal(turn, refusal)
        return await read_notice(turn, step)


async def decline(turn: Turn, step: str) -> Outcome:
    notice = await turn.backend.privacy_notice()
    answer = ConsentAnswer(accepted=False, version=notice.version)
    await turn.backend.answer_consent(turn.contact_id, answer)
    turn.say("utter_consent_declined")
    return Ended()


async def read_notice(turn: Turn, step: str) -> Outcome:
    notice = await turn.backend.privacy_notice()
    if notice.url:
        turn.say(
            "utter_privacy_notice_link", title=notice.title, notice=notice.text, url=notice.url
        )
    else:
        turn.say("utter_privacy_notice", title=notice.title, notice=notice.text)
    # From the draft again: what was just read is what the next yes is to.
    return Went(await draft(turn)) if step == steps.CONSENT else Ask(step)


# The card


async def confirm_identity(turn: Turn, step: str) -> Outcome:
    if step != steps.IDENTITY:
        return Went(await draft(turn))
    return Went(await turn.backend.confirm_identity(turn.contact_id))


async def retake(turn: Turn, step: str) -> Outcome:
    return Went(await turn.backend.retake_photos(turn.contact_id), typing=False)


async def keep_photographing(turn: Turn, step: str) -> Outcome:
    return Went(await draft(turn), typing=False)


async def type_instead(turn: Turn, step: str) -> Outcome:
    return Went(await draft(turn), typing=True)


# Trade, place


async def choose_trade(turn: Turn, step: str) -> Outcome:
    return await put_field(turn, EditableField.trade, str(turn.entities.get("trade", "")))


async def choose_county(turn: Turn, step: str) -> Outcome:
    return await put_field(turn, EditableField.county, str(turn.entities.get("county", "")))


async def more_trades(turn: Turn, step: str) -> Outcome:
    return Ask(steps.MORE_TRADES)


async def take_location(turn: Turn, step: str) -> Outcome:
    if turn.entities.get("county"):
        return await choose_county(turn, step)
    turn.say("utter_location_unknown")
    return Ask(step)


# Going on, changing, giving up


async def keep_going(turn: Turn, step: str) -> Outcome:
    return Went(await draft(turn))


async def cancel(turn: Turn, step: str) -> Outcome:
    """Asked once more, because the photographs go too."""
    if step == steps.CONSENT:
        return await decline(turn, step)
    if step == steps.CANCEL:
        return await give_up(turn, step)
    return Ask(steps.CANCEL)


async def give_up(turn: Turn, step: str) -> Outcome:
    if step != steps.CANCEL:
        return Ask(steps.CANCEL)
    await turn.backend.cancel_join(turn.contact_id)
    turn.say("utter_join_cancelled")
    return Ended()


async def start_over(turn: Turn, step: str) -> Outcome:
    if step != steps.START_OVER:
        return Ask(steps.START_OVER)
    await turn.backend.cancel_join(turn.contact_id)
    return Went(await turn.backend.open_join(turn.contact_id), typing=False)


async def correct(turn: Turn, step: str) -> Outcome:
    """「手机号错了」 asks for that detail; with the new number in the same message, it is taken."""
    if "phone_reference" in turn.entities:
        return await put_field(turn, EditableField.phone, turn.text)
    if "id_reference" in turn.entities:
        return await put_field(turn, EditableField.id_number, turn.text)
    field = turn.entities.get("field")
    if field == "photos":
        return await retake(turn, step)
    if step == steps.CONSENT:
        return Ask(step)
    if any(turn.slots.get(quoted) is None for quoted in _QUOTED.get(str(field), ())):
        return Went(await draft(turn))
    if field:
        return Ask(steps.question_for(EditableField(field)))
    return Ask(steps.WRONG_DETAIL if step == steps.IDENTITY else steps.CORRECTION)


async def submit(turn: Turn, step: str) -> Outcome:
    receipt = await turn.backend.submit_join(turn.contact_id)
    turn.say(
        "utter_join_submitted_manual" if receipt.manual_review else "utter_join_submitted",
        number=receipt.number,
        reviewer=receipt.reviewer,
        days=receipt.decide_within_working_days,
    )
    if receipt.notices_url:
        turn.say("utter_offer_notices", url=receipt.notices_url)
    await _say_what_waits(turn)
    return Ended()


async def _say_what_waits(turn: Turn) -> None:
    """A request that gave way to joining; without an answer about it the receipt stands alone."""
    try:
        waits = await turn.backend.intake_state(turn.contact_id)
    except (BackendRefused, BackendUnavailable):
        return
    if waits is not None:
        turn.say("utter_join_case_waits")


# Free words


async def answer_typed(turn: Turn, step: str) -> Outcome:
    """The backend knows the lists, so it judges; an aside comes first only when surely meant."""
    if _surely_aside(turn, step):
        return await answer_aside(turn, step)
    try:
        return await put_field(turn, steps.TYPED[step], turn.text)
    except BackendRefused as refusal:
        if refusal.code not in _UNREADABLE:
            raise
        if is_aside(turn) and turn.confidence >= LIKELY:
            return await answer_aside(turn, step)
        return _ask_again(turn, refusal, step)


def _ask_again(turn: Turn, refusal: BackendRefused, step: str) -> Outcome:
    field = steps.TYPED[step]
    if field in steps.WHICH and offer_choices(turn, refusal, field.value):
        return Ask(steps.WHICH[field])
    say_refusal(turn, refusal)
    return Ask(step)


def _surely_aside(turn: Turn, step: str) -> bool:
    if turn.confidence < SURE:
        return False
    if step in _TAKES_ANYTHING and turn.intent in _NOT_AN_ANSWER:
        return True
    # 「我是跑腿的选哪个」 is a question and its own answer: the backend tries first.
    asks_own_question = step == steps.TRADE and turn.answer == "utter_faq/trade_choice"
    return is_aside(turn) and not asks_own_question
