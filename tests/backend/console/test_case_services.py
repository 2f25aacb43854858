"""Service organizations: added, changed, closed, and given accounts by whoever looks after the place."""

from fastapi import FastAPI

from backend.database import Database
from backend.staff.models import Role
from tests.backend.desk import Browser, browser_for, signed_in_as


async def add(browser: Browser, name: str = "区法律援助站") -> str:
    await browser.opens("/cases/services")
    await browser.sends(
        "/cases/services",
        name=name,
        kind="legal",
        division_path="410000/410100/410105",
        phone="0371-60000000",
    )
    page = (await browser.opens("/cases/services")).text
    assert name in page
    return page.split('action="/cases/services/')[1].split('"')[0]


async def test_s45_an_organization_is_added_changed_and_closed(county: Browser) -> None:
    organization = await add(county)
    await county.sends(
        f"/cases/services/{organization}", name="区法律服务站", kind="legal", is_active="true"
    )
    page = (await county.opens("/cases/services")).text
    assert "区法律服务站" in page
    assert "使用中</span>" in page
    await county.sends(f"/cases/services/{organization}", name="区法律服务站", kind="legal")
    assert "已停用</span>" in (await county.opens("/cases/services")).text


async def test_its_account_signs_in_and_finds_its_cases_only(county: Browser, app: FastAPI) -> None:
    organization = await add(county)
    address = f"/cases/services/{organization}/accounts"
    short = await county.sends(address, username="lawyer", display_name="陈律师", password="short")
    assert "密码至少 10 位" in short.text
    assert 'value="陈律师"' in short.text
    assert 'value="short"' not in short.text
    await county.sends(address, username="lawyer", display_name="陈律师", password="long-enough-1")
    again = await county.sends(
        address, username="lawyer", display_name="陈律师", password="long-enough-1"
    )
    assert "换一个" in again.text
    assert f'id="account-{organization}"' in again.text.split(" data-reopen")[0].rsplit("<", 1)[1]
    lawyer = browser_for(app)
    assert (await lawyer.sign_in("lawyer", "long-enough-1")).status_code == 303
    page = (await lawyer.opens("/cases")).text
    assert "都办完了" in page
    assert "转给你们的诉求会出现在这里" in page
    assert 'title="您代表的机构">区法律援助站<' in page
    assert 'href="/members"' not in page
    await lawyer.http.aclose()


async def test_organizations_of_another_city_are_not_theirs_to_touch(
    county: Browser, app: FastAPI, database: Database
) -> None:
    organization = await add(county)
    other = await signed_in_as(app, database, Role.county_staff, "410202-NF")
    assert "区法律援助站" not in (await other.opens("/cases/services")).text
    changed = await other.sends(
        f"/cases/services/{organization}", name="改名", kind="legal", is_active="true"
    )
    assert changed.status_code == 404
    account = await other.sends(
        f"/cases/services/{organization}/accounts",
        username="x",
        display_name="x",
        password="long-enough-1",
    )
    assert account.status_code == 403
    added = await other.sends(
        "/cases/services", name="x", kind="legal", division_path="410000/410100"
    )
    assert added.status_code == 403


async def test_what_was_typed_stands_in_the_sheet_again_when_it_was_refused(
    county: Browser,
) -> None:
    await county.opens("/cases/services")
    answer = await county.sends(
        "/cases/services",
        name=" ",
        kind="mediation",
        division_path="410000/410100/410105",
        phone="0371-60000001",
    )
    assert answer.status_code == 422
    assert "名称要填" in answer.text
    sheet = answer.text.split('id="add-service"')[1].split("</dialog>")[0]
    assert 'value="0371-60000001"' in sheet
    assert '<option value="mediation" selected>' in sheet


async def test_an_organization_is_added_once(county: Browser) -> None:
    await add(county)
    again = await county.sends(
        "/cases/services",
        name=" 区法律援助站 ",
        kind="legal",
        division_path="410000/410100/410105",
    )
    assert "已经有同名的机构" in again.text
    assert again.text.count("<tr data-row>") == 1
