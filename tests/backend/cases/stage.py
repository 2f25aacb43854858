"""A courier, a county, its staff: what tests of cases begin with."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import Case
from backend.cases.opening import NewCase, open_case
from backend.contracts.cases import CaseKind
from backend.conversations.models import Contact
from backend.database import utc_now
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role
from tests.backend.desk import JINSHUI, identity, open_account

STORY = "站长拖欠工资三个月了，一直拖着不给"


async def somebody(session: AsyncSession, county: str | None = None) -> Contact:
    contact = Contact(
        id=uuid4(), openid=f"o-{uuid4().hex}", last_inbound_at=utc_now(), county_code=county
    )
    session.add(contact)
    await session.flush()
    return contact


def wages(contact: Contact | None, **changes: Any) -> NewCase:
    told: dict[str, Any] = {
        "kind": CaseKind.wage_arrears,
        "contact_id": contact.id if contact else None,
        "story": STORY,
        "county_code": JINSHUI,
        "trade": "rider",
        "amount": Decimal("12800.00"),
        "name": "张小满",
        "phone": "13800005678",
        **changes,
    }
    return NewCase(**told)


async def opened(session: AsyncSession, keyring: Keyring, **changes: Any) -> Case:
    contact = await somebody(session)
    return await open_case(session, keyring, wages(contact, **changes))


async def county_staff(
    session: AsyncSession, username: str = "county", county: str = JINSHUI
) -> StaffIdentity:
    account = await open_account(session, username, Role.county_staff, f"{county}-NF")
    return await identity(session, account)


@dataclass(frozen=True)
class Offices:
    """The county that answers, its city, the province, and the county next door."""

    county: StaffIdentity
    city: StaffIdentity
    province: StaffIdentity
    elsewhere: StaffIdentity


async def offices(session: AsyncSession) -> Offices:
    return Offices(
        county=await county_staff(session),
        city=await identity(
            session, await open_account(session, "city", Role.city_administrator, "410100-NF")
        ),
        province=await identity(
            session,
            await open_account(session, "province", Role.province_administrator, "410000-GU"),
        ),
        elsewhere=await county_staff(session, "elsewhere", "410202"),
    )
