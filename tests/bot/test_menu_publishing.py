"""The configured menu becomes the account's: at the command line, and when the console asks."""

import json
from pathlib import Path

import httpx
import pytest

from bot import publish_menu
from bot.config import Settings
from bot.menu_file import read_menu
from tests.bot.conftest import StartBot
from tests.bot.fakes import FakePlatform

CREATE = "/cgi-bin/menu/create"


@pytest.fixture
def menu_file(tmp_path: Path) -> Path:
    path = tmp_path / "menu.json"
    button = {"type": "click", "name": "我要入会", "key": "/join_union"}
    path.write_text(json.dumps({"button": [button]}, ensure_ascii=False), "utf-8")
    return path


def published(platform: FakePlatform) -> list[dict[str, object]]:
    return [body for path, body in platform.calls if path == CREATE]


async def looked_at(bot: httpx.AsyncClient) -> str:
    return str((await bot.get("/push/menu")).json()["fingerprint"])


async def test_what_was_looked_at_is_what_gets_published(
    start_bot: StartBot, platform: FakePlatform, menu_file: Path
) -> None:
    async with start_bot(menu_file=menu_file) as bot:
        order = {"fingerprint": await looked_at(bot)}
        assert (await bot.post("/push/menu", json=order)).status_code == 204
    assert published(platform) == [read_menu(menu_file).wire]
    assert "我要入会".encode() in platform.bodies[-1]  # not \u6211


async def test_a_file_changed_meanwhile_is_not_published_unseen(
    start_bot: StartBot, platform: FakePlatform, menu_file: Path
) -> None:
    async with start_bot(menu_file=menu_file) as bot:
        order = {"fingerprint": await looked_at(bot)}
        menu_file.write_text(menu_file.read_text("utf-8").replace("我要入会", "入会"), "utf-8")
        answer = await bot.post("/push/menu", json=order)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert published(platform) == []


async def test_an_unfit_menu_is_shown_with_its_problem_and_never_sent(
    start_bot: StartBot, platform: FakePlatform, menu_file: Path
) -> None:
    menu_file.write_text(menu_file.read_text("utf-8").replace("我要入会", "我要加入工会"), "utf-8")
    async with start_bot(menu_file=menu_file) as bot:
        state = (await bot.get("/push/menu")).json()
        assert state["problems"][0]["button"] == "我要加入工会"
        assert state["configured"][0]["name"] == "我要加入工会"
        answer = await bot.post("/push/menu", json={"fingerprint": state["fingerprint"]})
    assert answer.status_code == 422
    assert published(platform) == []


async def test_the_live_menu_is_shown_beside_it(
    start_bot: StartBot, platform: FakePlatform, menu_file: Path
) -> None:
    async with start_bot(menu_file=menu_file) as bot:
        assert (await bot.get("/push/menu")).json()["live"] is None
        platform.menu = {"button": [{"type": "view", "name": "官网", "url": "https://a.test"}]}
        live = (await bot.get("/push/menu")).json()["live"]
    assert live == [{"name": "官网", "type": "view", "value": "https://a.test", "entries": []}]


async def test_a_platform_that_does_not_say_leaves_the_configured_menu_readable(
    start_bot: StartBot, platform: FakePlatform, menu_file: Path
) -> None:
    platform.refuses("/cgi-bin/menu/get", 40164)
    async with start_bot(menu_file=menu_file) as bot:
        state = (await bot.get("/push/menu")).json()
    assert (state["live_is_known"], state["errcode"]) == (False, 40164)
    assert state["configured"][0]["name"] == "我要入会"


async def test_a_refusal_of_the_platform_comes_back_with_its_number(
    start_bot: StartBot, platform: FakePlatform, menu_file: Path
) -> None:
    platform.refuses(CREATE, 48001)
    async with start_bot(menu_file=menu_file) as bot:
        answer = await bot.post("/push/menu", json={"fingerprint": await looked_at(bot)})
    assert (answer.status_code, answer.json()["data"]) == (502, {"errcode": 48001})


def test_check_says_which_button_and_ends_with_one(
    menu_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish_menu.main(["--check", "--from", str(menu_file)]) == 0
    assert "我要入会" in capsys.readouterr().out
    menu_file.write_text('{"button": [{"type": "view", "name": "官网"}]}', "utf-8")
    assert publish_menu.main(["--check", "--from", str(menu_file)]) == 1
    assert "官网: a view needs url" in capsys.readouterr().err


async def test_the_command_publishes_and_shows(settings: Settings, platform: FakePlatform) -> None:
    assert "我要入会" in await publish_menu._publish(settings, read_menu())
    assert published(platform) == [read_menu().wire]
    assert await publish_menu._show(settings) == "no menu is published"
    platform.menu = {"button": []}
    assert '"button"' in await publish_menu._show(settings)
