"""Trades, platforms, names and phone numbers as people write them."""

import pytest

from backend.membership.employers import find_employer, label_of
from backend.membership.names import find_name, mask_name
from backend.membership.phones import find_phone, mask_phone
from backend.membership.trades import TRADES, find_trade


def test_the_four_groups_of_the_founding_document_come_first_s02() -> None:
    assert {trade.code for trade in TRADES[:4]} == {"truck", "ride", "courier", "rider"}


@pytest.mark.parametrize(
    ("said", "code"),
    [("送外卖嘞", "rider"), ("跑滴滴", "ride"), ("快递", "courier"), ("拉货", "truck"),
     ("rider", "rider"), ("暂时没活", "none"), ("返乡了", "none")],
)  # fmt: skip
def test_a_trade_is_recognized(said: str, code: str) -> None:
    trade = find_trade(said).trade
    assert trade is not None
    assert trade.code == code


@pytest.mark.parametrize("said", ["又送外卖又跑网约车", "送货", "司机"])
def test_two_trades_or_a_vague_word_are_asked_about_s34(said: str) -> None:
    match = find_trade(said)
    assert match.trade is None
    assert len(match.choices) >= 2


@pytest.mark.parametrize(
    ("said", "trade", "label"),
    [("饿了吗", "rider", "饿了么"), ("货啦啦", "truck", "货拉拉"), ("顺丰", "courier", "顺丰速运"),
     ("顺丰同城", "rider", "顺丰同城"), ("没有", None, "没有单位"), ("样本劳务公司", None, "样本劳务公司")],
)  # fmt: skip
def test_platforms_are_recognized_in_any_spelling_s30(
    said: str, trade: str | None, label: str
) -> None:
    assert label_of(find_employer(said, trade=trade).name) == label


@pytest.mark.parametrize(
    "said", ["顺达快递站点", "花园路站点", "如意驿站", "样本家政公司", "中州专线", "样本教育机构"]
)
@pytest.mark.parametrize("trade", [None, "courier", "rider"])
def test_a_common_word_beside_a_name_is_not_the_name(said: str, trade: str | None) -> None:
    match = find_employer(said, trade=trade)
    assert (match.name, match.known) == (said, False)


@pytest.mark.parametrize(
    ("said", "label"),
    [("我们站点", "站点"), ("快递网点", "网点"), ("给站长干活", "站点"), ("驿站", "菜鸟"),
     ("京东快递站点", "京东物流"), ("美团花园路站点", "美团")],
)  # fmt: skip
def test_a_common_word_alone_or_beside_a_platform_changes_nothing(said: str, label: str) -> None:
    match = find_employer(said, trade="rider")
    assert (label_of(match.name), match.known) == (label, True)


@pytest.mark.parametrize(
    ("said", "name"),
    [("我叫程小样", "程小样"), ("买买提•样本", "买买提·样本"), ("1", None), ("13812345678", None)],
)
def test_a_name_is_found(said: str, name: str | None) -> None:
    assert find_name(said) == name


def test_masks_show_what_is_needed_and_no_more() -> None:
    assert mask_name("程小样") == "程*"
    assert mask_phone("13812345678") == "138****5678"


@pytest.mark.parametrize(
    "said", ["138 1234 5678", "１３８12345678", "+8613812345678", "电话13812345678"]
)
def test_a_phone_number_is_found(said: str) -> None:
    assert find_phone(said) == "13812345678"


def test_two_phone_numbers_are_not_guessed_between() -> None:
    assert find_phone("13812345678或13912345678") is None
