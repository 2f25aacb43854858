"""What the outbox hands over is delivered once, or the outbox is told the truth."""

from uuid import uuid4

import httpx
import pytest

from tests.bot.conftest import StartBot
from tests.bot.fakes import FakePlatform
from tests.waiting import until

SEND = "/cgi-bin/message/custom/send"
OPTIONS = [{"id": "consent:yes", "title": "同意"}, {"id": "consent:no", "title": "不同意"}]


def push(text: str, options: list[dict[str, str]] | None = None) -> dict[str, object]:
    return {
        "openid": "oWorker",
        "bubble": {"ids": [str(uuid4())], "text": text, "options": options or []},
    }


async def test_a_text_is_delivered_in_real_utf8(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    response = await bot.post("/push/messages", json=push("审核通过👷"))
    answer = response.json()
    assert (answer["status"], answer["reason"], answer["sent"]) == ("accepted", "", 1)
    assert "审核通过👷".encode() in platform.bodies[0]
    assert platform.sent == [
        {"touser": "oWorker", "msgtype": "text", "text": {"content": "审核通过👷"}}
    ]


async def test_options_become_a_menu_whose_taps_carry_their_id(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    await bot.post("/push/messages", json=push("您同意吗？", OPTIONS))
    assert platform.sent[0]["msgmenu"] == {
        "head_content": "您同意吗？",
        "list": [
            {"id": "consent:yes", "content": "同意"},
            {"id": "consent:no", "content": "不同意"},
        ],
        "tail_content": "",
    }


@pytest.mark.parametrize("errcode", [40200, 48001])
async def test_an_account_without_menus_gets_links_and_is_not_asked_again(
    bot: httpx.AsyncClient, platform: FakePlatform, errcode: int
) -> None:
    platform.refuses(SEND, errcode)
    for _ in range(2):
        response = await bot.post("/push/messages", json=push("您同意吗？", OPTIONS))
        assert response.json()["status"] == "accepted"
    assert [message["msgtype"] for message in platform.sent] == ["msgmenu", "text", "text"]
    assert "msgmenuid=consent%3Ayes" in platform.sent[1]["text"]["content"]


async def test_a_long_text_goes_out_in_order_and_its_menu_last(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    paragraphs = "\n\n".join(f"第{n}段。" + "很长" * 200 for n in range(4))
    await bot.post("/push/messages", json=push(paragraphs, OPTIONS))
    texts = [message["text"]["content"] for message in platform.sent[:-1]]
    said = [*texts, platform.sent[-1]["msgmenu"]["head_content"]]
    assert "\n\n".join(said) == paragraphs


@pytest.mark.parametrize(
    ("errcode", "status", "reason"),
    [
        (-1, "retry", "busy"),
        (45009, "retry", "limited"),
        (45011, "retry", "limited"),
        (45015, "refused", "window_closed"),
        (45047, "refused", "quota_spent"),
        (43004, "refused", "not_following"),
        (43019, "refused", "blocked"),
        (48002, "refused", "blocked"),
        (45002, "refused", "too_long"),
        (48001, "retry", "permission"),
        (40200, "retry", "permission"),
        (40003, "refused", "rejected"),
        (40164, "retry", "alert"),
        (99999, "refused", "rejected"),
    ],
)
async def test_each_refusal_is_named(
    bot: httpx.AsyncClient, platform: FakePlatform, errcode: int, status: str, reason: str
) -> None:
    platform.refuses(SEND, errcode)
    response = await bot.post("/push/messages", json=push("您好"))
    answer = response.json()
    assert (answer["status"], answer["reason"], answer["errcode"]) == (status, reason, errcode)
    assert answer["sent"] == 0
    assert len(platform.sent) == 1


async def test_no_answer_after_sending_is_uncertain_and_never_sent_again(
    start_bot: StartBot, platform: FakePlatform
) -> None:
    platform.hangs_on.add(SEND)
    body = push("您好")
    async with start_bot(api_timeout=0.2) as bot:

        async def is_uncertain() -> bool:
            return bool(
                (await bot.post("/push/messages", json=body)).json()["status"] == "uncertain"
            )

        await until(is_uncertain)  # in that time a slow machine may not even get a token
        assert await is_uncertain()
    assert len(platform.sent) == 1


async def test_a_platform_nobody_reaches_surely_delivered_nothing(start_bot: StartBot) -> None:
    async with start_bot(wechat_api_base_url="http://127.0.0.1:1") as bot:
        response = await bot.post("/push/messages", json=push("您好"))
    assert (response.json()["status"], response.json()["reason"]) == ("retry", "unreachable")


async def test_a_bubble_half_delivered_is_never_started_again(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.refuses(SEND, 0, -1, -1, -1)
    response = await bot.post("/push/messages", json=push("很长。" * 500))
    assert response.json()["status"] == "uncertain"


async def test_a_busy_moment_between_two_parts_is_waited_out(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.refuses(SEND, 0, -1)
    response = await bot.post("/push/messages", json=push("很长。" * 500))
    assert response.json()["status"] == "accepted"
    assert len(platform.sent) == 4  # three parts, one of them twice


@pytest.mark.parametrize(
    "header", ["", "Bearer ", "Bearer wrong", "Basic internal-token-for-tests"]
)
async def test_nobody_else_pushes_anything(
    bot: httpx.AsyncClient, platform: FakePlatform, header: str
) -> None:
    headers = {"Authorization": header}
    for method, path in [
        ("POST", "/push/messages"),
        ("GET", "/push/media/m"),
        ("POST", "/push/qrcodes"),
        ("GET", "/push/menu"),
        ("POST", "/push/menu"),
    ]:
        response = await bot.request(method, path, headers=headers)
        assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")
    assert platform.calls == []


async def test_a_photo_is_passed_through_byte_for_byte(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.media["m-1"] = bytes(range(256)) * 4000
    response = await bot.get("/push/media/m-1")
    assert response.content == platform.media["m-1"]
    assert response.headers["content-type"] == "image/jpeg"


async def test_edge_15_a_photo_the_platform_no_longer_has_is_not_found(
    bot: httpx.AsyncClient,
) -> None:
    response = await bot.get("/push/media/gone")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_edge_15_a_photo_over_ten_megabytes_is_too_large(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.media["big"] = bytes(10 * 1024 * 1024 + 1)
    response = await bot.get("/push/media/big")
    assert (response.status_code, response.json()["code"]) == (413, "photo_too_large")


@pytest.mark.parametrize("errcode", [40001, 42001, 40014])
async def test_edge_15_a_photo_whose_token_dies_meanwhile_is_fetched_with_the_next(
    bot: httpx.AsyncClient, platform: FakePlatform, errcode: int
) -> None:
    platform.media["m-1"] = b"\xff\xd8photo"
    platform.refuses("/cgi-bin/media/get", errcode)
    assert (await bot.get("/push/media/m-1")).content == b"\xff\xd8photo"
    assert len(platform.tokens_asked) == 2


async def test_edge_15_a_photo_whose_token_is_never_taken_is_given_up_after_two_tries(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.media["m-1"] = b"\xff\xd8photo"
    platform.refuses("/cgi-bin/media/get", 40001, 40001, 40001)
    assert (await bot.get("/push/media/m-1")).status_code == 502
    assert list(platform.errcodes["/cgi-bin/media/get"]) == [40001]


async def test_edge_15_a_videos_address_in_place_of_a_photo_is_no_photo(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.media["v-1"] = b'{"video_url": "http://video.example/v"}'
    response = await bot.get("/push/media/v-1")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_edge_14_characters_no_phone_can_show_are_left_out_of_a_message(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    await bot.post("/push/messages", json=push("您好]]>&<\x0b\x1d会员"))
    assert platform.sent[0]["text"]["content"] == "您好]]>&<会员"


async def test_a_photo_survives_a_rejected_token(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.good_tokens = {"token-2"}
    platform.media["m-1"] = b"\xff\xd8photo"
    assert (await bot.get("/push/media/m-1")).content == b"\xff\xd8photo"


async def test_a_photo_nobody_can_fetch_now_may_be_asked_for_again(start_bot: StartBot) -> None:
    async with start_bot(wechat_api_base_url="http://127.0.0.1:1") as bot:
        assert (await bot.get("/push/media/m-1")).status_code == 503


async def test_a_county_gets_its_code(bot: httpx.AsyncClient, platform: FakePlatform) -> None:
    response = await bot.post("/push/qrcodes", json={"scene": "county:410105"})
    assert response.json() == {"ticket": "ticket-1", "url": "http://weixin.example/q/1"}
    assert platform.calls[0][1] == {
        "action_name": "QR_LIMIT_STR_SCENE",
        "action_info": {"scene": {"scene_str": "county:410105"}},
    }


@pytest.mark.parametrize("errcode", [0, 45080, 45081, 45015, 48001, -1])
async def test_edge_23_typing_is_a_courtesy_whatever_the_platform_thinks_of_it(
    bot: httpx.AsyncClient, platform: FakePlatform, errcode: int
) -> None:
    platform.refuses("/cgi-bin/message/custom/typing", errcode)
    assert (await bot.post("/push/typing", json={"openid": "oWorker"})).status_code == 204
    assert platform.calls == [
        ("/cgi-bin/message/custom/typing", {"touser": "oWorker", "command": "Typing"})
    ]
