"""Members, people whose membership is retained, people who are joining, people who are nothing yet: all are helped."""

from datetime import timedelta

import asyncpg
import httpx
import pytest

from runner.stack import Stack
from simulator.client import Phone
from tests.journeys.test_cases import case_of, number_in
from tests.journeys.test_joining import SignIn, contact_of, photographs

pytestmark = pytest.mark.journey
UNPAID = "美团金水区的站点欠我俩月工资没发，就我一个，我还在干"


async def is_retained(phone: Phone, rider: str, sign_in: SignIn) -> None:
    """S36: without work, a member all the same."""
    await phone.says("我要入会")
    await phone.hears("同意")
    await photographs(phone, rider)
    await phone.hears("哪一行")
    await phone.says("暂时没活")
    await phone.hears("区")
    await phone.says("金水")
    await phone.hears("手机号")
    await phone.says("13712345678")
    await phone.hears("最后看一眼")
    await phone.says("提交")
    receipt = await phone.hears("编号")
    number = receipt.words.split("编号")[1].split("。")[0].strip()
    await (await sign_in("zhengzhou")).decides(number, "approve")
    await phone.hears("郑州市金水区新业态工会联合会")


async def test_a_retained_member_is_registered_told_whom_else_to_ask_and_marked_for_staff(
    phone: Phone, stack: Stack, rider: str, sign_in: SignIn
) -> None:
    """Domain §0.7: membership rights rest, help does not."""
    await is_retained(phone, rider, sign_in)
    await phone.says("以前在中通干的时候网点欠我一万二工资 就我一个 早就不干了")
    await phone.hears("这事我们管", "12,000元", "欠了多久")
    await phone.says("三个月")
    await phone.hears("啥时候离开")
    await phone.says("记不清了")
    await phone.hears("截图")
    await phone.says("先不发")
    await phone.hears("您看对不对", "137****5678")
    await phone.says("提交")
    receipt = await phone.hears("已登记", "会籍在保留", "12351", "12348", "12333")
    assert "还不是会员" not in receipt.words
    assert (await case_of(stack, phone.openid))["membership"] == "retained"
    jinshui = await sign_in("jinshui")
    assert "会籍保留" in await jinshui.sees_case(number_in(receipt.words))


async def test_who_is_no_member_is_helped_all_the_same_and_joins_from_the_receipt(
    phone: Phone, stack: Stack
) -> None:
    await phone.says(UNPAID)
    await phone.hears("这事我们管")
    await phone.says("跳过")
    await phone.hears("手机号")
    await phone.says("13812345678")
    await phone.hears("加密保存")
    await phone.says("先不发")
    await phone.hears("您看对不对")
    await phone.says("提交")
    await phone.hears("已登记", "12333", "您还不是会员，不耽误", "我要入会")
    assert (await case_of(stack, phone.openid))["membership"] == "none"
    await phone.says("我要入会")
    await phone.hears("告知书", "同意")


async def test_who_was_joining_is_asked_no_number_twice_and_reminded_after_the_receipt(
    phone: Phone, rider: str
) -> None:
    """The other way round, too: a request that waits is mentioned once the application is in."""
    await phone.says("我要入会")
    await phone.hears("同意")
    await photographs(phone, rider)
    await phone.hears("哪一行")
    await phone.says("给美团跑单嘞")
    await phone.hears("区")
    await phone.says("金水")
    await phone.hears("手机号")
    await phone.says("13812345678")
    await phone.hears("最后看一眼")
    await phone.says("站长跑了欠俺们仨月工资，十几个人都没发，美团的")
    await phone.hears("约12人", "您看对不对", "138****5678")
    await phone.says("提交")
    await phone.hears("已登记", "入会申请还没交", "继续入会")
    await phone.says("客服说平台随便扣钱，扣了我五百")
    await phone.hears("这事我们管")
    await phone.says("先忙了")
    await phone.hears("留着")
    await phone.says("继续入会")
    await phone.hears("最后看一眼")
    await phone.says("提交")
    await phone.hears("编号", "还有一件诉求没登记完")
    await phone.says("继续登记")
    await phone.hears("接着上次")


async def test_a_request_goes_on_after_days_away(phone: Phone, stack: Stack) -> None:
    await phone.says("货主欠我运费一万多，一直不给")
    await phone.hears("这事我们管", "平台或单位")
    await days_go_by(stack, phone, timedelta(days=6))
    await phone.says("满帮上接的单")
    await phone.hears("区县")
    await phone.says("荥阳")
    await phone.hears("欠了多久")


async def days_go_by(stack: Stack, phone: Phone, by: timedelta) -> None:
    """The draft grows old, and with the next word Rasa begins a new session, as it does after an hour."""
    connection = await asyncpg.connect(stack.env["DATABASE_URL"])
    try:
        await connection.execute(
            "UPDATE case_drafts SET updated_at = case_drafts.updated_at - $1::interval"
            " FROM contacts WHERE contacts.id = contact_id AND openid = $2",
            by,
            phone.openid,
        )
    finally:
        await connection.close()
    async with httpx.AsyncClient(base_url=stack.urls["rasa"], timeout=20) as rasa:
        body = {"sender": await contact_of(stack, phone.openid), "message": "/session_start"}
        (await rasa.post("/webhooks/rest/webhook", json=body)).raise_for_status()
