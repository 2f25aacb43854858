"""Who sees which case: other counties, verifiers, receivers, service organizations (S44, S45)."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from backend.cases import handling, notes, organizations, referring
from backend.cases.models import Case, ServiceOrganization
from backend.database import Database
from backend.privacy.keyring import Keyring
from backend.staff import service
from tests.backend.cases.stage import Offices, offices, opened
from tests.backend.desk import PASSWORD, Browser, browser_for

EVERYWHERE_ELSE = (
    "/applications",
    "/members",
    "/conversations",
    "/unions",
    "/search?q=SQ-4101",
    "/cases/services",
    "/cases/exports",
)


async def legal_service(database: Database, at: Offices) -> ServiceOrganization:
    async with database.transaction() as session:
        organization = await organizations.add_organization(
            session, at.city, name="职工法律服务中心", kind="legal", division_path="410000/410100"
        )
        await service.create_staff(
            session,
            username="lawyer",
            display_name="陈律师",
            password=PASSWORD,
            service_organization_id=organization.id,
        )
    return organization


@pytest.fixture
async def at(database: Database) -> Offices:
    async with database.transaction() as session:
        return await offices(session)


@pytest.fixture
async def lawyer(app: FastAPI, database: Database, at: Offices) -> AsyncIterator[Browser]:
    await legal_service(database, at)
    browser = browser_for(app)
    assert (await browser.sign_in("lawyer")).status_code == 303
    await browser.opens("/cases")
    yield browser
    await browser.http.aclose()


async def referred_case(database: Database, keyring: Keyring, at: Offices) -> Case:
    async with database.transaction() as session:
        case = await opened(session, keyring)
        await handling.accept(session, at.county, case.id, case.revision)
        await handling.verify(session, at.county, case.id, case.revision, note="属实")
        (organization,) = await organizations.organizations_under(session, at.city)
        await referring.refer_to_service(
            session,
            at.county,
            case.id,
            case.revision,
            organization_id=organization.id,
            reason="需要律师代写仲裁申请",
        )
    return case


async def test_s45_a_service_organization_sees_its_cases_and_nothing_else(
    lawyer: Browser, database: Database, keyring: Keyring, at: Offices
) -> None:
    async with database.transaction() as session:
        other = await opened(session, keyring)
    case = await referred_case(database, keyring, at)
    page = (await lawyer.opens("/cases?status=all")).text
    assert case.number in page
    assert other.number not in page
    assert (await lawyer.opens(f"/cases/{case.id}")).status_code == 200
    assert (await lawyer.opens(f"/cases/{other.id}")).status_code == 404
    for address in EVERYWHERE_ELSE:
        assert (await lawyer.opens(address)).status_code == 403, address
        assert f'href="{address.split("?")[0]}"' not in page
    assert (await lawyer.opens("/")).headers["location"] == "/cases"


async def test_s45_a_service_organization_accepts_works_and_resolves(
    lawyer: Browser, database: Database, keyring: Keyring, at: Offices
) -> None:
    case = await referred_case(database, keyring, at)
    page = (await lawyer.opens(f"/cases/{case.id}")).text
    assert "接收 <kbd>A</kbd>" in page
    assert "需要律师代写仲裁申请" in page
    for act in ("accept_referral", "start", "resolve"):
        page = (await lawyer.opens(f"/cases/{case.id}")).text
        revision = page.split('name="revision" value="')[1].split('"')[0]
        answer = await lawyer.sends(
            f"/cases/{case.id}/{act}", revision=revision, resolution="仲裁申请已交，立案了"
        )
        assert answer.status_code == 303, act
    assert "已办结" in (await lawyer.opens("/cases?status=resolved")).text


async def test_s45_a_note_of_the_unions_is_theirs_unless_it_names_somebody_there(
    lawyer: Browser, county: Browser, database: Database, keyring: Keyring, at: Offices
) -> None:
    case = await referred_case(database, keyring, at)
    async with database.transaction() as session:
        await notes.note(session, at.county, case.id, text="对方站长是熟人介绍的，先别外传")
        await notes.note(session, at.county, case.id, text="@lawyer 请先看工资条")
    assert (
        await lawyer.sends(f"/cases/{case.id}/note", revision="1", note="周四去调解")
    ).status_code == 303
    for page in (f"/cases/{case.id}", f"/cases/{case.id}/sheet"):
        assert "先别外传" not in (await lawyer.opens(page)).text
    read = (await lawyer.opens(f"/cases/{case.id}")).text
    assert "请先看工资条" in read
    assert "周四去调解" in read
    theirs = (await county.opens(f"/cases/{case.id}")).text
    assert "先别外传" in theirs
    assert "周四去调解" in theirs


async def test_s45_what_was_accepted_is_handed_back_with_a_reason(
    lawyer: Browser, county: Browser, database: Database, keyring: Keyring, at: Offices
) -> None:
    case = await referred_case(database, keyring, at)
    for act, fields in (("accept_referral", {}), ("give_up", {"usual": "与本单位有利害关系"})):
        page = (await lawyer.opens(f"/cases/{case.id}")).text
        assert f'/cases/{case.id}/{act}"' in page, act
        revision = page.split('name="revision" value="')[1].split('"')[0]
        answer = await lawyer.sends(f"/cases/{case.id}/{act}", revision=revision, **fields)
        assert answer.status_code == 303, act
    assert "已交回转来的工会" in (await lawyer.opens(answer.headers["location"])).text
    assert (await lawyer.opens(f"/cases/{case.id}")).status_code == 404
    page = (await county.opens(f"/cases/{case.id}")).text
    for words in ("交回的：职工法律服务中心", "与本单位有利害关系", "接收后交回", "测试county"):
        assert words in page, words
    assert "开始办理 <kbd>A</kbd>" in page


async def test_who_declines_a_letter_is_back_at_the_list_for_the_case_is_gone(
    lawyer: Browser, database: Database, keyring: Keyring, at: Offices
) -> None:
    case = await referred_case(database, keyring, at)
    answer = await lawyer.sends(
        f"/cases/{case.id}/decline_referral", revision=case.revision, usual="不属于本单位职责"
    )
    assert answer.headers["location"] == "/cases?done=decline_referral"
    assert (await lawyer.opens(f"/cases/{case.id}")).status_code == 404
