"""What the report over cases counts, and how long things took."""

from datetime import timedelta

from backend.cases.report_rules import (
    Counted,
    Reported,
    case_figures,
    in_time,
    places_of,
    within_most,
)


def _row(*counts: Counted, minutes: int | None = None) -> Reported:
    took = None if minutes is None else timedelta(minutes=minutes)
    return Reported("wage_arrears", "p/c", None, None, None, frozenset(counts), took, took)


def test_nothing_opened_has_no_times() -> None:
    figures = case_figures([])
    assert set(figures.of.values()) == {0}
    assert figures.answer is figures.resolution is figures.resolution_of_most is None


def test_only_what_was_resolved_has_a_time() -> None:
    rows = [_row(Counted.every), _row(Counted.every, minutes=10), _row(Counted.every, minutes=30)]
    figures = case_figures(rows)
    assert figures.of[Counted.every] == 3
    assert figures.resolution == timedelta(minutes=20)


def test_in_time_is_done_with_no_limit_missed() -> None:
    assert Counted.answered_in_time in in_time({Counted.answered})
    assert Counted.answered_in_time not in in_time({Counted.answered, Counted.answer_late})
    assert Counted.resolved_in_time not in in_time({Counted.answered, Counted.resolve_late})
    assert Counted.resolved_in_time in in_time({Counted.resolved, Counted.answer_late})


def test_a_county_counts_in_its_city_too() -> None:
    assert places_of("p/c/x") == ("p/c", "p/c/x")
    assert places_of("p/c") == ("p/c",)
    assert places_of("p") == ("p",)


def test_nine_of_ten_took_no_longer() -> None:
    took = [timedelta(minutes=n) for n in range(1, 11)]
    assert within_most(took) == timedelta(minutes=9)
    assert within_most(took[:1]) == timedelta(minutes=1)
