"""Two staff and a courier at once, in real browsers: take over, answer, lose the line, come back."""

import io
import re

import pytest
from PIL import Image
from playwright.async_api import Page, Route, expect
from sqlalchemy import update

from backend.config import Settings
from backend.conversations import handoffs
from backend.conversations.models import Message
from backend.database import Database, utc_now
from backend.desk import feed
from backend.documents.files import EncryptedFiles
from backend.documents.service import keep_photo
from backend.membership.models import Application
from backend.privacy.keyring import Keyring
from backend.staff.models import StaffSession
from tests.backend.desk import PASSWORD, city_administrator, waiting_application

pytestmark = pytest.mark.browser


async def sign_in(page: Page, url: str, username: str = "city") -> None:
    await page.goto(url)
    await page.get_by_label("用户名").fill(username)
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_role("heading", name="待办")).to_be_visible()


@pytest.fixture
async def waiting(database: Database, keyring: Keyring) -> Application:
    """张小满 has asked for a person; 王芳 and 李娜 work at the city's desk."""
    async with database.transaction() as session:
        await city_administrator(session)
        await city_administrator(session, "second")
        application = await waiting_application(session, keyring)
    await says(database, application, "俺想找工作人员，站长欠俺仨月工资咋弄")
    async with database.transaction() as session:
        await handoffs.request(
            session,
            application.contact_id,
            reason="wage_arrears",
            county_code=application.county_code,
        )
    return application


async def says(database: Database, application: Application, words: str) -> None:
    """As the turn records it: the message, and the event that tells the desk."""
    async with database.transaction() as session:
        session.add(
            Message(contact_id=application.contact_id, direction="inbound", kind="text", text=words)
        )
        await feed.publish(
            session,
            kind="message",
            subject_id=application.contact_id,
            division_path=application.division_path or "",
            data={"direction": "inbound"},
        )


async def opens(page: Page, url: str, application: Application) -> None:
    await page.goto(f"{url}/conversations/{application.contact_id}")
    await expect(page.get_by_role("region", name="对话内容")).to_be_visible()


async def test_taken_answered_and_closed_with_the_keyboard(
    page: Page, console_url: str, waiting: Application
) -> None:
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/conversations")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("普通话：我想找工作人员")).to_be_visible()
    await page.keyboard.press("t")
    await expect(page.locator(".holder")).to_have_text("您在接待")
    await page.wait_for_load_state()
    await page.keyboard.press("r")
    await page.keyboard.type("您好，欠了几个月？")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".by-staff").get_by_text("您好，欠了几个月？")).to_be_visible()
    await expect(page.get_by_label("回复", exact=True)).to_have_value("")
    await page.keyboard.press("Escape")
    await page.keyboard.press("e")
    await page.keyboard.type("讲清楚了")
    await page.get_by_role("button", name="结束", exact=True).last.click()
    await expect(page.get_by_text("助手在接待")).to_be_visible()


async def test_what_a_person_writes_comes_to_the_screen_by_itself(
    page: Page, console_url: str, database: Database, waiting: Application
) -> None:
    await sign_in(page, console_url)
    async with page.expect_response(f"{console_url}/desk/events*"):
        await opens(page, console_url, waiting)
    await says(database, waiting, "在不在？")
    await expect(page.locator("#thread").get_by_text("在不在？")).to_be_visible()


async def test_of_two_who_reach_for_it_one_gets_it_and_the_other_keeps_the_words(
    page: Page, colleague: Page, console_url: str, waiting: Application
) -> None:
    await sign_in(page, console_url)
    await sign_in(colleague, console_url, "second")
    await opens(page, console_url, waiting)
    await opens(colleague, console_url, waiting)
    await page.keyboard.press("t")
    await page.keyboard.press("r")
    await expect(page.get_by_label("回复", exact=True)).to_be_editable()
    await page.get_by_label("回复", exact=True).fill("我写到一半")
    # The colleague sees who has it, and steps in all the same.
    await expect(colleague.locator(".holder")).to_have_text("测试city在接待")
    await colleague.get_by_role("button", name="从同事手里接过来").click()
    await expect(colleague.locator(".holder")).to_have_text("您在接待")
    await expect(page.locator(".holder")).to_have_text("测试second在接待")
    await expect(page.get_by_label("回复", exact=True)).to_have_value("我写到一半")
    await expect(page.get_by_label("回复", exact=True)).not_to_be_editable()


async def test_a_reply_sent_too_late_says_who_has_it_and_what_was_said(
    page: Page, colleague: Page, console_url: str, waiting: Application
) -> None:
    await sign_in(page, console_url)
    await sign_in(colleague, console_url, "second")
    await opens(page, console_url, waiting)
    await page.keyboard.press("t")
    words = page.get_by_label("回复", exact=True)
    await expect(words).to_be_editable()
    # The line is slow: nothing tells this page of what follows.
    await page.route(re.compile(r"/(standing|thread)$"), lambda route: route.abort())
    await opens(colleague, console_url, waiting)
    await colleague.get_by_role("button", name="从同事手里接过来").click()
    await expect(colleague.locator(".holder")).to_have_text("您在接待")
    await colleague.get_by_label("回复", exact=True).fill("我来帮您看")
    await colleague.keyboard.press("Control+Enter")
    await expect(colleague.locator(".by-staff").get_by_text("我来帮您看")).to_be_visible()
    await words.fill("我也想说")
    await page.get_by_role("button", name="发送").click()
    await expect(page.get_by_role("alert")).to_contain_text("测试second在接待")
    await expect(page.get_by_role("alert")).to_contain_text("我来帮您看")
    await expect(words).to_have_value("我也想说")


async def test_words_changed_after_a_sending_without_an_answer_are_not_lost(
    page: Page, console_url: str, waiting: Application
) -> None:
    await sign_in(page, console_url)
    await opens(page, console_url, waiting)
    await page.keyboard.press("t")
    words = page.get_by_label("回复", exact=True)
    await expect(words).to_be_editable()

    async def lose_the_answer(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route(re.compile(r"/reply$"), lose_the_answer)
    await words.fill("我来帮您看")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("没发出去，文字还在")).to_be_visible()
    await page.unroute(re.compile(r"/reply$"))
    await words.fill("先别签字")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".by-staff").get_by_text("先别签字")).to_be_visible()
    await expect(page.locator(".by-staff").get_by_text("我来帮您看")).to_have_count(1)


async def test_words_under_way_survive_a_closed_page(
    page: Page, console_url: str, waiting: Application
) -> None:
    await sign_in(page, console_url)
    await opens(page, console_url, waiting)
    await page.keyboard.press("t")
    words = page.get_by_label("回复", exact=True)
    await expect(words).to_be_editable()
    await words.fill("写到一半的话")
    await expect(page.get_by_text("草稿已保存")).to_be_visible()
    await page.goto(f"{console_url}/members")
    await opens(page, console_url, waiting)
    await expect(words).to_have_value("写到一半的话")
    await expect(page.get_by_text("草稿已恢复")).to_be_visible()


async def test_after_a_lost_line_everything_said_meanwhile_is_there(
    page: Page, console_url: str, database: Database, waiting: Application
) -> None:
    await sign_in(page, console_url)
    async with page.expect_response(f"{console_url}/desk/events*"):
        await opens(page, console_url, waiting)
    await page.context.set_offline(True)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.get_by_text("重新连接中…")).to_be_visible()
    await says(database, waiting, "第一句")
    await says(database, waiting, "第二句")
    await page.context.set_offline(False)
    await expect(page.locator("#thread").get_by_text("第一句")).to_be_visible()
    await expect(page.locator("#thread").get_by_text("第二句")).to_be_visible()
    await expect(page.get_by_text("重新连接中…")).to_be_hidden()


async def test_two_tabs_share_one_stream_and_both_follow(
    page: Page, console_url: str, database: Database, waiting: Application
) -> None:
    streams: list[str] = []
    page.context.on(
        "request", lambda asked: streams.append(asked.url) if "/desk/events" in asked.url else None
    )
    await sign_in(page, console_url)
    async with page.expect_response(f"{console_url}/desk/events*"):
        await opens(page, console_url, waiting)
    streams.clear()
    second = await page.context.new_page()
    await opens(second, console_url, waiting)
    await says(database, waiting, "两个标签页")
    for tab in (page, second):
        await expect(tab.locator("#thread").get_by_text("两个标签页")).to_be_visible()
    assert streams == []
    # The one that held the stream closes; the other takes it up where it was.
    await page.close()
    await says(database, waiting, "第一个关了")
    await expect(second.locator("#thread").get_by_text("第一个关了")).to_be_visible()


async def test_a_quick_reply_is_found_after_a_slash(
    page: Page, console_url: str, waiting: Application
) -> None:
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/canned")
    await page.get_by_role("button", name="新写一条").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("标题").fill("欠薪怎么办")
    await dialog.get_by_label(re.compile("内容")).fill("{姓名}您好，先留好接单记录。")
    await dialog.get_by_role("button", name="保存").click()
    await expect(page.get_by_text("已保存")).to_be_visible()
    await opens(page, console_url, waiting)
    await page.keyboard.press("t")
    words = page.get_by_label("回复", exact=True)
    await expect(words).to_be_editable()
    await words.press_sequentially("/欠薪")
    await expect(page.get_by_role("option")).to_contain_text("张师傅您好")
    await page.keyboard.press("Enter")
    await expect(words).to_have_value("张师傅您好，先留好接单记录。")


async def test_on_a_phone_the_panes_are_pages_with_a_way_back(
    page: Page, console_url: str, waiting: Application
) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/conversations")
    await page.get_by_role("link", name=re.compile("张")).click()
    await expect(page.locator("#thread")).to_be_visible()
    await expect(page.locator("#desk-list")).to_be_hidden()
    await page.get_by_role("link", name="这个人").click()
    await expect(page.get_by_text("登记诉求").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await page.get_by_role("link", name="回到对话").click()
    await page.get_by_role("link", name="回到列表").click()
    await expect(page.get_by_role("heading", name="对话")).to_be_visible()


async def test_a_case_is_opened_without_leaving_the_conversation(
    page: Page, console_url: str, waiting: Application
) -> None:
    await sign_in(page, console_url)
    await opens(page, console_url, waiting)
    await page.get_by_role("button", name="登记诉求").click()
    dialog = page.get_by_role("dialog", name="登记诉求")
    await expect(dialog.get_by_label("事情经过")).to_have_value(re.compile("站长欠俺仨月工资"))
    await dialog.get_by_role("button", name="登记", exact=True).click()
    await expect(page.locator("#person").get_by_text(re.compile(r"SQ-4101-\d{6}"))).to_be_visible()


async def test_who_wants_to_be_told_says_so_once(
    page: Page, console_url: str, waiting: Application
) -> None:
    await page.context.grant_permissions(["notifications"])
    await sign_in(page, console_url)
    await opens(page, console_url, waiting)
    await page.get_by_role("button", name="开提醒").click()
    await expect(page.get_by_role("button", name="提醒已开", pressed=True)).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="提醒已开", pressed=True)).to_be_visible()


async def test_the_switch_of_the_top_bar_works_on_every_page(
    page: Page, console_url: str, waiting: Application
) -> None:
    await sign_in(page, console_url)
    await page.get_by_role("switch", name="不在值班").click()
    await expect(page.get_by_role("switch", name="值班中")).to_be_checked()
    await page.goto(f"{console_url}/members")
    await expect(page.get_by_role("switch", name="值班中")).to_be_checked()
    await expect(page).to_have_title(re.compile(r"^\(1\) "))


async def test_a_photo_opens_in_place_once_a_reason_is_given(
    page: Page, console_url: str, database: Database, settings: Settings, waiting: Application
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (320, 200), "#7a8b9c").save(picture, "JPEG")
    keyring = Keyring.from_settings(settings.encryption_keys, settings.blind_index_key)
    document_id = await keep_photo(
        database,
        EncryptedFiles(settings.data_dir / "files", keyring),
        contact_id=waiting.contact_id,
        raw=picture.getvalue(),
    )
    async with database.transaction() as session:
        session.add(
            Message(
                contact_id=waiting.contact_id,
                direction="inbound",
                kind="image",
                document_id=document_id,
            )
        )
    await sign_in(page, console_url)
    await opens(page, console_url, waiting)
    address = page.url
    await page.get_by_role("button", name="照片，点开写明理由后查看").click()
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    photo = page.get_by_alt_text("对方发来的照片")
    await expect(photo).to_be_visible()
    assert await photo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    assert page.url == address


async def test_a_reply_after_the_session_ended_is_said_not_sent_and_its_draft_waits(
    page: Page, console_url: str, database: Database, waiting: Application
) -> None:
    await sign_in(page, console_url)
    await opens(page, console_url, waiting)
    await page.keyboard.press("t")
    await expect(page.locator(".holder")).to_have_text("您在接待")
    reply = page.get_by_label("回复", exact=True)
    await reply.fill("您先别急，我问一下")
    await expect(page.get_by_text("草稿已保存")).to_be_visible()
    await page.route("**", _without_background)  # which would find out before the reply does
    async with database.transaction() as session:
        await session.execute(update(StaffSession).values(expires_at=utc_now()))
    await reply.press("Control+Enter")
    await expect(page.get_by_role("alert")).to_contain_text("没有办成")
    await page.get_by_label("用户名").fill("city")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await expect(reply).to_have_value("您先别急，我问一下")


async def _without_background(route: Route) -> None:
    quiet = "x-background" in route.request.headers or "/desk/events" in route.request.url
    await (route.abort() if quiet else route.continue_())
