"""A case told to everybody who has it in a list: its own place, its verifier's, and whoever it is sent to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI

from backend.cases import handling, referring
from backend.cases.models import Case
from backend.cases.opening import open_case
from backend.database import Database
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role
from backend.unions.service import federation_of, found_industry_federation
from tests.backend.cases.stage import county_staff, offices, wages
from tests.backend.cases.test_opening import joined
from tests.backend.desk import JINSHUI, LONGTING, Browser, browser_for, open_account
from tests.backend.live_desk.test_feed import serving, window


@dataclass(frozen=True)
class Places:
    """A member at home in 金水区, whom it happened to in 龙亭区."""

    case: Case
    there: StaffIdentity
    neighbor: StaffIdentity


@pytest.fixture
async def places(database: Database, keyring: Keyring) -> Places:
    async with database.transaction() as session:
        at = await offices(session)
        home = await federation_of(session, JINSHUI)
        industry = await found_industry_federation(
            session, home, place="金水区", trade_code="rider", trade="外卖配送"
        )
        await open_account(session, "riders", Role.county_staff, industry.code)
        contact_id = await joined(session, keyring, at.city, JINSHUI)
        neighbor = await county_staff(session, "neighbor", "410103")
        new = wages(None, contact_id=contact_id, county_code=LONGTING)
        case = await open_case(session, keyring, new)
        assert case.verifier_id == industry.id
    return Places(case, at.elsewhere, neighbor)


@pytest.fixture
async def riders(app: FastAPI, places: Places) -> AsyncIterator[Browser]:
    browser = browser_for(app)
    assert (await browser.sign_in("riders")).status_code == 303
    yield browser
    await browser.http.aclose()


def to_verify(page: str) -> str:
    """The figure of 待办."""
    return page.split('href="/cases?to_verify=1"')[1].split("<b>")[1].split("</b>")[0]


async def test_s44_a_verifier_of_another_place_hears_of_it_at_once(
    app: FastAPI, places: Places, riders: Browser, database: Database
) -> None:
    case = places.case
    assert to_verify((await riders.opens("/")).text) == "0"
    async with (
        serving(app) as (_, url),
        window(url, "riders") as here,
        window(url, "neighbor") as other,
    ):
        await here.opens()
        await other.opens()
        async with database.transaction() as session:
            await handling.accept(session, places.there, case.id, case.revision)
        told = await here.hears("case")
        assert told["subject_id"] == str(case.id)
        assert (told["event"], told["status"], told["number"]) == (
            "accepted",
            "accepted",
            case.number,
        )
        assert to_verify((await riders.opens("/")).text) == "1"
        assert case.number in (await riders.opens("/cases?to_verify=1")).text
        here.told.clear()
        await riders.opens(f"/cases/{case.id}")
        done = await riders.sends(
            f"/cases/{case.id}/verify",
            revision=told["revision"],
            finding="是会员",
            outcome="confirmed",
        )
        assert done.status_code == 303
        assert (await here.hears("case"))["event"] == "verified"
        assert to_verify((await riders.opens("/")).text) == "0"
        assert [kind for kind, _ in other.told if kind == "case"] == []


async def test_whoever_it_is_sent_to_hears_of_the_letter_and_of_its_end(
    app: FastAPI, places: Places, database: Database
) -> None:
    case, there = places.case, places.there
    async with serving(app) as (_, url), window(url, "neighbor") as screen:
        await screen.opens()
        async with database.transaction() as session:
            await handling.accept(session, there, case.id, case.revision)
            union = await federation_of(session, "410103")
            row = await session.get_one(Case, case.id)
            await referring.refer_to_union(
                session, there, case.id, row.revision, union_id=union.id, reason="站点在那边"
            )
        assert (await screen.hears("case"))["event"] == "referred"
        screen.told.clear()
        async with database.transaction() as session:
            row = await session.get_one(Case, case.id)
            await referring.withdraw_referral(
                session, there, case.id, row.revision, reason="转错了"
            )
        assert (await screen.hears("case"))["event"] == "referral_declined"
