"""Dialect, misspellings and noise read as plain Mandarin."""

import pytest
from components.normalizer import normalize


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("俺想加入公会 弄啥手续", "我想加入工会 做什么手续"),
        ("咋如会", "怎么入会"),
        ("转人功", "转人工"),
        ("俺叫车㨃了", "我被车撞了"),
        ("俺嘞工姿", "我的工资"),
        ("ＩＤ　！！！", "id"),
        ("急急急急急", "急急"),
        ("", ""),
        ("😀", ""),
    ],
)
def test_words_are_rewritten(said: str, meant: str) -> None:
    assert normalize(said) == meant


def test_a_short_yes_is_a_yes_only_on_its_own() -> None:
    assert normalize("中") == "可以"
    assert normalize("中通快递") == "中通快递"
    assert normalize("在中原区") == "在中原区"


def test_a_streamers_guild_is_not_a_union() -> None:
    assert "直播公会" in normalize("怎么退直播公会")


def test_hidden_numbers_are_read_as_words() -> None:
    assert normalize("号码[[phone:12ab34cd]]") == "号码手机号码"
    assert normalize("[[id:12ab34cd]]") == "身份证号码"
