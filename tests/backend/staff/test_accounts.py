"""Opening accounts at the command line: of a union's staff, and of a service organization (S45)."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import ServiceOrganization
from backend.errors import NotFound
from backend.staff.__main__ import open_account
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role
from backend.staff.service import find_staff, identity_of
from tests.backend.desk import PASSWORD


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
