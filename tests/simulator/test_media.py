"""Files and articles: for three days, for good, drafted, and published."""

import io
from typing import Any

import pytest
from PIL import Image
from wechatpy import WeChatClient

from simulator import wire
from tests.simulator.public_client import ask, public_client, redirected, refusal
from tests.simulator.support import Account, Platform

VIDEO = b"\0\0\0\x18ftypmp42" + bytes(64)
VOICE = b"#!AMR\n" + bytes(32)


@pytest.fixture
def wechat(platform: Platform) -> WeChatClient:
    return public_client(platform)


async def test_an_upload_is_there_for_three_days(platform: Platform, wechat: WeChatClient) -> None:
    media_id = (await ask(wechat.media.upload, "image", picture()))["media_id"]
    found = await ask(wechat.media.download, media_id)
    assert found.content == picture()[1]
    assert "attachment" in found.headers["content-disposition"]
    link = wechat.media.get_url(media_id)
    assert (await ask(redirected(platform).get, link)).content == picture()[1]
    platform.clock.move(days=3)
    wechat.session.delete(wechat.access_token_key)
    assert await refusal(wechat.media.download, media_id) == 40007


async def test_a_video_is_fetched_by_its_address(wechat: WeChatClient) -> None:
    media_id = (await ask(wechat.media.upload, "video", ("v.mp4", VIDEO)))["media_id"]
    assert "/mmbiz/" in (await ask(wechat.media.download, media_id))["video_url"]
    again = await ask(wechat.media.upload_video, media_id, "标题", "介绍")
    assert again["media_id"] != media_id


async def test_a_voice_comes_in_two_qualities(platform: Platform, wechat: WeChatClient) -> None:
    media_id = (await ask(wechat.media.upload, "voice", ("v.amr", VOICE)))["media_id"]
    query = {"access_token": await platform.token(), "media_id": media_id}
    better = await platform.http.get("/cgi-bin/media/get/jssdk", params=query)
    assert better.headers["content-type"] == "voice/speex"


@pytest.mark.parametrize(
    ("kind", "content", "errcode"),
    [
        ("image", b"%PDF-1.4", 40005),
        ("dance", b"\xff\xd8\xff", 40004),
        ("thumb", b"\xff\xd8\xff" + bytes(64 * 1024), 40012),
        ("voice", b"#!AMR\n" + bytes(2 * 1024 * 1024), 40010),
        ("image", b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), 40009),
    ],
)
async def test_an_upload_has_its_limits(
    wechat: WeChatClient, kind: str, content: bytes, errcode: int
) -> None:
    assert await refusal(wechat.media.upload, kind, ("x", content)) == errcode


async def test_what_is_kept_for_good_can_be_listed_fetched_sent_and_deleted(
    platform: Platform, wechat: WeChatClient
) -> None:
    phone = await platform.client.phone(follows=True)
    kept = await ask(wechat.material.add, "image", picture("海报.jpg"))
    assert kept["url"]
    platform.clock.move(days=300)
    wechat.session.delete(wechat.access_token_key)
    await phone.says("海报")
    await ask(wechat.message.send_image, phone.openid, kept["media_id"])
    assert (await ask(wechat.material.get, kept["media_id"])).content == picture()[1]
    listed = await ask(wechat.material.batchget, "image")
    assert (listed["total_count"], listed["item"][0]["media_id"]) == (1, kept["media_id"])
    assert (await ask(wechat.material.get_count))["image_count"] == 1
    await ask(wechat.material.delete, kept["media_id"])
    assert await refusal(wechat.material.get, kept["media_id"]) == 40007
    assert (await ask(wechat.material.get_count))["image_count"] == 0


async def test_a_kept_video_knows_its_title(wechat: WeChatClient) -> None:
    kept = await ask(wechat.material.add, "video", ("v.mp4", VIDEO), "标题", "介绍")
    found = await ask(wechat.material.get, kept["media_id"])
    assert (found["title"], found["description"]) == ("标题", "介绍")
    assert "/mmbiz/" in found["down_url"]


async def test_a_picture_inside_an_article_has_an_address_only(
    platform: Platform, wechat: WeChatClient
) -> None:
    url = await ask(wechat.media.upload_image, picture())
    path = url.removeprefix(platform.settings.public_url)
    assert (await platform.http.get(path)).content == picture()[1]


async def test_articles_are_kept_changed_and_sent(platform: Platform, wechat: WeChatClient) -> None:
    phone = await platform.client.phone(follows=True)
    article = await _article(wechat)
    media_id = (await ask(wechat.material.add_articles, [article]))["media_id"]
    await ask(wechat.material.update_article, media_id, 0, {**article, "title": "新标题"})
    (found,) = await ask(wechat.material.get, media_id)
    assert (found["title"], found["content"]) == ("新标题", "<p>正文</p>")
    assert await refusal(wechat.material.update_article, media_id, 1, article) == 40114
    assert (await ask(wechat.material.batchget, "news"))["item"][0]["media_id"] == media_id
    await ask(wechat.message.send_articles, phone.openid, media_id)
    await phone.hears("新标题")
    assert (await ask(wechat.media.upload_articles, [article]))["type"] == "news"


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"title": ""}, 45003),
        ({"title": "长" * 65}, 45003),
        ({"digest": "长" * 121}, 45004),
        ({"content": ""}, 44004),
        ({"content": "长" * 20_001}, 45166),
        ({"thumb_media_id": "unknown"}, 40007),
    ],
)
async def test_an_article_has_its_limits(
    wechat: WeChatClient, change: dict[str, str], errcode: int
) -> None:
    article = await _article(wechat) | change
    assert await refusal(wechat.material.add_articles, [article]) == errcode


async def test_a_set_holds_eight_articles_and_at_least_one(wechat: WeChatClient) -> None:
    article = await _article(wechat)
    assert await refusal(wechat.material.add_articles, [article] * 9) == 45008
    assert await refusal(wechat.material.add_articles, []) == 44003


async def test_a_draft_is_written_changed_listed_and_thrown_away(
    platform: Platform, wechat: WeChatClient
) -> None:
    article = await _article(wechat)
    draft = {"media_id": (await platform.call("draft/add", {"articles": [article]}))["media_id"]}
    change = {"index": 0, "articles": {**article, "title": "改过"}}
    assert (await platform.call("draft/update", draft | change))["errcode"] == 0
    assert (await platform.call("draft/get", draft))["news_item"][0]["title"] == "改过"
    pages = {"offset": 0, "count": 20, "no_content": 1}
    listed = await platform.call("draft/batchget", pages)
    assert listed["item"][0]["content"]["news_item"][0]["content"] == ""
    assert (await platform.call("draft/get", draft))["news_item"][0]["content"] != ""
    assert (await platform.call("draft/batchget", pages | {"count": 21}))["errcode"] == 40097
    await platform.call("draft/delete", draft)
    query = {"access_token": await platform.token()}
    count = await platform.http.get("/cgi-bin/draft/count", params=query)
    assert count.json() == {"total_count": 0}
    assert (await platform.call("draft/get", draft))["errcode"] == 40007


async def test_a_published_draft_is_no_draft_any_more_and_its_publication_is_told(
    platform: Platform, wechat: WeChatClient, account: Account
) -> None:
    phone = await platform.client.phone(follows=True)
    article = await _article(wechat)
    draft = {"media_id": (await platform.call("draft/add", {"articles": [article]}))["media_id"]}
    publish_id = (await platform.call("freepublish/submit", draft))["publish_id"]
    assert (await platform.call("draft/get", draft))["errcode"] == 40007
    state = await platform.call("freepublish/get", {"publish_id": publish_id})
    assert (state["publish_status"], state["article_detail"]["count"]) == (0, 1)
    told = await platform.told(account, "PUBLISHJOBFINISH")
    about = ("PublishEventInfo", "article_detail", "item", "idx")
    assert wire.text_at(told, *about) == "1"
    published = {"article_id": state["article_id"]}
    body = {"touser": phone.openid, "msgtype": "mpnewsarticle", "mpnewsarticle": published}
    assert (await platform.call("message/custom/send", body))["errcode"] == 0
    await phone.hears("会员须知")
    found = await platform.call("freepublish/getarticle", published)
    assert found["news_item"][0]["title"] == "会员须知"
    listed = await platform.call("freepublish/batchget", {"offset": 0, "count": 1})
    assert listed["item"][0]["article_id"] == published["article_id"]
    await platform.call("freepublish/delete", published)
    assert (await platform.call("freepublish/getarticle", published))["errcode"] == 53600
    state = await platform.call("freepublish/get", {"publish_id": publish_id})
    assert state["publish_status"] == 5


def picture(name: str = "p.jpg") -> tuple[str, bytes]:
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "JPEG")
    return (name, content.getvalue())


async def _article(wechat: WeChatClient) -> dict[str, Any]:
    thumb = await ask(wechat.material.add, "thumb", picture())
    return {
        "title": "会员须知",
        "content": "<p>正文</p><script>alert(1)</script>",
        "thumb_media_id": thumb["media_id"],
    }
