"""An approved application becomes a member of the county federation, exactly once (S24, S28, S32)."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.errors import Refused, ServiceError
from backend.membership import id_numbers, review_rules
from backend.membership.models import Application, Member, Membership, MembershipStatus
from backend.membership.numbers import next_number
from backend.membership.sealing import NAME, open_cell, seal
from backend.privacy.keyring import Keyring


class AlreadyMember(ServiceError):
    """The ID number belongs to a live membership; the remedy is a transfer (S32, S33)."""

    code = ErrorCode.already_member


async def admit(
    session: AsyncSession, keyring: Keyring, application: Application, *, today: date
) -> Member:
    """Who left once and joins again stays the same member, with a new membership."""
    number = open_cell(keyring, application, "id_number")
    if not number or application.union_id is None or application.county_code is None:
        raise Refused(ErrorCode.application_incomplete, "an application without its identity")
    if (code := review_rules.obstacle(number, today=today)) is not None:
        raise Refused(code, "checks no longer hold")
    member = await _member_with(session, application.id_number_index)
    if member is not None and await live_membership(session, member.id) is not None:
        raise AlreadyMember(f"application {application.id}")
    if member is None:
        member = Member(
            id=uuid4(),  # known before sealing
            number=review_rules.member_number(
                application.county_code,
                await next_number(session, f"member:{application.county_code}"),
            ),
        )
    _take_over(keyring, application, member, id_numbers.parse(number, today=today))
    await _save_once(session, member, _membership(application, member, today))
    return member


async def live_membership(session: AsyncSession, member_id: UUID) -> Membership | None:
    return await session.scalar(
        select(Membership).where(
            Membership.member_id == member_id, Membership.status != MembershipStatus.ended
        )
    )


async def _member_with(session: AsyncSession, id_number_index: str | None) -> Member | None:
    return await session.scalar(select(Member).where(Member.id_number_index == id_number_index))


async def _save_once(session: AsyncSession, member: Member, membership: Membership) -> None:
    """Somebody else may be admitting the same person this instant: the unique indexes decide."""
    try:
        async with session.begin_nested():
            session.add(member)
            await session.flush()
            session.add(membership)
            await session.flush()
    except IntegrityError as error:
        raise AlreadyMember("admitted by another application meanwhile") from error


def _take_over(
    keyring: Keyring, application: Application, member: Member, number: id_numbers.IdNumber
) -> None:
    name = open_cell(keyring, application, "name")
    phone = open_cell(keyring, application, "phone")
    if not name or not phone or not application.trade:
        raise Refused(ErrorCode.application_incomplete, "an application without name or phone")
    assert application.id_number_index is not None
    assert application.phone_index is not None
    member.contact_id = application.contact_id
    member.name = seal(keyring, member, "name", name)
    member.name_index = keyring.blind_index(name, purpose=NAME)
    member.id_number = seal(keyring, member, "id_number", number.value)
    member.id_number_index = application.id_number_index
    member.phone = seal(keyring, member, "phone", phone)
    member.phone_index = application.phone_index
    member.birth_date = seal(keyring, member, "birth_date", number.birth.isoformat())
    member.sex = number.sex.value
    member.trade = application.trade
    member.employer = application.employer
    member.employer_text = application.employer_text


def _membership(application: Application, member: Member, today: date) -> Membership:
    return Membership(
        member_id=member.id,
        union_id=application.union_id,
        division_path=application.division_path,
        application_id=application.id,
        status=review_rules.first_status(application.trade or ""),
        since=today,
    )
