"""Placeholders, options, bubbles: the pure parts of a conversation."""

from uuid import uuid4

import pytest

from backend.conversations.bubbles import (
    PASSIVE_BYTES,
    Said,
    as_bubble,
    joined,
    split_for_passive,
)
from backend.conversations.options import STALE_TAP, StoredOption, resolve
from backend.conversations.placeholders import put_back, take_out, tokens_in
from backend.conversations.prompts import for_text

OPTIONS = [StoredOption("a-1", "同意并开始", "/affirm"), StoredOption("a-2", "先看看", "/notice")]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("身份证410199199003070019", ["id"]),
        ("４１０１９９１９９００３０７００１Ｘ", ["id"]),
        ("410199 19900307 0019", ["id"]),
        ("少打一位 41019919900307001", ["id"]),
        ("138 1234 5678", ["phone"]),
        ("+86 13812345678，410199199003070019", ["phone", "id"]),
        ("欠了12345块", []),
        ("订单1234567890123", []),
    ],
)
def test_every_way_to_type_a_number_is_taken_out(text: str, kinds: list[str]) -> None:
    scrubbed, parts = take_out(text)
    assert [kind for kind, _ in tokens_in(scrubbed)] == kinds
    assert {part.kind for part in parts} == set(kinds)


def test_typed_tokens_are_not_taken_for_ours() -> None:
    scrubbed, parts = take_out("[[phone:00000000]]")
    assert tokens_in(scrubbed) == []
    assert parts == []


def test_staff_see_masks_where_the_numbers_stood() -> None:
    scrubbed, parts = take_out("打13812345678")
    assert put_back(scrubbed, {part.token_id: part.masked for part in parts}) == "打138****5678"
    assert put_back(scrubbed, {}) == "打［号码］"


@pytest.mark.parametrize(
    "said", ["1", "１", "一", "选1", "第一个", "1.", "同意并开始", "1 同意并开始"]
)
def test_an_option_is_chosen_by_number_or_words(said: str) -> None:
    assert resolve(said, None, OPTIONS) == "/affirm"


@pytest.mark.parametrize(
    "said",
    [
        "好的，谢谢（以后再说）",
        "好的,谢谢(以后再说)",
        "好的谢谢以后再说",
        "1 好的，谢谢 以后再说。",
        "1、好的，谢谢（以后再说）",
        " 好的， 谢谢（以后再说） ",
    ],
)
def test_an_options_words_are_known_whatever_stands_between_them(said: str) -> None:
    options = [StoredOption("c-1", "好的，谢谢（以后再说）", "/deny")]
    assert resolve(said, None, options) == "/deny"


def test_punctuation_alone_chooses_nothing() -> None:
    assert resolve("？？", None, [StoredOption("d-1", "？", "/help")]) is None


@pytest.mark.parametrize("said", ["3", "12", "好", "1点多", "同意"])
def test_other_words_are_no_choice(said: str) -> None:
    assert resolve(said, None, OPTIONS) is None


def test_a_tap_on_an_older_question_is_recognized() -> None:
    assert resolve("先看看", "a-2", OPTIONS) == "/notice"
    assert resolve("先看看", "b-2", OPTIONS) == STALE_TAP
    assert resolve("先看看", "0", OPTIONS) == "/notice"  # the platform sometimes sends 0


def test_people_cannot_speak_the_assistants_own_language() -> None:
    assert for_text("/restart") == "restart"
    assert for_text("///") == '/send_unsupported{"kind": "empty"}'


def test_bubbles_travel_together_while_they_fit_and_options_come_last() -> None:
    question = Said("开始吗？", (("好", "/affirm"),))
    now, later = split_for_passive([Said("你好"), question])
    assert (len(now), len(later)) == (2, 0)
    now, later = split_for_passive([question, Said("再说一句")])
    assert (len(now), len(later)) == (1, 1)
    now, later = split_for_passive([Said("长" * 500), Said("长" * 500)])
    assert (len(now), len(later)) == (1, 1)
    assert len("长".encode()) * 500 < PASSIVE_BYTES


def test_a_bubble_no_passive_reply_can_hold_goes_by_customer_service_with_all_behind_it() -> None:
    said = [Said("长" * 601), Said("短")]
    assert said[0].byte_size > PASSIVE_BYTES
    assert split_for_passive(said) == ([], said)
    assert joined(said, 1) == said[:1]
    assert split_for_passive([]) == ([], [])


def test_a_photo_is_a_message_of_its_own() -> None:
    photo, words = Said("", author="staff", photo_id=uuid4()), Said("看这张")
    assert split_for_passive([photo, words]) == ([], [photo, words])
    assert split_for_passive([words, photo]) == ([words], [photo])
    assert joined([photo, words, words], 1) == [photo]
    assert joined([words, words, photo], 1) == [words, words]


def test_a_joined_bubble_carries_every_id_and_the_last_options() -> None:
    said = [Said("你好"), Said("开始吗？", (("好", "/affirm"),))]
    bubble = as_bubble(said)
    assert bubble.text == "你好\n\n开始吗？"
    assert [option.title for option in bubble.options] == ["好"]
    assert len(bubble.ids) == 2
