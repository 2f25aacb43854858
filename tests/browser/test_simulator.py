"""The phone page alone: a developer connects a server, and sees quota, deliveries and broken rules."""

from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Page, expect

from simulator.app import create_app
from simulator.client import SimulatorClient
from simulator.config import Settings
from simulator.world import system_clock
from tests.serving import listening
from tests.simulator.support import Account, Platform, delivered
from tests.waiting import PATIENCE

pytestmark = pytest.mark.browser

MENU = {
    "button": [
        {"type": "scancode_waitmsg", "name": "扫单", "key": "bill"},
        {
            "name": "更多服务",
            "sub_button": [
                {"type": "pic_photo_or_album", "name": "相册", "key": "album"},
                {"type": "location_select", "name": "我在这里", "key": "here"},
                {"type": "article_id", "name": "文章", "article_id": "gone"},
            ],
        },
    ]
}


@pytest.fixture
async def account() -> Account:
    return Account()


@pytest.fixture
async def platform(account: Account, page: Page) -> AsyncIterator[Platform]:
    """The page is open, with one person on it who follows the account."""
    async with listening(account.app()) as account_url:
        settings = Settings(simulator_callback_url=f"{account_url}/wechat")
        app = create_app(settings, system_clock)
        async with (
            listening(app, has_lifespan=True) as url,
            httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE) as http,
            SimulatorClient(url) as client,
        ):
            courier = app.state.simulator.courier
            # The wall clock, because the page counts down by it.
            platform = Platform(client, http, app.state.world, settings, system_clock, courier)  # type: ignore[arg-type]
            await platform.call("menu/create", MENU)
            await client.phone("王师傅", follows=True)
            await delivered(platform, 1)
            await page.goto(url)
            await expect(page.get_by_role("button", name="王师傅", exact=True)).to_be_visible()
            yield platform
            # A page that loses its event stream complains.
            await page.goto("about:blank")
            platform.world.hub.close()


async def says(page: Page, text: str) -> None:
    await page.get_by_label("输入消息").fill(text)
    await page.get_by_role("button", name="发送", exact=True).click()


async def test_what_may_be_sent_is_shown_for_each_act(page: Page, platform: Platform) -> None:
    quota = page.locator(".quota")
    await expect(quota).to_contain_text("还可发 3 条")
    await says(page, "在吗")
    await expect(quota).to_contain_text("还可发 5 条")
    await expect(quota).to_contain_text("点菜单、关注或扫码：剩 3/3 条")
    await expect(quota).to_contain_text("47 小时")


async def test_an_exchange_opens_to_its_plain_and_sealed_xml(
    page: Page, platform: Platform
) -> None:
    await says(page, "在吗")
    await delivered(platform, 2)
    first = page.locator(".exchanges li").first
    await expect(first.locator(".name")).to_have_text("text")
    await first.locator("summary").click()
    await expect(first).to_contain_text("推送的明文")
    await expect(
        first.locator("pre", has_text="<Content><![CDATA[在吗]]></Content>")
    ).to_be_visible()
    await expect(first.locator("pre", has_text="<Encrypt>")).to_be_visible()


async def test_a_server_is_connected_by_typing_its_url(page: Page, platform: Platform) -> None:
    await page.get_by_role("tab", name="账号").click()
    right = platform.settings.callback_url
    url = page.get_by_label("服务器地址（URL）")
    await expect(url).to_have_value(right)
    await url.fill("http://127.0.0.1:9/nobody")
    await page.get_by_role("button", name="保存并校验").click()
    await expect(page.locator(".verdict")).to_contain_text("连不上")
    await url.fill(right)
    await page.get_by_role("button", name="保存并校验").click()
    await expect(page.locator(".verdict")).to_contain_text("校验通过")


async def test_mode_and_key_change_with_a_tap(page: Page, platform: Platform) -> None:
    await page.get_by_role("tab", name="账号").click()
    await page.get_by_text("兼容", exact=True).click()
    await page.get_by_role("button", name="更换 AES 密钥").click()
    await expect(page.get_by_text("旧密钥加密的答复收到")).to_be_visible()
    connection = platform.world.connection
    assert connection.mode == "compatible"
    assert connection.key != platform.settings.wechat_encoding_aes_key
    await page.get_by_label("仍用旧密钥推送").check()
    await expect(page.get_by_text("已保存")).to_be_visible()
    assert connection.sealing_key == platform.settings.wechat_encoding_aes_key


async def test_ordered_trouble_is_listed_until_it_struck(page: Page, platform: Platform) -> None:
    await page.get_by_role("tab", name="故障").click()
    await page.get_by_label("怎么坏").first.select_option("copies")
    await page.get_by_role("button", name="安排").first.click()
    await expect(page.locator(".ordered")).to_contain_text("同一次送达重复几份 3")
    await says(page, "在吗")
    await expect(page.locator(".ordered")).to_contain_text("没有安排故障")
    await page.get_by_role("tab", name="收发").click()
    await expect(page.get_by_text("第 1 次·副本 3")).to_be_visible()


async def test_menu_buttons_let_a_person_scan_pick_and_point(
    page: Page, platform: Platform, account: Account
) -> None:
    await page.get_by_label("切换到菜单").click()
    await page.get_by_role("button", name="扫单").click()
    await page.get_by_label("码里的内容").fill("SF1234")
    await page.get_by_role("button", name="扫完了").click()
    await page.get_by_role("button", name="更多服务").click()
    await page.get_by_role("button", name="相册").click()
    await page.get_by_role("button", name="样本人像面").click()
    await page.get_by_role("button", name="更多服务").click()
    await page.get_by_role("button", name="我在这里").click()
    await page.get_by_role("button", name="河南省洛阳市涧西区").click()
    await delivered(platform, 6)
    told = [platform.opened(push) for push in account.pushes[1:]]
    kinds = {push.get("Event", push["MsgType"]) for push in told}
    expected = {"scancode_waitmsg", "pic_photo_or_album", "image", "location_select", "location"}
    assert kinds == expected
    await page.get_by_role("button", name="更多服务").click()
    await page.get_by_role("button", name="文章").click()
    await expect(page.get_by_text("此菜单在这部手机上用不了")).to_be_visible()


async def test_the_plus_panel_sends_the_rarer_things(
    page: Page, platform: Platform, account: Account
) -> None:
    for opens, then in (
        ("文件、表情", ""),
        ("视频", "发样本小视频"),
        ("链接、小程序", "发一个小程序"),
        ("通知和授权", "允许通知"),
    ):
        await page.get_by_label("更多", exact=True).click()
        await page.get_by_role("button", name=opens, exact=True).click()
        if then:
            await page.get_by_role("button", name=then, exact=True).click()
    await expect(page.locator(".exchanges:visible")).to_contain_text("subscribe_msg_popup_event")
    await delivered(platform, 4)
    told = {platform.opened(p).get("Event", platform.opened(p)["MsgType"]) for p in account.pushes}
    assert {"text", "shortvideo", "miniprogrampage", "subscribe_msg_popup_event"} <= told


async def test_a_broken_rule_has_a_tab_of_its_own(
    page: Page, platform: Platform, account: Account
) -> None:
    account.answer = lambda push: "{}"
    await says(page, "在吗")
    await expect(page.get_by_text("该公众号暂时无法提供服务")).to_be_visible()
    await page.get_by_role("tab", name="违规 1").click()
    await expect(page.locator(".exchanges .rule:visible")).to_contain_text("not XML")


async def test_on_a_narrow_screen_the_developer_is_one_tap_away(
    page: Page, platform: Platform
) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.get_by_role("tab", name="账号")).to_be_hidden()
    await page.get_by_role("button", name="开发者").click()
    await page.get_by_role("tab", name="账号").click()
    await expect(page.get_by_label("令牌（Token）")).to_have_value("developmenttoken")
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide == 390
