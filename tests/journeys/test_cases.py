"""People in trouble tell of it in the chat, and a case with a number and a deadline comes of it."""

import re
from typing import Any

import asyncpg
import httpx
import pytest

from runner.stack import Stack
from simulator.client import Phone
from tests.journeys.test_joining import SignIn, applies, contact_of, photographs

pytestmark = pytest.mark.journey
FAMOUS = "站长跑了欠俺们仨月工资咋弄啊十几个人都没发"


async def case_of(stack: Stack, openid: str) -> Any:
    connection = await asyncpg.connect(stack.env["DATABASE_URL"])
    try:
        return await connection.fetchrow(
            "SELECT cases.* FROM cases JOIN contacts ON contacts.id = contact_id"
            " WHERE openid = $1 ORDER BY opened_at DESC LIMIT 1",
            openid,
        )
    finally:
        await connection.close()


async def evidence_of(stack: Stack, openid: str) -> list[str]:
    """The media types of what was put to somebody's cases."""
    connection = await asyncpg.connect(stack.env["DATABASE_URL"])
    try:
        rows = await connection.fetch(
            "SELECT media_type FROM case_evidence JOIN cases ON cases.id = case_id"
            " JOIN contacts ON contacts.id = cases.contact_id"
            " JOIN documents ON documents.id = document_id"
            " WHERE openid = $1 AND purpose = 'case_evidence' ORDER BY documents.created_at",
            openid,
        )
        return [row["media_type"] for row in rows]
    finally:
        await connection.close()


def number_in(words: str) -> str:
    found = re.search(r"SQ-\d{4}-\d{6}", words)
    assert found is not None, words
    return found[0]


async def reports_wages(phone: Phone) -> str:
    """Twelve people unpaid: three answers and a yes; the case's number."""
    await phone.says(FAMOUS)
    await phone.hears("这事急", "约12人", "近3个月", "平台或单位")
    await phone.says("美团航海路站")
    await phone.hears("区县")
    await phone.says("金水")
    await phone.hears("手机号")
    await phone.says("张师傅 138 1234 5678")
    await phone.hears("您看对不对", "美团航海路站", "郑州市金水区", "138****5678")
    await phone.says("1")
    receipt = await phone.hears("已登记", "按紧急件处理", "金水区", "截图", "离职后一年内")
    assert "您还不是会员，不耽误" in receipt.words
    return number_in(receipt.words)


async def test_twelve_people_unpaid_are_an_urgent_case_in_four_messages_s43_l10(
    phone: Phone, stack: Stack, sign_in: SignIn
) -> None:
    number = await reports_wages(phone)
    assert number in await (await sign_in("jinshui")).sees("/cases", q=number)
    elsewhere = await (await sign_in("luoyang")).sees("/cases")
    assert number not in elsewhere
    case = await case_of(stack, phone.openid)
    assert case["number"] == number
    assert (case["kind"], case["people_count"], case["urgent"]) == ("wage_arrears", 12, True)
    assert case["county_code"] == "410105"
    assert case["story"] == FAMOUS
    assert "13812345678" not in str(dict(case))
    assert case["next_due_at"] is not None


async def test_ones_own_case_can_be_seen_urged_added_to_and_withdrawn(
    phone: Phone, stack: Stack
) -> None:
    number = await reports_wages(phone)
    await phone.says("我的诉求")
    await phone.hears(number, "您可以")
    await phone.says("催一催")
    await phone.hears("替您催了", number)
    await phone.says("我的诉求")
    await phone.hears(number)
    await phone.says("补充")
    await phone.hears("补充啥")
    await phone.says("站长电话打通了，说下个月给")
    await phone.hears("补进", number)
    await phone.says("补完了")
    await phone.hears("都补进去了")
    await phone.says("我的诉求")
    await phone.hears(number)
    await phone.says("撤回")
    await phone.hears("不办了吗")
    await phone.says("事情解决了")
    await phone.hears("撤了")
    assert (await case_of(stack, phone.openid))["status"] == "withdrawn"


async def test_the_drafts_of_ones_case_are_fetched_by_a_link_nobody_else_ever_sees(
    phone: Phone, stack: Stack, sign_in: SignIn
) -> None:
    number = await reports_wages(phone)
    await phone.says("我的诉求")
    await phone.hears(number, "您可以")
    await phone.says("申请书草稿")
    bubble = await phone.hears(number, "点这里看", "一天内有效")
    address = re.search(r'href="(http[^"]+/m/papers/[^"]+)"', bubble.text)
    assert address is not None
    async with httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(address[1])
        assert number in page.text
        pdf = await browser.get(f"{address[1]}/arrears_complaint.pdf")
    assert pdf.content.startswith(b"%PDF-")
    thread = await (await sign_in("jinshui")).sees(
        f"/conversations/{await contact_of(stack, phone.openid)}"
    )
    assert "一天内有效" in thread
    assert "/m/papers/" not in thread


async def test_a_member_is_asked_for_no_number_and_not_invited(
    phone: Phone, stack: Stack, rider: str, sign_in: SignIn
) -> None:
    """Domain §0.7: what the union knows is not asked again."""
    await (await sign_in("zhengzhou")).decides(await applies(phone, rider), "approve")
    await phone.hears("郑州市金水区新业态工会联合会")
    await phone.says(FAMOUS)
    await phone.hears("约12人", "平台或单位")
    await phone.says("美团航海路站")
    await phone.hears("您看对不对", "郑州市金水区", "138****5678")
    await phone.says("提交")
    receipt = await phone.hears("已登记")
    assert "还不是会员" not in receipt.words
    case = await case_of(stack, phone.openid)
    assert case["membership"] == "active"
    assert case["member_id"] is not None


async def test_somebody_hurt_hears_of_120_first_and_is_asked_two_things_l10(
    phone: Phone, stack: Stack
) -> None:
    await phone.says("俺夜儿个黑喽送单叫一个小轿车㨃了现在医院里头嘞平台说不管")
    await phone.hears("120", "这事急", "区县")
    await phone.says("郑州金水区")
    await phone.hears("手机号")
    await phone.says("13812345678")
    await phone.hears("您看对不对", "工伤")
    await phone.says("提交")
    await phone.hears("按紧急件处理", "报工伤")
    case = await case_of(stack, phone.openid)
    assert (case["kind"], case["urgent_reason"]) == ("work_injury", "injured_now")


async def test_hardship_is_told_in_a_few_words_l11(phone: Phone, stack: Stack) -> None:
    await phone.says("孩子得了白血病 家里揭不开锅了")
    await phone.hears("生病住院", "几口人")
    await phone.says("五口人，就我一个送外卖挣钱，俩孩子上学")
    await phone.hears("收入")
    await phone.says("跳过")
    await phone.hears("区县")
    await phone.says("固始")
    await phone.hears("手机号")
    await phone.says("13912345678")
    await phone.hears("加密保存")
    await phone.says("先不发")
    await phone.hears("您看对不对", "信阳市固始县")
    await phone.says("提交")
    await phone.hears("已登记：困难帮扶", "民政")
    assert (await case_of(stack, phone.openid))["kind"] == "hardship_relief"


async def test_photos_and_recordings_go_with_the_case_once_the_notice_was_agreed_to_l05(
    phone: Phone, stack: Stack, rider: str
) -> None:
    await phone.says("中通新郑市的网点三个月没发工资，就我一个，一万二，我还在干")
    await phone.hears("这事我们管", "12,000元", "手机号")
    await phone.sends_photo(specimen=rider, degrade="not_a_card")
    await phone.hears("没有保存", "加密保存")
    await phone.says("同意")
    await phone.hears("再发一次")
    await phone.sends_photo(specimen=rider, degrade="not_a_card")
    await phone.hears("一共1份")
    await phone.sends_voice()
    await phone.hears("一共2份")
    await phone.sends_photo(specimen=rider, degrade="huge")
    await phone.hears("大")
    await phone.says("13812345678")
    await phone.hears("您看对不对", "2份")
    await phone.says("提交")
    number = number_in((await phone.hears("已登记")).words)
    assert await evidence_of(stack, phone.openid) == ["image/jpeg", "audio/amr"]
    # And later, out of the blue, still to the case.
    await phone.sends_photo(specimen=rider, degrade="not_a_card")
    await phone.hears("补进", number)
    assert len(await evidence_of(stack, phone.openid)) == 3


async def test_a_request_goes_on_after_hours_away(phone: Phone, stack: Stack) -> None:
    """As Rasa does it after an hour of silence: a new session starts with the next word."""
    await phone.says("货主欠我运费一万多，一直不给")
    await phone.hears("这事我们管", "平台或单位")
    contact = await contact_of(stack, phone.openid)
    async with httpx.AsyncClient(base_url=stack.urls["rasa"], timeout=20) as rasa:
        body = {"sender": contact, "message": "/session_start"}
        (await rasa.post("/webhooks/rest/webhook", json=body)).raise_for_status()
    await phone.says("满帮上接的单")
    await phone.hears("区县")
    await phone.says("先忙了")
    await phone.hears("留着")
    await phone.says("继续")
    await phone.hears("接着上次", "区县")


async def test_trouble_in_the_middle_of_joining_comes_first_and_joining_waits(
    phone: Phone, rider: str
) -> None:
    await phone.says("我要入会")
    await phone.hears("同意")
    await photographs(phone, rider)
    await phone.hears("哪一行")
    await phone.says("站长跑了欠俺们仨月工资，十几个人都没发")
    await phone.hears("约12人")
    await phone.says("会费多少钱")
    await phone.hears("会费", "平台或单位")
    await phone.says("转人工")
    await phone.hears("平台或单位")
    await phone.says("取消")
    await phone.hears("不办了吗")
    await phone.says("不办了")
    await phone.hears("都删了")
    await phone.says("继续")
    await phone.hears("哪一行")


async def test_somebody_who_wants_to_die_is_heard_before_any_question_l10(phone: Phone) -> None:
    await phone.says("老板欠我两万多不给")
    await phone.hears("平台或单位")
    await phone.says("不想活了")
    await phone.hears("12356")
