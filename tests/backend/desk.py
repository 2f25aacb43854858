"""What console tests need: accounts, people who wait, and a browser that behaves like one."""

import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from uuid import uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.joining import ApplicationStatus
from backend.conversations.models import Contact
from backend.database import Database, utc_now
from backend.membership.id_numbers import check_character
from backend.membership.models import Application
from backend.membership.sealing import ID_NUMBER, NAME, PHONE, seal
from backend.privacy.keyring import Keyring
from backend.staff import service
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role, Staff
from backend.unions.service import responsible_for, union_by_code

PASSWORD = "a-long-enough-one"
ORIGIN = "http://backend"
JINSHUI, ZHENGZHOU, KAIFENG = "410105", "410100", "410200"
LONGTING = "410202"  # a county of 开封, another city's
_serial = count(100)
_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


def made_up_number(serial: int | None = None, *, born: str = "19900307") -> str:
    """Valid in shape and checksum, with an area code nobody was ever given."""
    first17 = f"410199{born}{next(_serial) if serial is None else serial:03d}"
    return first17 + check_character(first17)


async def open_account(session: AsyncSession, username: str, role: Role, union_code: str) -> Staff:
    staff = await service.create_staff(
        session, username=username, display_name=f"测试{username}", password=PASSWORD
    )
    union = await union_by_code(session, union_code)
    await service.bind_role(session, staff, union.id, role)
    return staff


async def city_administrator(
    session: AsyncSession, username: str = "city", city: str = ZHENGZHOU
) -> Staff:
    return await open_account(session, username, Role.city_administrator, f"{city}-NF")


async def identity(session: AsyncSession, staff: Staff) -> StaffIdentity:
    return await service.identity_of(session, staff)


async def waiting_application(
    session: AsyncSession,
    keyring: Keyring,
    *,
    name: str = "张小满",
    id_number: str | None = None,
    phone: str = "13800005678",
    county: str = JINSHUI,
    trade: str = "rider",
    due_in: timedelta = timedelta(days=2),
    status: ApplicationStatus = ApplicationStatus.submitted,
) -> Application:
    """Somebody who filled in everything by chat and submitted."""
    contact = Contact(id=uuid4(), openid=f"o-{uuid4().hex}", last_inbound_at=utc_now())
    session.add(contact)
    await session.flush()
    responsible = await responsible_for(session, county)
    number = id_number or made_up_number()
    serial = next(_serial)
    row = Application(
        id=uuid4(),
        contact_id=contact.id,
        number=f"RH-{responsible.city.division_code[:4]}-{serial:06d}",
        status=status,
        sex="male",
        ethnicity="汉",
        trade=trade,
        employer="美团",
        employer_text="美团跑单嘞",
        county_code=county,
        division_path=responsible.county.division_path,
        union_id=responsible.county.id,
        reviewer_id=responsible.city.id,
        submitted_at=utc_now(),
        due_at=utc_now() + due_in,
        typed_fields=["name"],
        checks=[{"check": "age", "result": "ok", "note": ""}],
        revision=1,
    )
    row.name = seal(keyring, row, "name", name)
    row.name_index = keyring.blind_index(name, purpose=NAME)
    row.id_number = seal(keyring, row, "id_number", number)
    row.id_number_index = keyring.blind_index(number, purpose=ID_NUMBER)
    row.phone = seal(keyring, row, "phone", phone)
    row.phone_index = keyring.blind_index(phone, purpose=PHONE)
    row.address = seal(keyring, row, "address", "河南省郑州市示例路1号院2号楼")
    row.reading = seal(keyring, row, "reading", f'{{"name": "张小蒲", "id_number": "{number}"}}')
    session.add(row)
    await session.flush()
    return row


@dataclass
class Browser:
    """Sends what a browser sends: its cookie, its origin, and the token of the page it is on."""

    http: httpx.AsyncClient
    csrf_token: str = ""

    async def sign_in(self, username: str, password: str = PASSWORD) -> httpx.Response:
        answer = await self.http.post(
            "/sign-in",
            data={"username": username, "password": password},
            headers={"Origin": ORIGIN},
        )
        if answer.status_code == 303:
            await self.opens("/")
        return answer

    async def opens(self, path: str) -> httpx.Response:
        page = await self.http.get(path)
        if found := _CSRF.search(page.text):
            self.csrf_token = found[1]
        return page

    async def sends(self, path: str, **fields: str | int | list[str]) -> httpx.Response:
        data = {"csrf_token": self.csrf_token, **fields}
        return await self.http.post(path, data=data, headers={"Origin": ORIGIN})


def browser_for(app: FastAPI) -> Browser:
    transport = httpx.ASGITransport(app=app)
    return Browser(httpx.AsyncClient(transport=transport, base_url=ORIGIN))


async def signed_in_as(app: FastAPI, database: Database, role: Role, union_code: str) -> Browser:
    username = f"{role.value[:8]}-{union_code}"
    async with database.transaction() as session:
        await open_account(session, username, role, union_code)
    browser = browser_for(app)
    assert (await browser.sign_in(username)).status_code == 303
    return browser
