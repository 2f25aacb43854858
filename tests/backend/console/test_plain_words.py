"""Staff from elsewhere understand what people in Henan say; the original words stay as they are."""

import pytest

from backend.console.plain_words import plain


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("俺想入会弄啥手续？", "我想入会做什么手续？"),
        ("恁这公会咋如会", "你这工会怎么入会"),
        ("中", "可以"),
    ],
)
def test_dialect_and_misspellings_are_put_plainly(said: str, meant: str) -> None:
    assert plain(said) == meant


@pytest.mark.parametrize("said", ["我想入会", "", "中通快递欠我工资", "2026-11-24 14:05"])
def test_words_that_are_plain_already_get_no_hint(said: str) -> None:
    assert plain(said) is None
