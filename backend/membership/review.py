"""Staff look at one application, open what is masked, and decide it (S23, S24, S28)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.contracts.joining import ApplicationStatus
from backend.contracts.notices import NoticeKind
from backend.conversations.bubbles import NoticeContent
from backend.conversations.notice_fields import spoken_time
from backend.conversations.service import notify
from backend.database import utc_now
from backend.documents.retention import keep_until
from backend.errors import NotAllowed, NotFound, Refused, ServiceError
from backend.membership import notices, review_rules
from backend.membership.admission import admit
from backend.membership.models import Application, ApplicationEvent, Member, MembershipStatus
from backend.membership.notices import Notice
from backend.membership.queue import visible_to
from backend.privacy import audit
from backend.privacy.keyring import Keyring
from backend.staff import reveals
from backend.staff.identity import StaffIdentity
from backend.unions.service import get_union
from backend.working_time.rules import CHINA


class AlreadyDecided(ServiceError):
    """Somebody else was faster; `data["status"]` says what they decided."""


class ApplicationChanged(ServiceError):
    """The person changed something after this page was opened: look again."""


class Revealable(StrEnum):
    photos = "photos"
    name = "name"
    id_number = "id_number"
    phone = "phone"
    address = "address"


@dataclass(frozen=True)
class PhotoRetention:
    after_approval: timedelta
    after_refusal: timedelta


async def get_application_for(
    session: AsyncSession, staff: StaffIdentity, application_id: UUID, *, lock: bool = False
) -> Application:
    """The console's only way to an application; outside one's places it does not exist."""
    query = select(Application).where(Application.id == application_id, visible_to(staff))
    if lock:
        # A decision that waited for the lock must judge the row as the other one left it.
        query = query.with_for_update().execution_options(populate_existing=True)
    application = await session.scalar(query)
    if application is None:
        raise NotFound(f"application {application_id}")
    return application


def may_decide(staff: StaffIdentity, application: Application) -> bool:
    return (
        application.reviewer_id is not None
        and application.division_path is not None
        and staff.may_review(
            reviewer_id=application.reviewer_id, division_path=application.division_path
        )
    )


async def approve(
    session: AsyncSession,
    staff: StaffIdentity,
    application_id: UUID,
    revision: int,
    *,
    keyring: Keyring,
    retention: PhotoRetention,
) -> Member:
    """The worker becomes a member of the county federation and reads so in WeChat."""
    application = await _decidable(session, staff, application_id, revision)
    now = utc_now()
    member = await admit(session, keyring, application, today=now.astimezone(CHINA).date())
    _decide(application, staff, ApplicationStatus.approved, now)
    session.add(_event(application, staff, "approved"))
    await keep_until(session, _photos(application), now + retention.after_approval)
    await _tell(session, application, await _welcome(session, application, member, retention))
    await _audit(session, staff, application, "application_approved", member=str(member.id))
    return member


async def return_for_correction(
    session: AsyncSession, staff: StaffIdentity, application_id: UUID, revision: int, reason: str
) -> None:
    """退回补正: the worker reads why and goes on where the application stands."""
    reason = _given(reason)
    application = await _decidable(session, staff, application_id, revision)
    _decide(application, staff, ApplicationStatus.returned, utc_now(), reason)
    session.add(_event(application, staff, "returned", reason))
    await _tell(session, application, notices.returned(number=_number(application), reason=reason))
    await _audit(session, staff, application, "application_returned")


async def reject(
    session: AsyncSession,
    staff: StaffIdentity,
    application_id: UUID,
    revision: int,
    reason: str,
    *,
    retention: PhotoRetention,
) -> None:
    """驳回: final for this application; a new one may be made."""
    reason = _given(reason)
    application = await _decidable(session, staff, application_id, revision)
    now = utc_now()
    _decide(application, staff, ApplicationStatus.rejected, now, reason)
    session.add(_event(application, staff, "rejected", reason))
    await keep_until(session, _photos(application), now + retention.after_refusal)
    await _tell(session, application, notices.rejected(number=_number(application), reason=reason))
    await _audit(session, staff, application, "application_rejected")


async def reveal(
    session: AsyncSession,
    staff: StaffIdentity,
    application_id: UUID,
    what: Collection[Revealable],
    reason: str,
) -> None:
    """Unmask for this browser, for a while. No reason, no look; every look leaves a row."""
    reason = _given(reason)
    application = await get_application_for(session, staff, application_id)
    await reveals.remember(session, staff, application.id, [item.value for item in what])
    await _audit(
        session,
        staff,
        application,
        "application_revealed",
        fields=sorted(item.value for item in what),
        reason=reason,
    )


async def events_of(session: AsyncSession, application: Application) -> Sequence[ApplicationEvent]:
    rows = await session.scalars(
        select(ApplicationEvent)
        .where(ApplicationEvent.application_id == application.id)
        .order_by(ApplicationEvent.at)
    )
    return rows.all()


async def _decidable(
    session: AsyncSession, staff: StaffIdentity, application_id: UUID, revision: int
) -> Application:
    application = await get_application_for(session, staff, application_id, lock=True)
    if not may_decide(staff, application):
        raise NotAllowed(f"application {application_id} is decided by its city federation")
    if not review_rules.is_decidable(application.status):
        raise AlreadyDecided(f"application {application_id}", status=application.status)
    if application.revision != revision:
        raise ApplicationChanged(f"application {application_id} is at {application.revision}")
    return application


def _decide(
    application: Application,
    staff: StaffIdentity,
    status: ApplicationStatus,
    now: datetime,
    reason: str | None = None,
) -> None:
    application.status = status
    application.decided_at, application.decided_by = now, staff.id
    application.decision_reason = reason
    application.revision += 1


def _given(reason: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > review_rules.LONGEST_REASON:
        raise Refused(ErrorCode.invalid_payload, "a reason of 1 to 200 characters is needed")
    return reason


async def _welcome(
    session: AsyncSession, application: Application, member: Member, retention: PhotoRetention
) -> Notice:
    assert application.union_id is not None
    union = await get_union(session, application.union_id)
    number = _number(application)
    if review_rules.first_status(member.trade) is MembershipStatus.retained:
        return notices.approved_and_retained(
            number=number, member_number=member.number, union=union.name
        )
    return notices.approved(
        number=number,
        member_number=member.number,
        union=union.name,
        photo_days=retention.after_approval.days,
    )


async def _tell(session: AsyncSession, application: Application, notice: Notice) -> None:
    content = NoticeContent(
        NoticeKind.application_decided,
        {
            "number": _number(application),
            "subject": f"入会申请{_number(application)}",
            "result": notices.RESULTS[ApplicationStatus(application.status)],
            "at": spoken_time(application.decided_at or utc_now()),
            "hint": notice.hint,
        },
    )
    await notify(session, application.contact_id, notice.text, list(notice.options), notice=content)


def _event(
    application: Application, staff: StaffIdentity, kind: str, note: str | None = None
) -> ApplicationEvent:
    return ApplicationEvent(application_id=application.id, kind=kind, staff_id=staff.id, note=note)


def _photos(application: Application) -> list[UUID | None]:
    return [application.portrait_id, application.emblem_id]


def _number(application: Application) -> str:
    return application.number or ""


async def _audit(
    session: AsyncSession,
    staff: StaffIdentity,
    application: Application,
    action: str,
    **data: object,
) -> None:
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action=action,
        subject_kind="application",
        subject_id=application.id,
        division_path=application.division_path,
        data=data,
    )
