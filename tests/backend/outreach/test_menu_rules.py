"""Two menus side by side: what stays, what comes, what goes."""

from backend.contracts.menu import MenuEntry
from backend.outreach.menu_rules import Change, side_by_side


def tap(name: str, value: str = "/help") -> MenuEntry:
    return MenuEntry(name=name, type="click", value=value)


def group(name: str, *entries: MenuEntry) -> MenuEntry:
    return MenuEntry(name=name, entries=list(entries))


def changes(live: list[MenuEntry], configured: list[MenuEntry]) -> list[Change]:
    return [pair.change for pair in side_by_side(live, configured)]


def test_the_same_menu_changes_nothing() -> None:
    menu = [tap("我要入会"), group("我的", tap("查进度"), tap("我的会籍"))]
    assert set(changes(menu, menu)) == {Change.same}


def test_no_menu_yet_makes_everything_new() -> None:
    assert changes([], [tap("我要入会")]) == [Change.added]


def test_a_button_put_first_leaves_the_others_beside_each_other() -> None:
    old = [group("我的", tap("查进度"), tap("我的会籍"))]
    new = [group("我的", tap("修改资料"), tap("查进度"), tap("我的会籍"))]
    assert changes(old, new) == [Change.same, Change.added, Change.same, Change.same]


def test_another_key_under_the_same_name_is_a_change() -> None:
    (pair,) = side_by_side([tap("12351热线")], [tap("12351热线", "/request_human")])
    assert pair.change is Change.changed
    assert pair.live is not None
    assert pair.live.value == "/help"


def test_a_button_taken_out_is_shown_as_gone() -> None:
    assert changes([tap("官网"), tap("查进度")], [tap("查进度")]) == [Change.removed, Change.same]
