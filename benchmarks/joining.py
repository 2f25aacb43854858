"""One person joins over the wire with specimen photos, and a city administrator approves."""

import json
import re
from pathlib import Path

import httpx

from runner.stack import Stack
from simulator.client import SimulatorClient

REVIEWER = "zhengzhou"
_CSRF = re.compile(r'name="csrf_token"\s+value="([^"]+)"')
_REVISION = re.compile(r'name="revision"\s+value="(\d+)"')
_APPLICATION = re.compile(r'href="(/applications/[0-9a-f-]{36})')


async def join_one_member(stack: Stack) -> None:
    """Returns when the new member has heard about it."""
    async with SimulatorClient(stack.urls["simulator"]) as simulator:
        phone = await simulator.phone("师傅", follows=True)
        await phone.hears("工会")
        for say, hear in (("我要入会", "告知书"), ("同意并开始", "人像面")):
            await phone.says(say)
            await phone.hears(hear)
        for side, hear in (("portrait", "国徽面"), ("emblem", "核对")):
            await phone.sends_photo(specimen="rider_1", side=side)
            await phone.hears(hear, timeout=60)
        for say, hear in (
            ("没问题", "哪一行"),
            ("送外卖", "哪个平台或单位"),
            ("美团", "区县"),
            ("金水区", "手机号"),
            ("13800000001", "最后看一眼"),
            ("提交", "RH-"),
        ):
            await phone.says(say)
            await phone.hears(hear)
        await _approve(stack.urls["backend"], stack.data_dir)
        await phone.hears("会员", timeout=60)


async def _approve(url: str, data_dir: Path) -> None:
    """As a browser does: sign in, open the one application, press the button."""
    accounts = json.loads((data_dir / "demo_accounts.json").read_text(encoding="utf-8"))
    password = next(each["password"] for each in accounts if each["username"] == REVIEWER)
    async with httpx.AsyncClient(
        base_url=url, follow_redirects=True, headers={"Origin": url}, trust_env=False, timeout=30
    ) as browser:
        await browser.post("/sign-in", data={"username": REVIEWER, "password": password})
        queue = (await browser.get("/applications")).text
        page = _found(_APPLICATION, queue)
        html = (await browser.get(page)).text
        form = {"csrf_token": _found(_CSRF, html), "revision": _found(_REVISION, html)}
        (await browser.post(f"{page}/approve", data=form)).raise_for_status()


def _found(pattern: re.Pattern[str], html: str) -> str:
    match = pattern.search(html)
    if match is None:
        raise LookupError(f"the console's page has no {pattern.pattern}")
    return match[1]
