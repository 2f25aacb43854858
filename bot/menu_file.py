"""Reads the configured menu, and says which button is wrong when one is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from backend.contracts.menu import MenuEntry, MenuProblem
from bot.wechat.menu import Menu, entries

BUNDLED = Path(__file__).parent / "menu.json"


class BadMenu(Exception):
    """The file cannot be published; `problems` name the buttons, in the order of the file."""

    def __init__(self, path: Path, problems: list[MenuProblem]) -> None:
        self.problems = problems
        lines = [f"{path}: this menu cannot be published"]
        lines += [f"  {each.button or 'the menu'}: {each.detail}" for each in problems]
        super().__init__("\n".join(lines))


def read_menu(path: Path | None = None) -> Menu:
    """Raises BadMenu."""
    path = path or BUNDLED
    raw = _read_json(path)
    try:
        return Menu.model_validate(raw)
    except ValidationError as error:
        raise BadMenu(path, [_problem(raw, item) for item in error.errors()]) from None


@dataclass(frozen=True)
class Configured:
    """The file as it stands, readable even when it is not fit to be published."""

    entries: list[MenuEntry]
    problems: list[MenuProblem]
    menu: Menu | None


def look_at(path: Path | None) -> Configured:
    try:
        menu = read_menu(path)
    except BadMenu as bad:
        return Configured(_as_written(path or BUNDLED), bad.problems, None)
    return Configured(entries(menu.wire["button"]), [], menu)


def _as_written(path: Path) -> list[MenuEntry]:
    try:
        raw = _read_json(path)
    except BadMenu:
        return []
    return entries(raw.get("button") if isinstance(raw, dict) else None)


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        problem = MenuProblem(button="", code="menu_unreadable", detail=type(error).__name__)
    except ValueError as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "not UTF-8"
        problem = MenuProblem(button="", code="menu_unreadable", detail=f"not JSON ({where})")
    raise BadMenu(path, [problem])


def _problem(raw: Any, item: Any) -> MenuProblem:
    location = [part for part in item["loc"] if part not in {"opens", "acts"}]
    field = next((part for part in reversed(location) if isinstance(part, str)), "")
    data = {name: value for name, value in item.get("ctx", {}).items() if name != "error"}
    ours = item["type"].startswith("menu_")
    return MenuProblem(
        button=_named(raw, location),
        code=item["type"] if ours else "menu_invalid",
        detail=item["msg"] if ours else f"{field}: {item['msg']}",
        data=data if ours else {"field": field},
    )


def _named(raw: Any, location: Sequence[int | str]) -> str:
    """「我的 › 查进度」, or its place when it has no name: 「我的 › 2」."""
    names, here = [], raw
    for part in location:
        try:
            here = here[part]
        except (LookupError, TypeError):
            break
        if isinstance(part, int):
            name = here.get("name") if isinstance(here, dict) else None
            names.append(str(name or part + 1))
    return " › ".join(names)
