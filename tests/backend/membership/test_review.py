"""Deciding at the service's door: one person one membership, whoever is fastest (S32)."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.contracts.joining import ApplicationStatus
from backend.conversations.models import Message
from backend.database import Database, utc_now
from backend.documents.models import Document
from backend.errors import NotAllowed, NotFound, Refused, ServiceError
from backend.membership import review
from backend.membership.admission import admit
from backend.membership.models import Application, Member, Membership, MembershipStatus
from backend.membership.review import PhotoRetention
from backend.privacy.audit import first_broken_entry
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role
from tests.backend.desk import (
    city_administrator,
    identity,
    made_up_number,
    open_account,
    waiting_application,
)

RETENTION = PhotoRetention(timedelta(days=30), timedelta(days=7))


async def approve(
    session: AsyncSession, staff: StaffIdentity, application: Application, keyring: Keyring
) -> Member:
    return await review.approve(
        session,
        staff,
        application.id,
        application.revision,
        keyring=keyring,
        retention=RETENTION,
    )


@pytest.fixture
async def reviewer(database: Database) -> StaffIdentity:
    async with database.transaction() as session:
        return await identity(session, await city_administrator(session))


async def test_s32_an_id_number_with_a_live_membership_is_refused_by_name(
    database: Database, keyring: Keyring, reviewer: StaffIdentity
) -> None:
    number = made_up_number()
    async with database.transaction() as session:
        first = await waiting_application(session, keyring, id_number=number)
        await approve(session, reviewer, first, keyring)
        again = await waiting_application(session, keyring, id_number=number)
    with pytest.raises(ServiceError) as refused:
        async with database.transaction() as session:
            await approve(session, reviewer, again, keyring)
    assert refused.value.code is ErrorCode.already_member
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Member)) == 1
        row = await session.get(Application, again.id)
        assert row is not None
        assert row.status == ApplicationStatus.submitted
        assert await session.scalar(select(func.count()).select_from(Message)) == 1


async def test_s32_two_approvals_of_one_application_at_once_make_one_member(
    database: Database, keyring: Keyring, reviewer: StaffIdentity
) -> None:
    async with database.transaction() as session:
        application = await waiting_application(session, keyring)
    barrier = asyncio.Barrier(2)

    async def act() -> Member:
        async with database.transaction() as session:
            await session.execute(select(1))
            await barrier.wait()
            return await approve(session, reviewer, application, keyring)

    results = await asyncio.gather(act(), act(), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDecided", "Member"]
    await assert_one_member(database)


async def test_s32_one_person_with_two_applications_approved_at_once_is_admitted_once(
    database: Database, keyring: Keyring, reviewer: StaffIdentity
) -> None:
    """The index on waiting applications forbids this; should it ever fail, members hold alone."""
    number = made_up_number()
    async with database.transaction() as session:
        one = await waiting_application(session, keyring, id_number=number)
        other = await waiting_application(
            session, keyring, id_number=number, status=ApplicationStatus.returned
        )
    barrier = asyncio.Barrier(2)

    async def decide() -> Member:
        async with database.transaction() as session:
            await barrier.wait()
            return await approve(session, reviewer, one, keyring)

    async def admit_other() -> Member:
        async with database.transaction() as session:
            row = await session.get_one(Application, other.id)
            await barrier.wait()
            return await admit(session, keyring, row, today=utc_now().date())

    results = await asyncio.gather(decide(), admit_other(), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyMember", "Member"]
    await assert_one_member(database)


async def assert_one_member(database: Database) -> None:
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Member)) == 1
        assert await session.scalar(select(func.count()).select_from(Membership)) == 1
        assert await first_broken_entry(session) is None


async def test_who_left_and_joins_again_is_the_same_member_with_a_new_membership(
    database: Database, keyring: Keyring, reviewer: StaffIdentity
) -> None:
    number = made_up_number()
    async with database.transaction() as session:
        first = await waiting_application(session, keyring, id_number=number)
        member = await approve(session, reviewer, first, keyring)
        old = await session.scalar(select(Membership))
        assert old is not None
        old.status, old.until = MembershipStatus.ended, old.since
        again = await waiting_application(session, keyring, id_number=number, phone="13900001234")
        returned = await approve(session, reviewer, again, keyring)
        assert returned.id == member.id
        assert returned.contact_id == again.contact_id
        rows = (await session.scalars(select(Membership.status))).all()
    assert sorted(rows) == ["active", "ended"]


async def test_s36_who_has_no_work_joins_and_the_membership_is_retained(
    database: Database, keyring: Keyring, reviewer: StaffIdentity
) -> None:
    async with database.transaction() as session:
        application = await waiting_application(session, keyring, trade="none")
        await approve(session, reviewer, application, keyring)
        assert await session.scalar(select(Membership.status)) == MembershipStatus.retained
        notice = await session.scalar(select(Message.text))
    assert notice is not None
    assert "会籍先替您保留着" in notice


async def test_l04_nobody_under_sixteen_is_admitted_whatever_was_submitted(
    database: Database, keyring: Keyring, reviewer: StaffIdentity
) -> None:
    child = made_up_number(born=f"{utc_now().year - 15}1231")
    async with database.transaction() as session:
        application = await waiting_application(session, keyring, id_number=child)
        with pytest.raises(Refused) as refused:
            await approve(session, reviewer, application, keyring)
    assert refused.value.code is ErrorCode.under_age


async def test_s26_who_is_over_age_may_be_admitted_by_hand(
    database: Database, keyring: Keyring, reviewer: StaffIdentity
) -> None:
    elder = made_up_number(born="19500101")
    async with database.transaction() as session:
        application = await waiting_application(session, keyring, id_number=elder)
        assert (await approve(session, reviewer, application, keyring)).number


async def test_s23_the_service_itself_refuses_county_staff_and_other_cities(
    database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        application = await waiting_application(session, keyring)
        county = await identity(
            session, await open_account(session, "county", Role.county_staff, "410105-NF")
        )
        kaifeng = await identity(session, await city_administrator(session, "kaifeng", "410200"))
        with pytest.raises(NotAllowed):
            await approve(session, county, application, keyring)
        with pytest.raises(NotFound):
            await approve(session, kaifeng, application, keyring)


async def test_photos_go_thirty_days_after_approval_and_seven_after_refusal(
    database: Database, keyring: Keyring, reviewer: StaffIdentity
) -> None:
    async with database.transaction() as session:
        approved = await with_photos(session, keyring)
        rejected = await with_photos(session, keyring)
        await approve(session, reviewer, approved, keyring)
        await review.reject(
            session, reviewer, rejected.id, rejected.revision, "证件不是本人的", retention=RETENTION
        )
    async with database.transaction() as session:
        for application, days in ((approved, 30), (rejected, 7)):
            document = await session.get_one(Document, application.portrait_id)
            assert document.delete_after is not None
            assert (document.delete_after - utc_now()).days in {days - 1, days}


async def with_photos(session: AsyncSession, keyring: Keyring) -> Application:
    application = await waiting_application(session, keyring)
    document = Document(
        id=uuid4(),
        contact_id=application.contact_id,
        purpose="id_card_portrait",
        media_type="image/jpeg",
        size=1,
        width=1,
        height=1,
    )
    session.add(document)
    await session.flush()
    application.portrait_id = document.id
    return application
