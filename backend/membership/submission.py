"""The application goes to the city federation, with its checks and a number (S20, S23, S24)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.contracts.joining import ApplicationStatus, EditableField, Receipt
from backend.database import utc_now
from backend.errors import Refused
from backend.membership import age, draft_rules, drafts, id_numbers
from backend.membership.age import Eligibility
from backend.membership.models import Application, ApplicationEvent, Member
from backend.membership.numbers import next_number
from backend.membership.sealing import open_cell
from backend.privacy import audit
from backend.privacy.consents import has_consented
from backend.privacy.keyring import Keyring
from backend.unions.service import Responsible, responsible_for
from backend.working_time.rules import CHINA
from backend.working_time.service import calendar_for

DECIDE_WITHIN_WORKING_DAYS = 3


async def submit_join(session: AsyncSession, keyring: Keyring, contact_id: UUID) -> Receipt:
    """Raises Refused: application_incomplete, already_member, application_pending (S32)."""
    draft = await drafts.the_draft(session, contact_id)
    consented = await has_consented(session, contact_id)
    missing = draft_rules.missing_fields(draft, consented=consented)
    if missing or draft.county_code is None:
        raise Refused(ErrorCode.application_incomplete, missing=[field.value for field in missing])
    await drafts.refuse_member(session, Member.id_number_index == draft.id_number_index)
    responsible = await responsible_for(session, draft.county_code)
    await _address(session, draft, responsible)
    calendar = await calendar_for(session, responsible.city.division_path)
    draft.checks = await _checks(session, keyring, draft)
    draft.status = ApplicationStatus.submitted
    draft.submitted_at = utc_now()
    draft.due_at = calendar.add_days(draft.submitted_at, DECIDE_WITHIN_WORKING_DAYS)
    draft.decision_reason = None
    draft.revision += 1
    await _save_once(session, draft)
    await audit.record(
        session,
        actor=audit.Actor.contact,
        actor_id=contact_id,
        action="application_submitted",
        subject_kind="application",
        subject_id=draft.id,
        division_path=draft.division_path,
    )
    return Receipt(
        number=draft.number or "",
        reviewer=responsible.city.name,
        union=responsible.county.name,
        decide_within_working_days=DECIDE_WITHIN_WORKING_DAYS,
        manual_review=draft.manual_review,
    )


async def _address(session: AsyncSession, draft: Application, responsible: Responsible) -> None:
    """The city decides, the county keeps; a number once given stays through corrections."""
    draft.union_id = responsible.county.id
    draft.reviewer_id = responsible.city.id
    draft.division_path = responsible.county.division_path
    if draft.number is None:
        city = responsible.city.division_code
        count = await next_number(session, f"application:{city}")
        draft.number = draft_rules.application_number(city, count)


async def _save_once(session: AsyncSession, draft: Application) -> None:
    """The same person waiting from another WeChat account is stopped by the unique index."""
    try:
        async with session.begin_nested():
            session.add(ApplicationEvent(application_id=draft.id, kind="submitted"))
            await session.flush()
    except IntegrityError as error:
        raise Refused(ErrorCode.application_pending, number="") from error


async def _checks(
    session: AsyncSession, keyring: Keyring, draft: Application
) -> list[dict[str, Any]]:
    """What the reviewer sees beside the fields; `warn` asks for a look, nothing is decided here."""
    today = datetime.now(CHINA).date()
    number = id_numbers.parse(open_cell(keyring, draft, "id_number") or "", today=today)
    standing = age.eligibility(number.birth, number.sex, today)
    typed = [f for f in draft.typed_fields if f in {EditableField.name, EditableField.id_number}]
    no_photo = not (draft.portrait_id and draft.emblem_id)
    return [
        _check("id_number", number.unusual, "号码少见，请对照照片" if number.unusual else ""),
        _check("age", standing is not Eligibility.eligible, _AGE_NOTES[standing]),
        _check("not_a_member", False, "没有在会记录"),
        _check("photos", no_photo, "照片不全，信息由本人手输" if no_photo else ""),
        _check("typed_identity", bool(typed), "姓名或号码由本人改过" if typed else ""),
        await _similar(session, draft),
    ]


_AGE_NOTES = {
    Eligibility.eligible: "",
    Eligibility.under_age: "未满16周岁",
    Eligibility.minor_review: "16至17周岁，请人工核对",
    Eligibility.over_age_review: "已过法定退休年龄，请人工核对",
}


def _check(name: str, warn: bool, note: str) -> dict[str, Any]:
    return {"check": name, "result": "warn" if warn else "ok", "note": note}


async def _similar(session: AsyncSession, draft: Application) -> dict[str, Any]:
    """The phone number of another member is worth a look: a family, or a mistake."""
    shared = await session.scalar(select(exists().where(Member.phone_index == draft.phone_index)))
    return _check("phone_unique", bool(shared), "手机号与另一位会员相同" if shared else "")
