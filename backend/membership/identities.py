"""The ID number decides who somebody is: old enough (S26, L04), and not yet a member (S32)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.errors import Refused
from backend.membership import age, drafts, id_numbers
from backend.membership.age import Eligibility
from backend.membership.models import Application, Member
from backend.membership.sealing import ID_NUMBER, seal
from backend.privacy.keyring import Keyring
from backend.working_time.rules import CHINA


async def set_id_number(
    session: AsyncSession, keyring: Keyring, draft: Application, text: str
) -> None:
    """Raises Refused: id_number_invalid, under_age, already_member."""
    today = datetime.now(CHINA).date()
    try:
        number = id_numbers.parse(text, today=today)
    except id_numbers.InvalidIdNumber as fault:
        raise Refused(ErrorCode.id_number_invalid, fault.fault.value) from fault
    standing = age.eligibility(number.birth, number.sex, today)
    if standing is Eligibility.under_age:
        raise Refused(ErrorCode.under_age)
    index = keyring.blind_index(number.value, purpose=ID_NUMBER)
    await drafts.refuse_member(session, Member.id_number_index == index)
    draft.id_number = seal(keyring, draft, "id_number", number.value)
    draft.id_number_index = index
    draft.birth_date = seal(keyring, draft, "birth_date", number.birth.isoformat())
    draft.sex = number.sex.value
    draft.manual_review = standing is not Eligibility.eligible
