"""Chinese is found by pairs of characters; numbers that are private are found by nothing."""

from backend.cases.search_terms import terms_of, terms_wanted


def test_a_word_of_two_characters_is_found_in_a_sentence() -> None:
    said = terms_of("站长拖欠工资三个月")
    assert set(terms_wanted("工资")) <= set(said)
    assert set(terms_wanted("拖欠工资")) <= set(said)
    assert not set(terms_wanted("工伤")) <= set(said)


def test_latin_words_and_numbers_are_whole_terms_in_any_case() -> None:
    assert set(terms_wanted("uu跑腿")) <= set(terms_of("给UU跑腿送单，单号88120"))
    assert "88120" in terms_of("单号88120")


def test_tokens_of_private_numbers_leave_nothing_behind() -> None:
    assert terms_of("打我电话[[phone:ab12cd34]]") == ["打我", "我电", "电话"]


def test_one_character_alone_asks_for_nothing() -> None:
    assert terms_wanted("钱") == []
