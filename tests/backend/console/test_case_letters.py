"""转办 through the pages: who is asked to answer a letter, and what everybody reads of it."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from backend.cases import handling, organizations, referring
from backend.cases.models import Case
from backend.database import Database
from backend.privacy.keyring import Keyring
from backend.staff import service
from backend.staff.models import Role
from backend.unions.service import federation_of
from tests.backend.cases.stage import Offices, offices, opened
from tests.backend.console.test_case_acts import does, status_of
from tests.backend.desk import PASSWORD, Browser, browser_for, signed_in_as

ERQI = "410103"
MAIN = 'class="btn btn-primary btn-next"'


@pytest.fixture
async def at(database: Database) -> Offices:
    async with database.transaction() as session:
        return await offices(session)


@pytest.fixture
async def neighbor(app: FastAPI, database: Database) -> AsyncIterator[Browser]:
    browser = await signed_in_as(app, database, Role.county_staff, f"{ERQI}-NF")
    yield browser
    await browser.http.aclose()


async def verified(database: Database, keyring: Keyring, at: Offices) -> Case:
    async with database.transaction() as session:
        case = await opened(session, keyring)
        await handling.accept(session, at.county, case.id, case.revision)
        await handling.verify(session, at.county, case.id, case.revision, note="属实")
    return case


async def sent_next_door(database: Database, keyring: Keyring, at: Offices) -> Case:
    case = await verified(database, keyring, at)
    async with database.transaction() as session:
        to = await federation_of(session, ERQI)
        await referring.refer_to_union(
            session, at.county, case.id, case.revision, union_id=to.id, reason="事情在那边"
        )
    return case


async def sent_to_service(
    database: Database, keyring: Keyring, at: Offices, *, has_account: bool
) -> Case:
    case = await verified(database, keyring, at)
    async with database.transaction() as session:
        center = await organizations.add_organization(
            session, at.city, name="法律服务中心", kind="legal", division_path="410000/410100"
        )
        if has_account:
            await service.create_staff(
                session,
                username="lawyer",
                display_name="陈律师",
                password=PASSWORD,
                service_organization_id=center.id,
            )
        await referring.refer_to_service(
            session, at.county, case.id, case.revision, organization_id=center.id, reason="请律师"
        )
    return case


async def test_the_county_next_door_accepts_what_was_sent_to_it(
    neighbor: Browser, database: Database, keyring: Keyring, at: Offices
) -> None:
    case = await sent_next_door(database, keyring, at)
    page = (await neighbor.opens(f"/cases/{case.id}")).text
    assert "请接收或退回" in page
    assert "接收 <kbd>A</kbd>" in page
    page = await does(neighbor, case, "accept_referral", note="我们来办")
    assert "已接收" in page
    assert await status_of(database, case) == "verified"


async def test_the_county_next_door_sends_back_what_is_not_its_to_do(
    neighbor: Browser, county: Browser, database: Database, keyring: Keyring, at: Offices
) -> None:
    case = await sent_next_door(database, keyring, at)
    await does(neighbor, case, "decline_referral", usual="材料不足，无法办理")
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "退回转办" in page
    assert "材料不足，无法办理" in page
    assert "收回转办" not in page


async def test_what_was_sent_by_mistake_is_taken_back_and_told_as_that(
    county: Browser, database: Database, keyring: Keyring, at: Offices
) -> None:
    case = await sent_next_door(database, keyring, at)
    page = await does(county, case, "withdraw_referral", usual="转错了")
    history = page.split("经过</h2>")[-1].split("</ol>")[0]
    assert "收回转办" in history
    assert "退回转办" not in history


async def test_who_sent_a_letter_is_not_asked_to_answer_it_where_the_receiver_does(
    county: Browser, database: Database, keyring: Keyring, at: Offices
) -> None:
    case = await sent_to_service(database, keyring, at, has_account=True)
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "转给法律服务中心，等对方接收。" in page
    assert MAIN not in page
    assert f"/cases/{case.id}/accept_referral" in page


async def test_who_sent_a_letter_enters_the_answer_of_an_office_without_an_account(
    county: Browser, database: Database, keyring: Keyring, at: Offices
) -> None:
    case = await sent_to_service(database, keyring, at, has_account=False)
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "对方没有账号" in page
    assert "接收 <kbd>A</kbd>" in page


async def test_referring_before_it_was_verified_says_what_is_missing(
    county: Browser, database: Database, keyring: Keyring, at: Offices
) -> None:
    async with database.transaction() as session:
        case = await opened(session, keyring)
        await handling.accept(session, at.county, case.id, case.revision)
        center = await organizations.add_organization(
            session, at.city, name="法律服务中心", kind="legal", division_path="410000/410100"
        )
    await county.opens(f"/cases/{case.id}")
    answer = await county.sends(
        f"/cases/{case.id}/refer",
        revision=case.revision,
        to=f"service:{center.id}",
        usual="需要专业法律服务",
    )
    assert answer.status_code == 409
    assert "要先核实，才能转给服务机构" in answer.text


async def test_what_was_typed_is_still_there_when_a_colleague_answered_first(
    neighbor: Browser, app: FastAPI, database: Database, keyring: Keyring, at: Offices
) -> None:
    case = await sent_next_door(database, keyring, at)
    await neighbor.opens(f"/cases/{case.id}")
    revision = case.revision
    await does(neighbor, case, "accept_referral")
    answer = await neighbor.sends(
        f"/cases/{case.id}/decline_referral", revision=revision, reason="缺合同原件"
    )
    assert answer.status_code == 409
    assert "您写的：缺合同原件" in answer.text


async def test_who_sent_it_sees_at_home_that_it_came_back_and_why(
    neighbor: Browser, app: FastAPI, database: Database, keyring: Keyring, at: Offices
) -> None:
    case = await sent_next_door(database, keyring, at)
    sender = browser_for(app)
    await sender.sign_in("county")
    assert case.number not in (await sender.opens("/")).text
    await does(neighbor, case, "decline_referral", usual="材料不足，无法办理")
    page = (await sender.opens("/")).text
    assert f">{case.number}</a>" in page
    assert "退回了转办，材料不足，无法办理" in page
    await sender.opens(f"/cases/{case.id}")
    assert case.number not in (await sender.opens("/")).text
    await sender.http.aclose()


async def test_who_goes_on_with_what_a_service_gave_up_sees_it_at_home(
    app: FastAPI, database: Database, keyring: Keyring, at: Offices
) -> None:
    case = await sent_to_service(database, keyring, at, has_account=True)
    lawyer, sender = browser_for(app), browser_for(app)
    await lawyer.sign_in("lawyer")
    await sender.sign_in("county")
    await does(lawyer, case, "accept_referral")
    assert "法律服务中心在办" in (await sender.opens(f"/cases/{case.id}")).text
    page = (await lawyer.opens(f"/cases/{case.id}")).text
    revision = page.split('name="revision" value="')[1].split('"')[0]
    await lawyer.sends(f"/cases/{case.id}/give_up", revision=revision, usual="联系不上本人")
    assert "接收后又交回，联系不上本人" in (await sender.opens("/")).text
    assert "法律服务中心在办" not in (await sender.opens(f"/cases/{case.id}")).text
    for browser in (lawyer, sender):
        await browser.http.aclose()
