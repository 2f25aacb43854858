"""Staff clear cases with the keyboard in a real browser."""

import pytest
from playwright.async_api import Page, expect

from backend.cases import handling, notes, organizations
from backend.cases.models import Case
from backend.contracts.cases import CaseKind
from backend.database import Database
from backend.privacy.keyring import Keyring
from tests.backend.cases.stage import county_staff, offices, opened
from tests.browser.test_console import sign_in

pytestmark = pytest.mark.browser


async def prepared(database: Database, keyring: Keyring) -> list[Case]:
    async with database.transaction() as session:
        at = await offices(session)
        wages = await opened(session, keyring, employer_text="美团", people_count=3)
        many = await opened(session, keyring, employer_text="快马站点", people_count=12)
        relief = await opened(session, keyring, kind=CaseKind.hardship_relief)
        await handling.accept(session, at.county, relief.id, relief.revision)
        await notes.note(session, at.county, relief.id, text="@city 请看一下")
        await organizations.add_organization(
            session, at.city, name="法律服务中心", kind="legal", division_path="410000/410100"
        )
    return [wages, many, relief]


async def test_three_cases_are_cleared_without_touching_the_mouse(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        await offices(session)
        numbers = {(await opened(session, keyring)).number for _ in range(3)}
    await sign_in(page, console_url)
    await page.get_by_role("link", name="诉求", exact=True).click()
    await expect(page.get_by_role("heading", name="诉求")).to_be_visible()
    await page.wait_for_load_state()  # what listens to keys comes after the words
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    cleared = set()
    for key in ("j", "j", "u"):
        await expect(page.get_by_role("button", name="受理")).to_be_visible()
        cleared.add((await page.get_by_role("heading", level=1).inner_text()).split()[0])
        await page.keyboard.press("a")
        await expect(page.get_by_role("status").filter(has_text="已受理")).to_be_visible()
        await page.keyboard.press(key)
    assert cleared == numbers
    await page.get_by_role("link", name="已受理 3").click()
    await expect(page.get_by_role("row").filter(has_text="已受理")).to_have_count(3)


async def test_a_sheet_is_opened_filled_and_sent_by_keyboard(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    (case, *_) = await prepared(database, keyring)
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/cases/{case.id}")
    await page.keyboard.press("m")
    await expect(page.locator(".more-list button").first).to_be_focused()
    for _ in range(20):
        if await page.evaluate("document.activeElement.innerText") == "转为紧急":
            break
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="转为紧急")).to_be_visible()
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    done = page.get_by_role("status").filter(has_text="已转为紧急")
    await expect(done).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(done).to_be_hidden()


async def test_what_was_typed_stands_in_the_sheet_again_when_somebody_was_faster(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    (case, *_) = await prepared(database, keyring)
    async with database.transaction() as session:
        faster = await county_staff(session, "faster")
    await sign_in(page, console_url)
    # The browser's own complaint about a 409 is no fault of the page.
    page = await page.context.new_page()
    await page.goto(f"{console_url}/cases/{case.id}")
    await page.keyboard.press("m")
    await page.get_by_role("button", name="告诉本人").click()
    await page.get_by_label("要说的话").fill("明天给您打电话")
    async with database.transaction() as session:
        await notes.note(session, faster, case.id, text="我先看看")
    await page.get_by_role("button", name="发给本人").click()
    dialog = page.get_by_role("dialog", name="告诉本人")
    await expect(dialog.get_by_label("要说的话")).to_have_value("明天给您打电话")
    await expect(dialog.get_by_role("alert")).to_contain_text("有同事先处理了")
    await dialog.get_by_role("button", name="发给本人").click()
    await expect(page.get_by_role("status").filter(has_text="已发给本人")).to_be_visible()


async def test_a_colleague_is_offered_by_name_and_called_by_account(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    (case, *_) = await prepared(database, keyring)
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/cases/{case.id}")
    note = page.get_by_label("内部备注")
    await note.press_sequentially("请看 @测试coun")
    await expect(page.get_by_role("option", name="测试county")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(note).to_have_value("请看 @county ")
    await page.get_by_role("button", name="记下").click()
    await expect(page.locator("mark", has_text="@测试county")).to_be_visible()


async def test_picking_rows_brings_up_the_bar(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    await prepared(database, keyring)
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/cases")
    await expect(page.get_by_role("button", name="对选中的办理")).to_be_hidden()
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await page.get_by_label("加标签").fill("要紧")
    await expect(page.get_by_text("选中 1 件")).to_be_visible()
    await page.get_by_role("button", name="对选中的办理").click()
    await expect(page.locator(".tag", has_text="要紧")).to_have_count(1)


async def test_what_was_ticked_stays_ticked_until_something_is_done_with_it(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    (first, *_) = await prepared(database, keyring)
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/cases")
    box = page.get_by_role("checkbox", name=f"选 {first.number}")
    await box.check()
    await page.get_by_role("button", name="对选中的办理").click()
    await expect(page.get_by_text("先选好要办什么")).to_be_visible()
    await expect(box).to_be_checked()
    await page.get_by_role("link", name=first.number).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(first.number)
    await page.go_back()
    await expect(box).to_be_checked()
    await expect(page.get_by_text("选中 1 件")).to_be_visible()


async def test_a_view_is_named_and_kept_by_keyboard_alone(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    await prepared(database, keyring)
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/cases?kind=wage_arrears")
    await page.get_by_role("button", name="存为视图").press("Enter")
    await expect(page.get_by_label("名字")).to_be_focused()
    await page.keyboard.type("wages")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").filter(has_text="视图已存下")).to_be_visible()


async def test_who_tabs_through_a_case_sees_where_they_are(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    cases = await prepared(database, keyring)
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/cases/{cases[0].id}")
    for _ in range(12):
        await page.keyboard.press("Tab")
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert await page.evaluate(
            f"{outline} !== 'none' || document.activeElement.matches('input')"
        )


async def test_a_list_follows_what_happens_but_never_under_ones_hands(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        at = await offices(session)
        first = await opened(session, keyring)
    await sign_in(page, console_url)
    await expect(page.get_by_role("link", name="1 没人认领")).to_be_visible()
    async with database.transaction() as session:
        await opened(session, keyring)
    await expect(page.get_by_role("link", name="2 没人认领")).to_be_visible()
    await page.goto(f"{console_url}/cases?unassigned=1")
    await page.keyboard.press("j")
    rows = page.locator("[data-row]")
    await expect(rows).to_have_count(2)
    async with database.transaction() as session:
        await opened(session, keyring)
    await expect(rows).to_have_count(3)
    await expect(page.locator("[data-row].is-current")).to_have_count(1)
    box = page.get_by_role("checkbox", name=f"选 {first.number}")
    await box.check()
    async with database.transaction() as session:
        case = await session.get_one(Case, first.id)
        await handling.accept(session, at.county, case.id, case.revision)
    await page.wait_for_timeout(4000)
    await expect(rows).to_have_count(3)
    await box.uncheck()
    await expect(rows).to_have_count(2)
