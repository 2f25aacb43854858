"""Every code of the platform we know has a class, every class a remedy, and the log says which."""

import logging
from uuid import uuid4

import httpx
import pytest

from bot.wechat.errors import ERROR_CLASSES, ApiRefused, ErrorClass, Remedy
from tests.bot.fakes import FakePlatform

SEND = "/cgi-bin/message/custom/send"
# facts about the platform, §1.16, beside the codes of single calls
LISTED = [
    *(-1, 40001, 40014, 42001, 40003, 40007, 40033, 40163, 40164, 40200, 43004, 43019, 43101),
    *(45002, 45008, 45009, 45011, 45015, 45047, 45072, 45080, 45081, 47003, 48001, 48002, 48004),
    *(50002, 61451, 89503),
    *range(65400, 65416),
]


@pytest.mark.parametrize("errcode", LISTED)
def test_every_listed_code_has_a_class(errcode: int) -> None:
    assert errcode in ERROR_CLASSES


@pytest.mark.parametrize(
    ("errcode", "remedy"),
    [
        (-1, Remedy.retry),
        (45009, Remedy.retry),
        (40001, Remedy.retry),
        (45015, Remedy.wait),
        (45047, Remedy.wait),
        (43101, Remedy.consent),
        (43004, Remedy.give_up),
        (45002, Remedy.give_up),
        (99999, Remedy.give_up),
        (40164, Remedy.alert),
        (40013, Remedy.alert),
        (40125, Remedy.alert),
        (48001, Remedy.alert),
    ],
)
def test_each_class_has_its_remedy(errcode: int, remedy: Remedy) -> None:
    assert ApiRefused(errcode).remedy is remedy


def test_an_unknown_code_is_our_mistake_and_ends_there() -> None:
    assert ApiRefused(12345).error_class is ErrorClass.rejected


async def test_the_rid_is_logged_for_the_platforms_support(
    bot: httpx.AsyncClient, platform: FakePlatform, caplog: pytest.LogCaptureFixture
) -> None:
    platform.refuses(SEND, 45015)
    bubble = {"ids": [str(uuid4())], "text": "您好", "options": []}
    with caplog.at_level(logging.WARNING):
        await bot.post("/push/messages", json={"openid": "oWorker", "bubble": bubble})
    refused = [record for record in caplog.records if "platform refused" in record.getMessage()]
    assert len(refused) == 1
    assert "5f-45015" in str(refused[0].__dict__)


async def test_a_token_rejected_for_good_costs_two_calls_and_no_more(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.good_tokens = set()
    bubble = {"ids": [str(uuid4())], "text": "您好", "options": []}
    answer = await bot.post("/push/messages", json={"openid": "oWorker", "bubble": bubble})
    assert (answer.json()["status"], answer.json()["reason"]) == ("retry", "token")
    assert len(platform.sent) == 2
