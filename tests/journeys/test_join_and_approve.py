"""The whole way in a real browser: joined on the phone's page, approved in the console, heard on the phone."""

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from runner.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.journey]


async def say(phone: Locator, words: str, answer: str) -> None:
    await phone.get_by_label("输入消息").fill(words)
    await phone.get_by_role("button", name="发送").click()
    await expect(phone.get_by_text(answer).last).to_be_visible()


async def send_card(phone: Locator, side: str, answer: str) -> None:
    await phone.get_by_role("button", name="更多").click()
    await phone.get_by_role("button", name="样本身份证").click()
    await phone.page.locator(f'[data-specimen="wang_qin"][data-side="{side}"]').first.click()
    await expect(phone.get_by_text(answer).last).to_be_visible()


def password_of(username: str, data_dir: Path) -> str:
    accounts = json.loads((data_dir / "demo_accounts.json").read_text(encoding="utf-8"))
    return next(str(a["password"]) for a in accounts if a["username"] == username)


async def new_phone(page: Page, url: str) -> Locator:
    """Somebody new on the simulator's page, following the account."""
    await page.goto(url)
    await page.get_by_role("button", name="添加用户").click()
    follow = page.get_by_role("button", name="关注公众号")
    openid = await page.locator("section.phone", has=follow).last.get_attribute("data-openid")
    phone = page.locator(f'section.phone[data-openid="{openid}"]')
    await phone.get_by_role("button", name="关注公众号").click()
    return phone


async def join(phone: Locator) -> str:
    """The application's number, as the receipt on the phone shows it."""
    await expect(phone.get_by_text("娘家人").last).to_be_visible()
    await say(phone, "我想入会", "告知书")
    await phone.get_by_role("button", name=re.compile("同意并开始")).last.click()
    await expect(phone.get_by_text("人像面").last).to_be_visible()
    await send_card(phone, "portrait", "国徽面")
    await send_card(phone, "emblem", "请核对")
    await say(phone, "没问题", "哪一行")
    await say(phone, "给美团跑单嘞", "区")
    await say(phone, "金水", "手机号")
    await say(phone, "13812345678", "最后看一眼")
    await say(phone, "提交", "编号")
    receipt = await phone.get_by_text("编号").last.inner_text()
    number = re.search(r"RH-\d{4}-\d{6}", receipt)
    assert number is not None
    return number[0]


async def approve(page: Page, url: str, number: str, password: str) -> None:
    await page.goto(f"{url}/applications?q={number}")
    await page.get_by_label("用户名").fill("zhengzhou")
    await page.get_by_label("密码").fill(password)
    await page.get_by_role("button", name="登录").click()
    await page.get_by_role("link", name=number).click()
    await expect(page.get_by_role("heading", name=number)).to_be_visible()
    await page.keyboard.press("v")
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    await expect(page.get_by_alt_text("身份证人像面")).to_be_visible()
    await page.keyboard.press("a")
    await expect(page.get_by_role("status").filter(has_text="已通过")).to_be_visible()


async def test_a_courier_joins_on_the_phone_and_is_approved_in_the_console(
    page: Page, stack: Stack
) -> None:
    phone = await new_phone(page, stack.urls["simulator"])
    number = await join(phone)
    console = await page.context.new_page()
    password = password_of("zhengzhou", stack.data_dir)
    await approve(console, stack.urls["backend"], number, password)
    await expect(phone.get_by_text("金水区新业态工会联合会").last).to_be_visible()
    await say(phone, "我的会籍", "HN410105")
