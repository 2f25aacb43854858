"""A courier joins by chat and ends as a member of the county federation."""

import re
from collections.abc import Awaitable, Callable

import asyncpg
import httpx
import pytest

from runner.stack import Stack
from simulator.client import Phone, SimulatorClient
from simulator.specimens import person
from tests.journeys.office import Desk

SignIn = Callable[[str], Awaitable[Desk]]
pytestmark = pytest.mark.journey


async def photographs(phone: Phone, specimen: str) -> None:
    """Consent given, both sides sent, what was read confirmed."""
    await phone.says("1")
    await phone.hears("人像面")
    await phone.sends_photo(specimen=specimen, side="portrait")
    await phone.hears("国徽面")
    await phone.sends_photo(specimen=specimen, side="emblem")
    await phone.hears("请核对", "有效期")
    await phone.says("没问题")


async def applies(phone: Phone, specimen: str) -> str:
    """The whole way to the receipt; the application's number."""
    await phone.says("我要入会")
    await phone.hears("告知书", "同意")
    await photographs(phone, specimen)
    await phone.hears("哪一行")
    await phone.says("给美团跑单嘞")
    await phone.hears("区")
    await phone.says("金水")
    await phone.hears("手机号")
    await phone.says("138 1234 5678")
    await phone.hears("最后看一眼", "138****5678")
    await phone.says("提交")
    receipt = await phone.hears("编号", "郑州市新业态工会联合会")
    found = re.search(r"RH-\d{4}-\d{6}", receipt.words)
    assert found is not None
    return found[0]


async def test_a_rider_joins_and_the_city_approves_s20_s23_s24_s28(
    phone: Phone, simulator: SimulatorClient, rider: str, sign_in: SignIn
) -> None:
    number = await applies(phone, rider)
    await phone.says("查进度")
    await phone.hears(number, "审核")

    county = await sign_in("jinshui")
    refused = await county.decides(number, "approve")
    assert "郑州市新业态工会联合会" in refused.text or refused.status_code in {403, 409}

    city = await sign_in("zhengzhou")
    await city.decides(number, "approve")
    await phone.hears("郑州市金水区新业态工会联合会")
    await phone.says("我的会籍")
    await phone.hears("HN410105", "金水区")
    roster = await county.sees("/members")
    assert "HN410105" in roster
    assert person(rider).name not in roster  # masked in lists
    assert await simulator.violations() == []


async def test_another_city_sees_nothing_of_it(phone: Phone, rider: str, sign_in: SignIn) -> None:
    number = await applies(phone, rider)
    assert await (await sign_in("luoyang")).finds_application(number) is None
    assert await (await sign_in("jinshui")).finds_application(number) is not None


async def test_a_returned_application_is_corrected_and_sent_again(
    phone: Phone, rider: str, sign_in: SignIn
) -> None:
    number = await applies(phone, rider)
    city = await sign_in("zhengzhou")
    await city.decides(number, "return", "照片不清楚，请重拍人像面")
    await phone.hears("照片不清楚，请重拍人像面")
    await phone.says("我要入会")
    await phone.hears("最后看一眼")
    await phone.says("提交")
    await phone.hears(number)


async def test_a_refused_person_hears_why(phone: Phone, rider: str, sign_in: SignIn) -> None:
    number = await applies(phone, rider)
    city = await sign_in("zhengzhou")
    await city.decides(number, "reject", "不在本市工作")
    await phone.hears("不在本市工作")


async def test_a_member_who_joins_again_is_told_and_offered_a_transfer_s32_s33(
    phone: Phone, simulator: SimulatorClient, rider: str, sign_in: SignIn
) -> None:
    number = await applies(phone, rider)
    await (await sign_in("zhengzhou")).decides(number, "approve")
    await phone.hears("金水区")
    other = await simulator.phone("另一个微信", follows=True)
    await other.says("我要入会")
    await other.hears("同意")
    await other.says("1")
    await other.hears("人像面")
    await other.sends_photo(specimen=rider, side="portrait")
    await other.hears("工会会员", "转会籍")
    await other.taps("转会籍")
    await other.hears("转给")


async def test_a_qr_code_of_a_county_is_not_asked_about_s22(
    simulator: SimulatorClient, rider: str
) -> None:
    phone = await simulator.phone("扫码的师傅")
    await phone.follows("county:410205")
    await phone.hears("工会")
    await phone.says("我要入会")
    await phone.hears("同意")
    await photographs(phone, rider)
    await phone.hears("哪一行")
    await phone.says("2")
    await phone.hears("平台")
    await phone.says("顺丰")
    await phone.hears("手机号")
    await phone.says("13912345678")
    await phone.hears("最后看一眼", "开封市禹王台区")


async def test_two_trades_are_asked_down_to_one_s34(phone: Phone, rider: str) -> None:
    await phone.says("俺想入会弄啥手续")
    await phone.hears("同意")
    await photographs(phone, rider)
    await phone.hears("哪一行")
    await phone.says("又送外卖又跑网约车")
    await phone.hears("一")
    await phone.says("1")
    await phone.hears("平台")


async def test_somebody_without_work_joins_and_is_retained_s36(
    phone: Phone, rider: str, sign_in: SignIn
) -> None:
    await phone.says("我要入会")
    await phone.hears("同意")
    await photographs(phone, rider)
    await phone.hears("哪一行")
    await phone.says("暂时没活")
    await phone.hears("区")
    await phone.says("金水")
    await phone.hears("手机号")
    await phone.says("13712345678")
    await phone.hears("最后看一眼", "金水区")
    await phone.says("1")
    receipt = await phone.hears("编号")
    number = re.search(r"RH-\d{4}-\d{6}", receipt.words)
    assert number is not None
    await (await sign_in("zhengzhou")).decides(number[0], "approve")
    await phone.hears("郑州市金水区新业态工会联合会")
    await phone.says("我的会籍")
    await phone.hears("会籍保留在郑州市金水区新业态工会联合会")
    assert "保留" in await (await sign_in("jinshui")).sees("/members")


@pytest.mark.parametrize(
    ("specimen", "words"), [("zhao_yu", "16"), ("gao_feng", "过期")], ids=["under-age", "expired"]
)
async def test_who_cannot_join_is_told_plainly_l04(phone: Phone, specimen: str, words: str) -> None:
    await phone.says("我要入会")
    await phone.hears("同意")
    await phone.says("1")
    await phone.hears("人像面")
    await phone.sends_photo(specimen=specimen, side="portrait")
    if specimen == "gao_feng":
        await phone.hears("国徽面")
        await phone.sends_photo(specimen=specimen, side="emblem")
    await phone.hears(words)


async def test_going_on_after_the_assistant_began_a_new_session(
    phone: Phone, rider: str, stack: Stack
) -> None:
    """What an hour of silence does to Rasa, without the hour: the draft knows where it was."""
    await phone.says("我要入会")
    await phone.hears("同意")
    await phone.says("1")
    await phone.hears("人像面")
    await phone.sends_photo(specimen=rider, side="portrait")
    await phone.hears("国徽面")
    contact = await contact_of(stack, phone.openid)
    async with httpx.AsyncClient(base_url=stack.urls["rasa"], timeout=20) as rasa:
        body = {"sender": contact, "message": "/session_start"}
        (await rasa.post("/webhooks/rest/webhook", json=body)).raise_for_status()
    await phone.sends_photo(specimen=rider, side="emblem")
    await phone.hears("请核对", "有效期")


async def contact_of(stack: Stack, openid: str) -> str:
    connection = await asyncpg.connect(stack.env["DATABASE_URL"])
    try:
        return str(await connection.fetchval("SELECT id FROM contacts WHERE openid=$1", openid))
    finally:
        await connection.close()
