"""Somebody allows notices on the page, with the SDK's stand-in, and the account learns of it."""

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from backend.contracts.notices import NoticeKind
from backend.conversations.models import NoticePermission
from tests.gateway.conftest import Wired, wired  # noqa: F401
from tests.waiting import until

pytestmark = pytest.mark.browser


async def test_allowing_takes_two_taps_and_counts_once(page: Page, wired: Wired) -> None:  # noqa: F811
    phone = await wired.phone()
    await page.set_viewport_size({"width": 390, "height": 780})
    await page.goto(f"{wired.services.settings.pages_url}/m/notices")
    async with page.expect_popup() as opened:
        await page.get_by_role("button", name="允许通知").click()
    popup = await opened.value
    await popup.get_by_label(phone.nickname).check()
    await popup.get_by_role("button", name="确定").click()
    await expect(page.get_by_role("status")).to_contain_text("有结果微信会提醒您")
    template = wired.services.notice_templates[NoticeKind.application_decided].subscribe

    async def may_be_sent_once() -> bool:
        async with wired.database.transaction() as session:
            left = select(NoticePermission.sends_left).where(
                NoticePermission.template_id == template
            )
            return await session.scalar(left) == 1

    await until(may_be_sent_once)  # the platform tells the account when it gets to it


async def test_saying_no_is_no_trouble(page: Page, wired: Wired) -> None:  # noqa: F811
    await wired.phone()
    await page.goto(f"{wired.services.settings.pages_url}/m/notices")
    async with page.expect_popup() as opened:
        await page.get_by_role("button", name="允许通知").click()
    popup = await opened.value
    for box in await popup.get_by_role("checkbox").all():
        await box.uncheck()
    await popup.get_by_role("button", name="确定").click()
    await expect(page.get_by_role("status")).to_contain_text("没有允许，也不要紧")
