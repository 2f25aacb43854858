"""A colleague's photo: handed to the platform first, then sent once."""

import base64
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from bot.journal import Fate, Journal
from tests.bot.conftest import StartBot
from tests.bot.fakes import FakePlatform

SEND = "/cgi-bin/message/custom/send"
UPLOAD = "/cgi-bin/media/upload"
JPEG = b"\xff\xd8\xff" + bytes(range(256)) * 400


def push(content: bytes = JPEG) -> dict[str, object]:
    return {
        "openid": "oWorker",
        "bubble": {"ids": [str(uuid4())], "text": "", "options": []},
        "photo": base64.b64encode(content).decode(),
    }


async def test_a_photo_is_uploaded_as_it_is_and_sent_by_its_id(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    answer = (await bot.post("/push/messages", json=push())).json()
    assert (answer["status"], answer["sent"]) == ("accepted", 1)
    assert platform.uploads == [JPEG]
    assert platform.sent == [
        {"touser": "oWorker", "msgtype": "image", "image": {"media_id": "media-1"}}
    ]


async def test_asked_for_again_a_photo_is_neither_uploaded_nor_sent_again(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    body = push()
    results = [(await bot.post("/push/messages", json=body)).json() for _ in range(3)]
    assert {result["status"] for result in results} == {"accepted"}
    assert (len(platform.uploads), len(platform.sent)) == (1, 1)


async def test_an_upload_without_an_answer_is_done_again_because_nobody_saw_it(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    body = push()
    platform.cuts_off.add(UPLOAD)
    first = (await bot.post("/push/messages", json=body)).json()
    platform.cuts_off.clear()
    again = (await bot.post("/push/messages", json=body)).json()
    assert (first["status"], first["reason"]) == ("retry", "upload_failed")
    assert again["status"] == "accepted"
    assert [each["image"] for each in platform.sent] == [{"media_id": "media-2"}]


async def test_a_sending_without_an_answer_is_never_repeated(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    body = push()
    platform.cuts_off.add(SEND)
    results = [(await bot.post("/push/messages", json=body)).json() for _ in range(2)]
    assert {result["status"] for result in results} == {"uncertain"}
    assert len(platform.sent) == 1


async def test_a_process_that_died_while_sending_a_photo_leaves_it_unrepeated(
    start_bot: StartBot, platform: FakePlatform, tmp_path: Path
) -> None:
    message_id = uuid4()
    crashed = Journal(tmp_path / "journal")
    crashed.load()
    crashed.note([message_id], Fate.started)
    body = {**push(), "bubble": {"ids": [str(message_id)], "text": ""}}
    async with start_bot() as bot:
        result = (await bot.post("/push/messages", json=body)).json()
    assert (result["status"], result["reason"]) == ("uncertain", "interrupted")
    assert (platform.uploads, platform.sent) == ([], [])


@pytest.mark.parametrize(
    ("errcode", "status", "reason"),
    [
        (-1, "retry", "upload_failed"),
        (45009, "retry", "limited"),
        (48001, "retry", "permission"),
        (40009, "refused", "media_refused"),
        (40005, "refused", "media_refused"),
    ],
)
async def test_each_refusal_of_an_upload_is_named_and_nothing_is_sent(
    bot: httpx.AsyncClient, platform: FakePlatform, errcode: int, status: str, reason: str
) -> None:
    platform.refuses(UPLOAD, errcode)
    answer = (await bot.post("/push/messages", json=push())).json()
    assert (answer["status"], answer["reason"], answer["sent"]) == (status, reason, 0)
    assert platform.sent == []


@pytest.mark.parametrize(
    ("errcode", "status", "reason"),
    [
        (45047, "refused", "quota_spent"),
        (45015, "refused", "window_closed"),
        (43004, "refused", "not_following"),
    ],
)
async def test_without_quota_a_photo_was_surely_not_sent(
    bot: httpx.AsyncClient, platform: FakePlatform, errcode: int, status: str, reason: str
) -> None:
    body = push()
    platform.refuses(SEND, errcode)
    answer = (await bot.post("/push/messages", json=body)).json()
    assert (answer["status"], answer["reason"], answer["sent"]) == (status, reason, 0)
    assert (await bot.post("/push/messages", json=body)).json()["status"] == "accepted"


async def test_a_token_that_dies_before_the_upload_is_replaced(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.good_tokens = {"token-2"}
    assert (await bot.post("/push/messages", json=push())).json()["status"] == "accepted"
    assert len(platform.sent) == 1
