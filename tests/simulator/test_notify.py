"""Template messages and subscribe notices: chosen, filled, allowed, sent, and their results told."""

from typing import Any

import pytest
from wechatpy import WeChatClient

from simulator import wire
from simulator.client import Phone
from tests.simulator.public_client import ask, public_client, refusal
from tests.simulator.support import Account, Platform, Start

REVIEWED = {
    "thing1": {"value": "入会申请"},
    "phrase2": {"value": "通过"},
    "time3": {"value": "2026年11月23日 17:00"},
    "thing4": {"value": "点击查看详情"},
}


@pytest.fixture
def wechat(platform: Platform) -> WeChatClient:
    return public_client(platform)


@pytest.fixture
async def phone(platform: Platform) -> Phone:
    return await platform.client.phone(follows=True)


async def test_templates_are_chosen_from_the_library_and_dropped(start: Start) -> None:
    wechat = public_client(await start(simulator_has_templates=False))
    template_id = await ask(wechat.template.add, "OPENTM40101")
    (chosen,) = (await ask(wechat.template.get_all_private_template))["template_list"]
    assert (chosen["template_id"], chosen["title"]) == (template_id, "审核结果通知")
    assert "审核结果:{{phrase2.DATA}}" in chosen["content"]
    await ask(wechat.template.del_private_template, template_id)
    assert (await ask(wechat.template.get_all_private_template))["template_list"] == []
    assert await refusal(wechat.template.del_private_template, template_id) == 40037
    assert await refusal(wechat.template.add, "OPENTM1") == 40037


async def test_an_account_chooses_twenty_five_templates(start: Start) -> None:
    wechat = public_client(await start(simulator_has_templates=False))
    chosen = {await ask(wechat.template.add, "OPENTM40101") for _ in range(25)}
    assert len(chosen) == 25
    assert await refusal(wechat.template.add, "OPENTM40101") == 45026


async def test_the_trade_may_change_once_a_month(platform: Platform, wechat: WeChatClient) -> None:
    await ask(wechat.template.set_industry, "14", "19")
    assert (await ask(wechat.template.get_industry))["primary_industry"]["second_class"] == "快递"
    assert await refusal(wechat.template.set_industry, "1", "19") == 43100
    assert await refusal(wechat.template.set_industry, "1", "99") == 40102


async def test_a_template_message_is_shown_outside_every_window_and_its_result_told(
    platform: Platform, wechat: WeChatClient, phone: Phone, account: Account
) -> None:
    platform.clock.move(days=30)
    template_id = await _template(platform, "message")
    sent = await ask(wechat.message.send_template, phone.openid, template_id, REVIEWED)
    bubble = await phone.hears("审核结果通知", "审核结果:通过")
    assert bubble.delivery == "template"
    told = await platform.told(account, "TEMPLATESENDJOBFINISH")
    assert (told["MsgID"], told["Status"]) == (str(sent["msgid"]), "success")
    assert await platform.client.violations() == []


@pytest.mark.parametrize("acceptance", ["failed:user block", "failed: system failed"])
async def test_a_template_message_may_be_taken_and_still_not_arrive(
    platform: Platform, wechat: WeChatClient, phone: Phone, account: Account, acceptance: str
) -> None:
    await _takes_templates(platform, phone, acceptance)
    template_id = await _template(platform, "message")
    await ask(wechat.message.send_template, phone.openid, template_id, REVIEWED)
    told = await platform.told(account, "TEMPLATESENDJOBFINISH")
    assert told["Status"] == acceptance
    await phone.hears_nothing_more(0.1)


async def test_template_messages_are_refused_with_reasons(
    platform: Platform, wechat: WeChatClient, phone: Phone
) -> None:
    template_id = await _template(platform, "message")
    send = wechat.message.send_template
    assert await refusal(send, phone.openid, "unknown", REVIEWED) == 40037
    wrong = await platform.call(
        "message/template/send",
        {"touser": phone.openid, "template_id": template_id, "data": {"thing1": {"value": "x"}}},
    )
    assert wrong["errcode"] == 47003
    assert "data.phrase2.value is empty" in wrong["errmsg"]
    await _takes_templates(platform, phone, "refused")
    assert await refusal(send, phone.openid, template_id, REVIEWED) == 43101
    await phone.unfollows()
    assert await refusal(send, phone.openid, template_id, REVIEWED) == 43004


async def test_one_consent_allows_one_notice(
    platform: Platform, wechat: WeChatClient, phone: Phone, account: Account
) -> None:
    template_id = await _template(platform, "notice")
    send = wechat.message.send_subscribe_message
    assert await refusal(send, phone.openid, template_id, REVIEWED) == 43101
    await phone.answers_notices(**{template_id: "accept"})
    platform.clock.move(days=300)
    await ask(send, phone.openid, template_id, REVIEWED, page="http://127.0.0.1/m")
    assert (await phone.hears("审核结果:通过")).delivery == "notice"
    told = await platform.told(account, "subscribe_msg_sent_event")
    result = ("SubscribeMsgSentEvent", "List")
    assert wire.text_at(told, *result, "TemplateId") == template_id
    assert wire.text_at(told, *result, "ErrorStatus") == "success"
    assert await refusal(send, phone.openid, template_id, REVIEWED) == 43101


async def test_a_refusal_takes_consents_back(
    platform: Platform, wechat: WeChatClient, phone: Phone
) -> None:
    template_id = await _template(platform, "notice")
    await phone.answers_notices(**{template_id: "accept"})
    await phone.refuses_notices(template_id)
    send = wechat.message.send_subscribe_message
    assert await refusal(send, phone.openid, template_id, REVIEWED) == 43101


async def test_a_standing_consent_allows_any_number(
    platform: Platform, wechat: WeChatClient, phone: Phone
) -> None:
    template_id = await _template(platform, "notice", "政务服务提醒")
    await phone.answers_notices(**{template_id: "accept"})
    data = {
        "thing1": {"value": "高温津贴"},
        "thing2": {"value": "请核对"},
        "phone_number3": {"value": "12351"},
    }
    for _ in range(3):
        await ask(wechat.message.send_subscribe_message, phone.openid, template_id, data)


async def test_the_id_of_a_template_message_is_no_notice(
    platform: Platform, wechat: WeChatClient, phone: Phone
) -> None:
    message_id = await _template(platform, "message")
    send = wechat.message.send_subscribe_message
    assert await refusal(send, phone.openid, message_id, REVIEWED) == 40037


async def test_an_account_may_bring_its_own_templates(
    platform: Platform, wechat: WeChatClient, phone: Phone
) -> None:
    own = {"id": "mine", "kind": "message", "title": "提醒", "content": "内容:{{thing1.DATA}}"}
    await platform.http.post("/simulator/api/templates", json=own)
    await ask(wechat.message.send_template, phone.openid, "mine", {"thing1": {"value": "好"}})
    await phone.hears("提醒", "内容:好")


async def test_notice_templates_are_chosen_by_their_keywords(start: Start) -> None:
    platform = await start(simulator_has_templates=False)
    categories = await _library(platform, "getcategory")
    titles = await _library(platform, "getpubtemplatetitles", ids=categories["data"][0]["id"])
    entry = titles["data"][0]
    keywords = await _library(platform, "getpubtemplatekeywords", tid=entry["tid"])
    kids = [keywords["data"][1]["kid"], keywords["data"][0]["kid"]]
    asked = {"tid": str(entry["tid"]), "kidList": kids, "sceneDesc": "审核后通知"}
    made = await _choose(platform, "addtemplate", asked)
    (chosen,) = (await _library(platform, "gettemplate"))["data"]
    assert chosen["priTmplId"] == made["priTmplId"]
    assert chosen["content"].startswith("审核结果:{{phrase2.DATA}}")
    await _choose(platform, "deltemplate", {"priTmplId": made["priTmplId"]})
    assert (await _library(platform, "gettemplate"))["data"] == []


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [({"tid": "1"}, 200014), ({"kidList": [1]}, 200020), ({"sceneDesc": "长" * 16}, 200021)],
)
async def test_a_notice_template_is_chosen_properly_or_not_at_all(
    platform: Platform, changes: dict[str, Any], errcode: int
) -> None:
    asked = {"tid": "40101", "kidList": [1, 2], "sceneDesc": "审核后通知"} | changes
    assert (await _choose(platform, "addtemplate", asked))["errcode"] == errcode


async def _template(platform: Platform, kind: str, title: str = "审核结果通知") -> str:
    listed = (await platform.http.get("/simulator/api/templates")).json()
    return next(str(t["id"]) for t in listed if (t["kind"], t["title"]) == (kind, title))


async def _takes_templates(platform: Platform, phone: Phone, acceptance: str) -> None:
    url = f"/simulator/api/users/{phone.openid}/template-messages"
    assert (await platform.http.put(url, json={"acceptance": acceptance})).status_code == 204


async def _library(platform: Platform, call: str, **query: Any) -> dict[str, Any]:
    params = {"access_token": await platform.token(), **query}
    answer: dict[str, Any] = (
        await platform.http.get(f"/wxaapi/newtmpl/{call}", params=params)
    ).json()
    return answer


async def _choose(platform: Platform, call: str, asked: dict[str, Any]) -> dict[str, Any]:
    params = {"access_token": await platform.token()}
    response = await platform.http.post(f"/wxaapi/newtmpl/{call}", params=params, json=asked)
    answer: dict[str, Any] = response.json()
    return answer
