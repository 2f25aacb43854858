"""What a person types into the draft, field by field; each refusal is one `ErrorCode`."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.contracts.joining import EditableField, FieldAnswer, JoinState
from backend.conversations.service import private_value, remember_county
from backend.database import utc_now
from backend.errors import Refused
from backend.membership import draft_rules, drafts
from backend.membership.employers import find_employer, platform_named
from backend.membership.identities import set_id_number
from backend.membership.models import Application
from backend.membership.names import find_name
from backend.membership.phones import find_phone
from backend.membership.sealing import NAME, PHONE, seal
from backend.membership.trades import BY_CODE, Trade, find_trade
from backend.privacy.keyring import Keyring
from backend.unions import places
from backend.unions.places import County
from backend.working_time.rules import CHINA

_LONGEST_LIST = 15
# Typing these means correcting the card, or standing in for it; the rest is always typed.
_ON_THE_CARD = {EditableField.name, EditableField.id_number, EditableField.valid_until}


async def answer_field(
    session: AsyncSession, keyring: Keyring, contact_id: UUID, answer: FieldAnswer
) -> JoinState:
    """Take one field in. Changing name, number or validity asks for the confirmation again."""
    draft = await drafts.the_draft(session, contact_id)
    await _SETTERS[answer.field](session, keyring, draft, answer.text)
    if answer.field in _ON_THE_CARD and answer.field.value not in draft.typed_fields:
        draft.typed_fields = [*draft.typed_fields, answer.field.value]
    draft.revision += 1
    await session.flush()
    return await drafts.state_of(session, keyring, draft)


async def confirm_identity(session: AsyncSession, keyring: Keyring, contact_id: UUID) -> JoinState:
    """The person looked at what was read and said it is right."""
    draft = await drafts.the_draft(session, contact_id)
    if draft_rules.fields_to_type(draft):
        raise Refused(ErrorCode.application_incomplete)
    draft.identity_confirmed_at = utc_now()
    await session.flush()
    return await drafts.state_of(session, keyring, draft)


async def _set_name(_: AsyncSession, keyring: Keyring, draft: Application, text: str) -> None:
    name = find_name(text)
    if name is None:
        raise Refused(ErrorCode.name_invalid)
    draft.name = seal(keyring, draft, "name", name)
    draft.name_index = keyring.blind_index(name, purpose=NAME)
    draft.identity_confirmed_at = None


async def _set_number(
    session: AsyncSession, keyring: Keyring, draft: Application, text: str
) -> None:
    number = await private_value(session, keyring, draft.contact_id, text, "id")
    await set_id_number(session, keyring, draft, number or text)
    draft.identity_confirmed_at = None


async def _set_validity(_: AsyncSession, __: Keyring, draft: Application, text: str) -> None:
    found = draft_rules.find_validity(text)
    if found is None:
        raise Refused(ErrorCode.date_invalid)
    set_validity(draft, *found)
    draft.identity_confirmed_at = None


def set_validity(draft: Application, until: date | None, long_term: bool) -> None:
    """Raises Refused(id_card_expired); the draft keeps everything else."""
    today = datetime.now(CHINA).date()
    if not long_term and (until is None or until < today):
        raise Refused(ErrorCode.id_card_expired)
    draft.valid_until = None if long_term else until
    draft.valid_long_term = long_term


async def _set_trade(_: AsyncSession, __: Keyring, draft: Application, text: str) -> None:
    """「给美团跑单嘞」 answers two questions at once."""
    match = find_trade(text)
    platform = platform_named(text)
    if match.choices and platform is None:
        raise Refused(ErrorCode.trade_ambiguous, choices=_offered(match.choices))
    trade = match.trade or (BY_CODE.get(platform.trade or "") if platform else None)
    if match.choices and trade not in match.choices:
        raise Refused(ErrorCode.trade_ambiguous, choices=_offered(match.choices))
    if trade is None:
        raise Refused(ErrorCode.trade_unknown)
    draft.trade = trade.code
    if platform is not None and platform.trade == trade.code:
        draft.employer, draft.employer_text = platform.name, text[:200]
    elif trade.code == "none":
        draft.employer, draft.employer_text = "", None


def _offered(choices: Sequence[Trade | County]) -> list[dict[str, str]]:
    """As options to tap; the code comes back as the answer's text."""
    return [
        {"code": choice.code, "label": choice.label if isinstance(choice, Trade) else choice.name}
        for choice in choices
    ]


async def _set_employer(_: AsyncSession, __: Keyring, draft: Application, text: str) -> None:
    if "[[" in text or len(text.strip()) > 60:
        raise Refused(ErrorCode.employer_invalid)
    match = find_employer(text, trade=draft.trade)
    if not match.known and match.name and len(match.name) < 2:
        raise Refused(ErrorCode.employer_invalid)
    draft.employer, draft.employer_text = match.name, text.strip()[:200] or None


async def _set_county(session: AsyncSession, _: Keyring, draft: Application, text: str) -> None:
    match = places.find_county(text)
    if match.county is None:
        if match.choices and len(match.choices) <= _LONGEST_LIST:
            raise Refused(ErrorCode.county_ambiguous, choices=_offered(match.choices))
        raise Refused(ErrorCode.county_unknown)
    draft.county_code = match.county.code
    await remember_county(session, draft.contact_id, match.county.code)


async def _set_phone(
    session: AsyncSession, keyring: Keyring, draft: Application, text: str
) -> None:
    phone = find_phone(text) or await private_value(
        session, keyring, draft.contact_id, text, "phone"
    )
    if phone is None or find_phone(phone) is None:
        raise Refused(ErrorCode.phone_invalid)
    draft.phone = seal(keyring, draft, "phone", phone)
    draft.phone_index = keyring.blind_index(phone, purpose=PHONE)


_Setter = Callable[[AsyncSession, Keyring, Application, str], Awaitable[None]]
_SETTERS: dict[EditableField, _Setter] = {
    EditableField.name: _set_name,
    EditableField.id_number: _set_number,
    EditableField.valid_until: _set_validity,
    EditableField.trade: _set_trade,
    EditableField.employer: _set_employer,
    EditableField.county: _set_county,
    EditableField.phone: _set_phone,
}
