"""People as the account sees them: pages of followers, remarks, tags, groups, the blacklist."""

import pytest
from wechatpy import WeChatClient

from tests.simulator.public_client import ask, public_client, refusal
from tests.simulator.support import Platform, Start


@pytest.fixture
def wechat(platform: Platform) -> WeChatClient:
    return public_client(platform)


async def test_a_followers_profile_has_no_name_any_more(
    platform: Platform, wechat: WeChatClient
) -> None:
    phone = await platform.client.phone("小李")
    await phone.scans("area_410105")
    profile = await ask(wechat.user.get, phone.openid)
    assert (profile["subscribe"], profile["nickname"]) == (1, "")
    assert profile["qr_scene_str"] == "area_410105"
    await phone.unfollows()
    assert await ask(wechat.user.get, phone.openid) == {"subscribe": 0, "openid": phone.openid}
    assert await refusal(wechat.user.get, "o" + "0" * 27) == 40003


async def test_profiles_come_in_batches(platform: Platform, wechat: WeChatClient) -> None:
    openids = await _people(platform, 3)
    profiles = await ask(wechat.user.get_batch, openids)
    assert [profile["openid"] for profile in profiles] == openids
    assert await refusal(wechat.user.get_batch, openids * 34) == 40032


async def test_a_remark_is_kept(platform: Platform, wechat: WeChatClient) -> None:
    (openid,) = await _people(platform, 1)
    await ask(wechat.user.update_remark, openid, "夜班")
    assert (await ask(wechat.user.get, openid))["remark"] == "夜班"
    assert await refusal(wechat.user.update_remark, openid, "长" * 30) == 40035


async def test_followers_come_page_after_page(start: Start) -> None:
    platform = await start(simulator_followers_per_page=2)
    wechat = public_client(platform)
    assert await ask(lambda: list(wechat.user.iter_followers())) == []
    openids = await _people(platform, 5)
    stranger = await platform.client.phone()
    first = await ask(wechat.user.get_followers)
    assert (first["total"], first["count"], first["next_openid"]) == (5, 2, openids[1])
    assert await ask(lambda: list(wechat.user.iter_followers())) == openids
    assert await refusal(wechat.user.get_followers, stranger.openid) == 40003


async def test_a_tag_lives_from_its_making_to_its_end(
    platform: Platform, wechat: WeChatClient
) -> None:
    tag = await ask(wechat.tag.create, "骑手")
    assert tag["id"] >= 100
    assert await refusal(wechat.tag.create, "骑手") == 45157
    assert await refusal(wechat.tag.create, "长" * 31) == 45158
    await ask(wechat.tag.update, tag["id"], "外卖骑手")
    assert {"id": tag["id"], "name": "外卖骑手", "count": 0} in await ask(wechat.tag.get)
    await ask(wechat.tag.delete, tag["id"])
    assert [left["id"] for left in await ask(wechat.tag.get)] == [2]
    assert await refusal(wechat.tag.update, tag["id"], "x") == 45159
    assert await refusal(wechat.tag.delete, 2) == 45058


async def test_tagged_people_come_page_after_page(start: Start) -> None:
    platform = await start(simulator_followers_per_page=2)
    wechat = public_client(platform)
    openids = await _people(platform, 5)
    tag_id = (await ask(wechat.tag.create, "快递员"))["id"]
    await ask(wechat.tag.tag_user, tag_id, openids)
    assert await ask(lambda: list(wechat.tag.iter_tag_users(tag_id))) == openids
    await ask(wechat.tag.untag_user, tag_id, openids[0])
    assert await ask(lambda: list(wechat.tag.iter_tag_users(tag_id))) == openids[1:]
    assert await ask(wechat.tag.get_user_tag, openids[1]) == [tag_id]
    assert (await ask(wechat.user.get, openids[1]))["tagid_list"] == [tag_id]


async def test_nobody_is_tagged_if_one_of_them_is_unknown(
    platform: Platform, wechat: WeChatClient
) -> None:
    (openid,) = await _people(platform, 1)
    tag_id = (await ask(wechat.tag.create, "司机"))["id"]
    assert await refusal(wechat.tag.tag_user, tag_id, [openid, "o" + "0" * 27]) == 49003
    assert await ask(wechat.tag.get_user_tag, openid) == []
    assert await refusal(wechat.tag.tag_user, 77, [openid]) == 45159
    assert await refusal(wechat.tag.tag_user, tag_id, [openid] * 51) == 40032


async def test_a_person_carries_twenty_tags(platform: Platform, wechat: WeChatClient) -> None:
    (openid,) = await _people(platform, 1)
    for number in range(20):
        tag = await ask(wechat.tag.create, f"标签{number}")
        await ask(wechat.tag.tag_user, tag["id"], openid)
    last = await ask(wechat.tag.create, "太多")
    assert await refusal(wechat.tag.tag_user, last["id"], openid) == 45059


async def test_blacklisted_people_cannot_be_written_to(
    platform: Platform, wechat: WeChatClient
) -> None:
    openids = await _people(platform, 2)
    await ask(wechat.tag.batch_black_list, openids[:1])
    listed = await ask(wechat.tag.get_black_list)
    assert (listed["total"], listed["data"]["openid"]) == (1, openids[:1])
    assert await platform.sends_text(openids[0], "您好") == 43019
    assert await ask(wechat.user.get_group_id, openids[0]) == 1
    await ask(wechat.tag.batch_unblack_list, openids[:1])
    assert (await ask(wechat.tag.get_black_list))["total"] == 0
    assert await platform.sends_text(openids[0], "您好") == 0


async def test_old_groups_are_tags_of_which_a_person_has_one(
    platform: Platform, wechat: WeChatClient
) -> None:
    one, two = await _people(platform, 2)
    group_id = (await ask(wechat.group.create, "一组"))["group"]["id"]
    await ask(wechat.group.move_user, one, group_id)
    await ask(wechat.group.move_user, [two], group_id)
    assert await ask(wechat.group.get, one) == group_id
    await ask(wechat.group.update, group_id, "二组")
    groups = await ask(wechat.group.get)
    assert {"id": group_id, "name": "二组", "count": 2} in groups
    await ask(wechat.group.delete, group_id)
    assert await ask(wechat.group.get, one) == 0


async def _people(platform: Platform, count: int) -> list[str]:
    return [(await platform.client.phone(follows=True)).openid for _ in range(count)]
