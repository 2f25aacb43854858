"""What people read is whole: split by bytes, never inside a character or a link."""

import re
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contracts.messages import Bubble, Option
from bot.wechat import outbound, xml
from bot.wechat.outbound import MAX_BYTES, size, split_text

LINK = '<a href="https://page.example/a?b=1">查看办理指南</a>'


@pytest.mark.parametrize("bytes_long", [1799, 1800, 1801, 2047, 2048, 2049, 6000])
@pytest.mark.parametrize("unit", ["会", "👷", "👨‍👩‍👧", "a", LINK, "入会👍🏽"])
def test_edge_13_any_length_of_any_script_is_split_without_loss(unit: str, bytes_long: int) -> None:
    text = unit * (bytes_long // size(unit)) + "。" * 3
    text = "a" * (bytes_long - size(text)) + text
    parts = split_text(text)
    assert "".join(parts) == text
    assert all(size(part) <= MAX_BYTES for part in parts)
    assert len(parts) == 1 or size(text) > MAX_BYTES
    if unit in {LINK, "👨‍👩‍👧"}:
        assert all(part.endswith((unit, "。")) for part in parts)


@pytest.mark.parametrize("bytes_long", [1799, 1800, 2047, 2048, 2049])
@pytest.mark.parametrize("whole", [LINK, "👷🏽", "👨‍👩‍👧", "会"])
def test_edge_13_what_stands_at_the_cut_stays_whole(whole: str, bytes_long: int) -> None:
    for overlap in range(1, size(whole)):
        text = "a" * (bytes_long - overlap) + whole + "完"
        parts = split_text(text)
        assert "".join(parts) == text
        assert sum(part.count(whole) for part in parts) == 1
        assert all(size(part) <= MAX_BYTES for part in parts)


def test_a_cut_falls_on_a_paragraph_before_a_sentence() -> None:
    first, second = split_text("甲。" * 200 + "\n\n" + "乙。" * 200)
    assert (first, second) == ("甲。" * 200, "乙。" * 200)


def test_without_paragraphs_a_cut_falls_on_the_end_of_a_sentence() -> None:
    text = "您的申请已收到，请放心。" * 100
    assert all(part.endswith("。") for part in split_text(text))


def test_an_early_paragraph_end_does_not_make_a_tiny_part() -> None:
    assert size(split_text("好的\n\n" + "长" * 2000)[0]) > MAX_BYTES / 3


def test_a_link_too_long_for_any_message_keeps_its_words() -> None:
    assert split_text(f'看<a href="https://x.example/{"y" * 3000}">这里</a>') == ["看这里"]


@given(st.text(st.sampled_from("会a👷\n。， <>\u200d\ufe0f"), max_size=3000))
def test_nothing_but_blank_space_is_ever_lost(text: str) -> None:
    parts = split_text(text)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)
    assert all(0 < size(part) <= MAX_BYTES for part in parts)


def bubble(text: str, *titles: str) -> Bubble:
    options = [Option(id=f"step:{title}&1", title=title) for title in titles]
    return Bubble(ids=[uuid4()], text=text, options=options)


def test_options_become_numbered_lines_to_tap() -> None:
    assert outbound.as_texts(bubble("您同意吗？", "同意", "不同意 & 退出")) == [
        "您同意吗？\n"
        '<a href="weixin://bizmsgmenu?msgmenucontent=同意&msgmenuid=step%3A%E5%90%8C%E6%84%8F%261">'
        "1 同意</a>\n"
        '<a href="weixin://bizmsgmenu?msgmenucontent=不同意%20%26%20退出'
        '&msgmenuid=step%3A%E4%B8%8D%E5%90%8C%E6%84%8F%20%26%20%E9%80%80%E5%87%BA%261">'
        "2 不同意 & 退出</a>"
    ]


def test_options_that_would_cost_a_second_message_become_plain_numbered_lines() -> None:
    (text,) = outbound.as_texts(bubble("请选择：", *[f"第{n}项服务内容" for n in range(1, 30)]))
    assert text.splitlines()[:2] == ["请选择：", "1 第1项服务内容"]
    assert "<a" not in text


def test_a_long_text_keeps_its_links_whole_in_the_last_part() -> None:
    *_, last = outbound.as_texts(bubble("说明。" * 300, "同意", "不同意"))
    assert last.count("<a ") == last.count("</a>") == 2


def test_a_title_cannot_end_its_link_early() -> None:
    (text,) = outbound.as_texts(bubble("选", '</a>"x'))
    assert text.count("</a>") == 1
    assert text.count('"') == 3


@pytest.mark.parametrize("text", ["]]>", "a]]]]>>b", "&<>\"'", "控\x0b制\x00\ud800", "会👷"])
def test_edge_14_a_reply_stays_well_formed_whatever_it_says(text: str) -> None:
    reply = xml.text_reply(to="o]]>", account="gh_a", created_at=1, text=text)
    assert xml.read(reply).get("Content") == xml.clean(text)
    assert xml.read(reply).get("ToUserName") == "o]]>"
