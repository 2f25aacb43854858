"""What the platform takes as a menu, and how a mistake in the file is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from backend.contracts.menu import MenuProblem
from bot.menu_file import BUNDLED, BadMenu, look_at, read_menu
from bot.wechat.menu import entries


def click(name: str = "查进度", **fields: Any) -> dict[str, Any]:
    return {"type": "click", "name": name, "key": "/check_application", **fields}


def problems_of(tmp_path: Path, menu: Any) -> list[MenuProblem]:
    path = tmp_path / "menu.json"
    path.write_text(json.dumps(menu, ensure_ascii=False), "utf-8")
    with pytest.raises(BadMenu) as bad:
        read_menu(path)
    assert bad.value.problems
    return bad.value.problems


def only(tmp_path: Path, *buttons: dict[str, Any]) -> MenuProblem:
    (problem,) = problems_of(tmp_path, {"button": list(buttons)})
    return problem


def test_the_bundled_menu_is_fit_to_be_published() -> None:
    menu = read_menu()
    assert 1 <= len(menu.button) <= 3
    assert menu.wire == json.loads(BUNDLED.read_text("utf-8"))


def test_a_fourth_button_is_one_too_many(tmp_path: Path) -> None:
    problem = only(tmp_path, *[click(str(number)) for number in range(4)])
    assert (problem.code, problem.data) == ("menu_too_many", {"count": 4, "most": 3})


def test_a_sixth_button_under_one_is_named_by_the_one_above_it(tmp_path: Path) -> None:
    problem = only(tmp_path, {"name": "我的", "sub_button": [click()] * 6})
    assert (problem.button, problem.code) == ("我的", "menu_too_many")


@pytest.mark.parametrize("name", ["我" * 5, "我" * 5 + "a"])
def test_sixteen_bytes_fit_at_the_bottom(tmp_path: Path, name: str) -> None:
    path = tmp_path / "menu.json"
    path.write_text(json.dumps({"button": [click(name)]}), "utf-8")
    assert read_menu(path).button[0].name == name


def test_the_seventeenth_byte_of_a_name_is_refused(tmp_path: Path) -> None:
    problem = only(tmp_path, click("我" * 5 + "ab"))
    assert problem.button == "我" * 5 + "ab"
    assert problem.data == {"field": "name", "taken": 17, "most": 16}


def test_inner_names_may_take_sixty_bytes(tmp_path: Path) -> None:
    path = tmp_path / "menu.json"
    path.write_text(json.dumps({"button": [{"name": "我的", "sub_button": [click("查" * 20)]}]}))
    read_menu(path)
    problem = only(tmp_path, {"name": "我的", "sub_button": [click("查" * 20 + "a")]})
    assert problem.button == f"我的 › {'查' * 20}a"
    assert problem.data["most"] == 60


def test_keys_and_addresses_have_their_length_in_bytes(tmp_path: Path) -> None:
    assert only(tmp_path, click(key="会" * 43)).data == {"field": "key", "taken": 129, "most": 128}
    address = "https://example.test/" + "a" * 1004
    problem = only(tmp_path, {"type": "view", "name": "官网", "url": address})
    assert problem.data == {"field": "url", "taken": 1025, "most": 1024}


def test_an_address_is_an_address(tmp_path: Path) -> None:
    problem = only(tmp_path, {"type": "view", "name": "官网", "url": "example.test"})
    assert (problem.button, problem.code) == ("官网", "menu_url_invalid")


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("click", "key"),
        ("view", "url"),
        ("scancode_waitmsg", "key"),
        ("location_select", "key"),
        ("media_id", "media_id"),
        ("article_id", "article_id"),
        ("miniprogram", "appid"),
    ],
)
def test_each_type_says_what_it_lacks(tmp_path: Path, kind: str, field: str) -> None:
    problem = only(tmp_path, {"type": kind, "name": "按钮"})
    assert (problem.code, problem.data) == ("menu_field_missing", {"type": kind, "field": field})


def test_an_unknown_type_or_field_names_its_button(tmp_path: Path) -> None:
    problem = only(tmp_path, {"name": "我的", "sub_button": [click(), click("两次", type="tap")]})
    assert problem.button == "我的 › 两次"
    assert "type" in problem.detail
    assert only(tmp_path, click(colour="red")).data == {"field": "colour"}


def test_a_button_without_a_name_is_named_by_its_place(tmp_path: Path) -> None:
    nameless = {"type": "click", "key": "/help"}
    assert only(tmp_path, {"name": "我的", "sub_button": [click(), nameless]}).button == "我的 › 2"


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, {"button": [click(key=""), click("字" * 6)]})
    assert [each.button for each in problems] == ["查进度", "字" * 6]


def test_a_file_that_is_no_menu_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "menu.json"
    path.write_text('{"button": [\n  oops', "utf-8")
    with pytest.raises(BadMenu, match="line 2"):
        read_menu(path)
    with pytest.raises(BadMenu, match="FileNotFoundError"):
        read_menu(tmp_path / "none.json")
    assert problems_of(tmp_path, {"button": []})[0].code == "menu_empty"
    assert problems_of(tmp_path, [])[0].code == "menu_invalid"


def test_an_unfit_menu_can_still_be_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "menu.json"
    path.write_text(json.dumps({"button": [click("字" * 6)]}), "utf-8")
    seen = look_at(path)
    assert seen.menu is None
    assert [entry.name for entry in seen.entries] == ["字" * 6]
    assert seen.problems[0].code == "menu_too_long"


def test_the_platforms_own_shape_reads_like_ours() -> None:
    """It adds an empty list to every button."""
    live = [
        {**click(), "sub_button": []},
        {"type": "view", "name": "官网", "url": "https://a.test"},
    ]
    assert [(each.name, each.value, each.entries) for each in entries(live)] == [
        ("查进度", "/check_application", []),
        ("官网", "https://a.test", []),
    ]
