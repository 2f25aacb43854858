"""What a murder plans and how its verdict reads; the murder itself is a benchmark."""

import random
from collections import Counter

import pytest

from benchmarks.judged import Verdict
from benchmarks.murder import VICTIMS, _lies, _planned
from benchmarks.murder_report import KILLS_EACH, LIES, Murder, murder_table
from benchmarks.targets import missed


def test_a_full_murder_kills_each_twenty_times_and_tells_every_lie() -> None:
    chance = random.Random(1)
    planned = _planned(KILLS_EACH, chance)
    assert Counter(planned) == {**dict.fromkeys(VICTIMS, 20), "redis": 5, "postgres": 3}
    told = list(_lies(KILLS_EACH, len(planned), chance))
    assert Counter(lie for lies in told for lie in lies) == LIES
    assert len(told) == len(planned)


def test_a_trial_still_strikes_everything_once() -> None:
    chance = random.Random(1)
    planned = _planned(1, chance)
    assert Counter(planned) == dict.fromkeys((*VICTIMS, "redis", "postgres"), 1)
    told = {lie for lies in _lies(1, len(planned), chance) for lie in lies}
    assert told == set(LIES)


def a_murder() -> Murder:
    murder = Murder(1, people=["o1", "o2"], lies={"late": 3}, raged_seconds=60, loads=[1.5, 4.0])
    murder.blows.ready["bot"].append(1.0)
    murder.blows.answered["bot"].append(2.0)
    return murder


def test_the_report_tells_the_lies_really_told_and_the_load() -> None:
    told = "\n".join(murder_table(a_murder()))
    assert "told: late × 3" in told
    assert "4.0 (highest)" in told
    assert "| bot | 1 | 1.0 / 1.0 | 2.0 / 2.0 |" in told
    assert missed(murder_table(a_murder())) == []


@pytest.mark.parametrize("verdict", [Verdict(lost=1), Verdict(doubled=1), Verdict(out_of_order=1)])
def test_one_message_lost_or_doubled_misses_the_target(verdict: Verdict) -> None:
    murder = a_murder()
    murder.verdict = verdict
    assert len(missed(murder_table(murder))) == 1


def test_a_process_that_never_came_back_misses_the_target_and_a_slow_probe_is_told() -> None:
    murder = a_murder()
    murder.blows.never_ready["rasa"] += 1
    murder.blows.slow_probes["rasa"] += 1
    (line,) = missed(murder_table(murder))
    assert line.startswith("Not ready within 60 s: rasa 1;")
    assert any("not answered within 120 s: rasa 1" in line for line in murder_table(murder))
