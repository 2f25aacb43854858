"""What a crowd was shown is judged as a person would: missing, twice, in the wrong order."""

from benchmarks.judged import judge

OPENINGS = ["您好！我是", "会费每月"]


def test_each_answer_once_and_in_order_is_clean() -> None:
    verdict = judge(["o1"], {"o1": ["您好！我是助手", "会费每月五元"]}, OPENINGS)
    assert verdict.is_clean
    assert verdict.answers == 2


def test_what_waited_and_is_said_in_one_text_counts_as_well() -> None:
    assert judge(["o1"], {"o1": ["您好！我是助手\n会费每月五元"]}, OPENINGS).is_clean


def test_missing_twice_and_swapped_are_told_apart() -> None:
    shown = {"o1": ["您好！我是助手"], "o2": ["会费每月五元", "您好！我是助手", "您好！我是助手"]}
    verdict = judge(["o1", "o2"], shown, OPENINGS)
    assert (verdict.lost, verdict.doubled, verdict.out_of_order) == (1, 1, 1)


def test_what_died_on_its_way_is_in_doubt_and_nothing_else_is() -> None:
    doubtful = {"o1": ["会费每月五元"], "o3": ["会费每月五元"]}
    verdict = judge(["o1", "o2"], {"o1": [], "o2": ["您好！我是助手"]}, OPENINGS, doubtful)
    assert (verdict.lost, verdict.in_doubt) == (2, 1)


def test_whoever_had_to_ask_again_may_be_answered_again_and_no_more() -> None:
    shown = {"o1": ["您好！我是助手"] * 3}
    again = {("o1", "您好！我是"): 1}
    assert judge(["o1"], shown, OPENINGS[:1], None, again).doubled == 1


def test_words_that_a_message_waits_are_no_answer() -> None:
    verdict = judge(["o1"], {"o1": ["收到了，请稍等"]}, OPENINGS)
    assert (verdict.lost, verdict.strange) == (2, 1)
