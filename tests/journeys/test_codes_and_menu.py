"""A code made in the console tells where somebody works; a menu published there is on the phone."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from simulator.client import SimulatorClient
from tests.journeys.office import Desk
from tests.journeys.test_joining import photographs

SignIn = Callable[[str], Awaitable[Desk]]
pytestmark = pytest.mark.journey
_CSRF = re.compile(r'name="csrf_token"\s+value="([^"]+)"')
_HERE = re.compile(r'href="(/unions/[0-9a-f-]{36})"')


async def presses(desk: Desk, page: str, form: str, **fields: str) -> str:
    """The page it led to."""
    token = _CSRF.search(await desk.sees(page))
    response = await desk.http.post(form, data={"csrf_token": token[1] if token else "", **fields})
    assert response.status_code == 200, response.text
    return response.text


async def own_page(desk: Desk, name: str) -> str:
    found = _HERE.search(await desk.sees("/unions", q=name))
    assert found is not None
    return found[1]


async def test_whoever_scans_a_countys_code_is_not_asked_for_the_county(
    simulator: SimulatorClient, rider: str, sign_in: SignIn
) -> None:
    county = await sign_in("jinshui")
    page = await own_page(county, "金水区新业态")
    made = await presses(county, page, f"{page}/code")
    assert "下载海报" in made

    phone = await simulator.phone("师傅")
    await phone.follows(scene="county:410105")
    await phone.hears("工会")
    await phone.says("我要入会")
    await phone.hears("告知书", "同意")
    await photographs(phone, rider)
    await phone.hears("哪一行")
    await phone.says("给美团跑单嘞")
    await phone.hears("手机号")  # and no question where
    assert not [bubble for bubble in phone.heard if "哪个区" in bubble.words]

    people = await county.sees(_people(await county.sees(page)))
    assert "扫码后新关注" in people
    assert await simulator.violations() == []


async def test_a_drives_code_says_the_county_of_its_union(
    simulator: SimulatorClient, rider: str, sign_in: SignIn
) -> None:
    county = await sign_in("jinshui")
    page = await own_page(county, "金水区新业态")
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    fields = {"name": f"集中建会 {rider}", "starts_on": today, "ends_on": today}
    drive = await presses(county, page, f"{page}/drives", **fields)
    assert "进行中" in drive
    found = re.search(r"scene=(drive%3A\w+|drive:\w+)", drive)
    assert found is not None

    phone = await simulator.phone("师傅", follows=True)
    await phone.hears("工会")
    await phone.scans(found[1].replace("%3A", ":"))
    await phone.says("我要入会")
    await phone.hears("告知书", "同意")
    await photographs(phone, rider)
    await phone.hears("哪一行")
    await phone.says("给美团跑单嘞")
    await phone.hears("手机号")


async def test_a_menu_published_in_the_console_is_on_the_phone(
    simulator: SimulatorClient, sign_in: SignIn
) -> None:
    province = await sign_in("province")
    looked_at = await province.sees("/account")
    fingerprint = re.search(r'name="fingerprint" value="(\w+)"', looked_at)
    assert fingerprint is not None
    page = await presses(province, "/account", "/account/menu", fingerprint=fingerprint[1])
    assert "菜单已发布" in page
    menu = (await simulator.account())["menu"]
    assert [button["name"] for button in menu["button"]] == ["我要入会", "我的", "找工会"]
    phone = await simulator.phone("师傅", follows=True)
    await phone.hears("工会")
    await phone.taps("我要入会")
    await phone.hears("告知书", "同意")


def _people(html: str) -> str:
    found = re.search(r'href="(/codes/[0-9a-f-]{36}/people)"', html)
    assert found is not None
    return found[1]
