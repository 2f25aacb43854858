"""Menus for everybody and for some, checked and matched as the platform does."""

from typing import Any

import pytest
from wechatpy import WeChatClient

from tests.simulator.public_client import ask, public_client, refusal
from tests.simulator.support import Platform

JOIN = {"type": "click", "name": "我要入会", "key": "join"}
GUIDE = {"type": "view", "name": "指南", "url": "http://127.0.0.1/m"}


@pytest.fixture
def wechat(platform: Platform) -> WeChatClient:
    return public_client(platform)


async def test_a_menu_is_kept_until_it_is_deleted(wechat: WeChatClient) -> None:
    assert await ask(wechat.menu.get) is None
    assert (await ask(wechat.menu.get_menu_info))["is_menu_open"] == 0
    await ask(wechat.menu.create, {"button": [JOIN, {"name": "服务", "sub_button": [GUIDE]}]})
    kept = (await ask(wechat.menu.get))["menu"]["button"]
    assert kept[0] == {**JOIN, "sub_button": []}
    assert kept[1]["sub_button"] == [{**GUIDE, "sub_button": []}]
    info = await ask(wechat.menu.get_menu_info)
    assert info["selfmenu_info"]["button"][1] == {"name": "服务", "sub_button": {"list": [GUIDE]}}
    await ask(wechat.menu.delete)
    assert await ask(wechat.menu.get) is None


@pytest.mark.parametrize(
    ("buttons", "errcode"),
    [
        ([], 40016),
        ([JOIN] * 4, 40016),
        ([{**JOIN, "type": "dance"}], 40017),
        ([{**JOIN, "name": "名字比五个字还要长"}], 40018),
        ([{**JOIN, "key": "k" * 129}], 40019),
        ([{**GUIDE, "url": "http://127.0.0.1/" + "p" * 1024}], 40020),
        ([{**GUIDE, "url": "ftp://127.0.0.1/"}], 40055),
        ([{"name": "多", "sub_button": [JOIN] * 6}], 40023),
        ([{"name": "深", "sub_button": [{"name": "更深", "sub_button": [JOIN]}]}], 40022),
        ([{"name": "长", "sub_button": [{**JOIN, "name": "长" * 21}]}], 40025),
        ([{"name": "空", "sub_button": [{**JOIN, "key": ""}]}], 40026),
    ],
)
async def test_a_menu_beyond_the_limits_is_refused(
    platform: Platform, buttons: list[dict[str, Any]], errcode: int
) -> None:
    assert (await platform.call("menu/create", {"button": buttons}))["errcode"] == errcode


async def test_the_newest_conditional_menu_that_fits_is_shown(
    platform: Platform, wechat: WeChatClient
) -> None:
    rider, passer_by = [await platform.client.phone(follows=True) for _ in range(2)]
    await ask(wechat.menu.create, {"button": [JOIN]})
    tag_id = (await ask(wechat.tag.create, "骑手"))["id"]
    await ask(wechat.tag.tag_user, tag_id, rider.openid)
    for name in ("旧", "新"):
        await ask(wechat.menu.add_conditional, _for_tag(tag_id, name))
    assert await _first_button(wechat, rider.openid) == "新"
    assert await _first_button(wechat, passer_by.openid) == "我要入会"
    other = (await ask(wechat.tag.create, "后来的"))["id"]
    await ask(wechat.tag.tag_user, other, rider.openid)
    assert await _first_button(wechat, rider.openid) == "我要入会"


async def test_a_person_taps_the_menu_made_for_them(
    platform: Platform, wechat: WeChatClient
) -> None:
    phone = await platform.client.phone(follows=True)
    await ask(wechat.menu.create, {"button": [JOIN]})
    rule = {"client_platform_type": "1"}
    await ask(wechat.menu.add_conditional, {"button": [{**JOIN, "name": "果"}], "matchrule": rule})
    url = f"/simulator/api/users/{phone.openid}"
    await platform.http.put(f"{url}/device", json={"platform_type": 1})
    assert (await platform.http.get(f"{url}/menu")).json()["button"][0]["name"] == "果"
    assert (await phone.taps("果")).text == "您点了菜单「果」"


async def test_conditional_menus_can_be_listed_and_taken_back(wechat: WeChatClient) -> None:
    await ask(wechat.menu.create, {"button": [JOIN]})
    menu_id = (await ask(wechat.menu.add_conditional, _for_tag(2, "星")))["menuid"]
    (listed,) = (await ask(wechat.menu.get))["conditionalmenu"]
    assert (str(listed["menuid"]), listed["matchrule"]) == (menu_id, {"group_id": "2"})
    await ask(wechat.menu.del_conditional, menu_id)
    assert "conditionalmenu" not in await ask(wechat.menu.get)
    assert await refusal(wechat.menu.del_conditional, menu_id) == 65301


async def test_a_conditional_menu_needs_a_default_and_dies_with_it(wechat: WeChatClient) -> None:
    assert await refusal(wechat.menu.add_conditional, _for_tag(2, "星")) == 65303
    await ask(wechat.menu.create, {"button": [JOIN]})
    await ask(wechat.menu.add_conditional, _for_tag(2, "星"))
    await ask(wechat.menu.delete)
    await ask(wechat.menu.create, {"button": [JOIN]})
    assert "conditionalmenu" not in await ask(wechat.menu.get)


@pytest.mark.parametrize(("rule", "errcode"), [({}, 65304), ({"sex": "1"}, 65320)])
async def test_conditions_say_something_and_nothing_private(
    wechat: WeChatClient, rule: dict[str, str], errcode: int
) -> None:
    await ask(wechat.menu.create, {"button": [JOIN]})
    asked = {"button": [JOIN], "matchrule": rule}
    assert await refusal(wechat.menu.add_conditional, asked) == errcode


async def test_conditional_menus_lead_to_three_domains_at_most(wechat: WeChatClient) -> None:
    await ask(wechat.menu.create, {"button": [JOIN]})
    for host in ("a.test", "b.test", "c.test"):
        await ask(wechat.menu.add_conditional, _leading_to(host))
    assert await refusal(wechat.menu.add_conditional, _leading_to("d.test")) == 65316


async def test_nobody_matches_who_does_not_follow(wechat: WeChatClient) -> None:
    assert await refusal(wechat.menu.try_match, "o" + "0" * 27) == 65302


def _for_tag(tag_id: int, name: str) -> dict[str, Any]:
    return {"button": [{**JOIN, "name": name}], "matchrule": {"tag_id": str(tag_id)}}


def _leading_to(host: str) -> dict[str, Any]:
    return {"button": [{**GUIDE, "url": f"https://{host}/"}], "matchrule": {"tag_id": "2"}}


async def _first_button(wechat: WeChatClient, openid: str) -> str:
    return str((await ask(wechat.menu.try_match, openid))["button"][0]["name"])
