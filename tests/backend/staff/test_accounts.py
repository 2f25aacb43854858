"""Accounts at the command line: opened for a union's staff or a service organization (S45), given another password, closed."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import ServiceOrganization
from backend.errors import NotFound, Refused
from backend.staff.__main__ import arguments, change_account, open_account
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role
from backend.staff.service import current_staff, find_staff, identity_of, sign_in
from backend.staff.sessions import Lifetimes
from tests.backend.desk import PASSWORD

LIFETIMES = Lifetimes(timedelta(hours=1), timedelta(hours=8))


async def opened(session: AsyncSession, role: Role, place: str) -> StaffIdentity:
    await open_account(
        session, username="li", name="李律师", role=role, place=place, password=PASSWORD
    )
    staff = await find_staff(session, "li")
    assert staff is not None
    return await identity_of(session, staff)


async def test_s45_an_account_of_a_service_organization_sees_no_place(
    session: AsyncSession,
) -> None:
    firm = ServiceOrganization(name="职工法律服务站", kind="legal", division_path="410000/410100")
    session.add(firm)
    await session.flush()
    staff = await opened(session, Role.service_staff, "职工法律服务站")
    assert staff.service_organization_id == firm.id
    assert staff.visible_paths == ()
    assert staff.acting_for == ("职工法律服务站",)


async def test_an_organization_nobody_knows_gets_no_account(session: AsyncSession) -> None:
    with pytest.raises(NotFound):
        await opened(session, Role.service_staff, "没有这家")


async def test_a_role_on_a_union_is_a_place(session: AsyncSession) -> None:
    staff = await opened(session, Role.county_staff, "410105-NF")
    assert staff.service_organization_id is None
    assert staff.visible_paths == ("410000/410100/410105",)


async def signs_in(session: AsyncSession, password: str = PASSWORD) -> str | None:
    return (await sign_in(session, "li", password, LIFETIMES)).token


async def test_who_forgot_their_password_gets_another_and_the_old_one_opens_nothing(
    session: AsyncSession,
) -> None:
    await opened(session, Role.county_staff, "410105-NF")
    token = await signs_in(session)
    assert token is not None
    for _ in range(9):  # tried until the account was locked
        await signs_in(session, "wrong-password")
    await change_account(session, username="li", password="another-good-one")
    assert await current_staff(session, token, LIFETIMES, is_activity=True) is None
    assert await signs_in(session) is None
    assert await signs_in(session, "another-good-one") is not None
    with pytest.raises(Refused):
        await change_account(session, username="li", password="short")


async def test_who_left_is_closed_and_signs_in_no_more(session: AsyncSession) -> None:
    await opened(session, Role.county_staff, "410105-NF")
    await change_account(session, username="li", password=None)
    assert await signs_in(session) is None
    with pytest.raises(NotFound):
        await change_account(session, username="nobody", password=None)


@pytest.mark.parametrize("change", ["--close", "--new-password"])
def test_an_account_is_closed_or_changed_by_its_username_alone(
    change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert arguments([change, "li"]).username == "li"
    with pytest.raises(SystemExit):
        arguments([change, "li", "李律师"])
    assert f"{change} takes USERNAME alone" in capsys.readouterr().err
