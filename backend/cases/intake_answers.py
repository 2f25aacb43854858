"""One answer into the draft; each refusal is one `ErrorCode`, and few answers are refused."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import intake, intake_facts
from backend.cases.forms import OPTIONS
from backend.cases.known_phone import earlier_phone, means_the_same
from backend.cases.models import CaseDraft
from backend.cases.reading import find_call_sign, find_yes_or_no
from backend.contracts.cases import CaseKind, IntakeAnswer, IntakeField, IntakeState
from backend.contracts.errors import ErrorCode
from backend.conversations.place_words import place_in
from backend.conversations.service import private_value, remember_county
from backend.errors import Refused
from backend.membership.phones import find_phone
from backend.privacy.keyring import Keyring
from backend.unions import places

_LONGEST_LIST = 15
# So long it belongs to the story, wherever it was said.
_A_SENTENCE = 10
# Said along with the answer these are worth hearing: 「美团的，在金水区，欠了一万二」.
_TELLING = frozenset(
    {
        IntakeField.story,
        IntakeField.employer,
        IntakeField.period,
        IntakeField.amount,
        IntakeField.people,
        IntakeField.still_working,
        IntakeField.family,
        IntakeField.hospital,
        IntakeField.is_injured_now,
        IntakeField.happened_on,
        IntakeField.left_on,
    }
)


async def answer_intake(
    session: AsyncSession, keyring: Keyring, contact_id: UUID, answer: IntakeAnswer
) -> IntakeState:
    """Take one answer in; 「跳过」 and empty words pass over whatever is not the story itself.

    Raises Refused: no_open_intake, county_unknown, county_ambiguous, phone_invalid, story_missing.
    """
    draft = await intake.the_draft(session, contact_id)
    draft.assumed = []
    said, field = answer.text.strip(), answer.field
    if _passes(draft, field, said):
        _skip(draft, field)
    elif field is IntakeField.phone:
        await _take_phone(session, keyring, draft, said)
    elif field is IntakeField.county:
        await _take_county(session, draft, said)
    elif field is IntakeField.story:
        _take_story(draft, said, answer.heard_as)
    elif field is IntakeField.employer and _goes_on_telling(draft, said):
        intake.add_story(draft, said)
    else:
        _take(draft, field, said)
    _note_asked(draft, field)
    await session.flush()
    return await intake.state_of(session, keyring, draft)


def _passes(draft: CaseDraft, field: IntakeField, said: str) -> bool:
    """「没有」 under options that hold it is an answer, and so it is about the employer."""
    if field in {IntakeField.story, IntakeField.employer} and said:
        return said == "跳过" and field is IntakeField.employer
    if field in OPTIONS and find_yes_or_no(said) is False:
        return False
    return not said or intake_facts.is_skip(said)


def _skip(draft: CaseDraft, field: IntakeField) -> None:
    if field is IntakeField.story:
        raise Refused(ErrorCode.story_missing)
    if field.value not in draft.skipped:
        draft.skipped = [*draft.skipped, field.value]


def _note_asked(draft: CaseDraft, field: IntakeField) -> None:
    asked: list[str] = draft.facts.get(intake.ASKED, [])
    draft.facts = draft.facts | {intake.ASKED: [*asked, field.value]}


def _take_story(draft: CaseDraft, said: str, heard_as: CaseKind | None) -> None:
    if len(said) < 2:
        raise Refused(ErrorCode.story_missing)
    if heard_as and draft.kind == CaseKind.other:
        draft.kind = heard_as
    intake.add_story(draft, said)
    intake.tell_anew(draft, said)


def _goes_on_telling(draft: CaseDraft, said: str) -> bool:
    """Once: the question comes again, and then any words are the answer."""
    return not _was_asked(draft, IntakeField.employer) and intake_facts.tells_instead(said)


def _was_asked(draft: CaseDraft, field: IntakeField) -> bool:
    asked: list[str] = draft.facts.get(intake.ASKED, [])
    return field.value in asked


def _take(draft: CaseDraft, field: IntakeField, said: str) -> None:
    known = {name: value for name, value in draft.facts.items() if name != field.value}
    answered = intake_facts.answered(field, said, today=intake.today(), known=known)
    draft.facts = known | answered
    if field in _TELLING:
        intake.take_told(draft, said, but=field.value)
    is_read = intake_facts.is_read(field, answered.get(field.value))
    if is_read or _was_asked(draft, field):
        return
    if goes_on := field is IntakeField.amount and intake_facts.tells_no_sum(said):
        intake.add_story(draft, said)
    if draft.assumed or goes_on:
        # 「昨天」 to 「人现在咋样」: once, the question comes again.
        draft.facts = {name: v for name, v in draft.facts.items() if name != field.value}


def _hears_else(draft: CaseDraft, said: str) -> bool:
    """No answer to what was asked, but something that is worth keeping."""
    if len(said) >= _A_SENTENCE:
        known = set(draft.facts)
        intake.add_story(draft, said)
        return bool(set(draft.facts) - known)
    intake.take_told(draft, said)
    return bool(draft.assumed)


def _keeps_place(draft: CaseDraft, said: str) -> bool:
    """L10: 「农业路天桥上」 is where somebody lies; what county that is, others find out."""
    if intake.urgency_of(draft) is None or place_in(said) is None:
        return False
    intake.add_story(draft, said)
    if _was_asked(draft, IntakeField.county):
        _skip(draft, IntakeField.county)
    return True


async def _take_phone(session: AsyncSession, keyring: Keyring, draft: CaseDraft, said: str) -> None:
    """「张师傅 138…」 says how to call them, too."""
    phone = find_phone(said) or await private_value(
        session, keyring, draft.contact_id, said, "phone"
    )
    if phone is None and means_the_same(said):
        phone = await earlier_phone(session, keyring, draft.contact_id)
    if phone is None or find_phone(phone) is None:
        if await _corrects_county(session, draft, said) or _hears_else(draft, said):
            return
        raise Refused(ErrorCode.phone_invalid)
    intake.seal(keyring, draft, "phone", phone)
    if name := find_call_sign(said):
        intake.seal(keyring, draft, "name", name)


async def _corrects_county(session: AsyncSession, draft: CaseDraft, said: str) -> bool:
    """「不对，是金水区」, said one question later."""
    if places.county_named_in(said) is None:
        return False
    await _take_county(session, draft, said)
    draft.assumed = [IntakeField.county.value]
    return True


async def _take_county(session: AsyncSession, draft: CaseDraft, said: str) -> None:
    match = places.find_county(said)
    if match.county is None:
        if match.choices and len(match.choices) <= _LONGEST_LIST:
            offered = [{"code": choice.code, "label": choice.name} for choice in match.choices]
            raise Refused(ErrorCode.county_ambiguous, choices=offered)
        if _hears_else(draft, said) or _keeps_place(draft, said):
            return
        raise Refused(ErrorCode.county_unknown)
    draft.facts = draft.facts | {
        IntakeField.county.value: match.county.label,
        intake.COUNTY_CODE: match.county.code,
    }
    await remember_county(session, draft.contact_id, match.county.code)
