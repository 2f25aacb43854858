"""Understanding, measured on sentences that training never saw."""

from collections import Counter
from typing import NamedTuple

import pytest
import ruamel.yaml
from components import classification
from components.classification import Model
from components.normalizer import normalize

from tests import sentences

FLOOR = 0.9


class Answer(NamedTuple):
    said: str
    meant: str
    understood: str


def _config() -> dict:
    config = ruamel.yaml.YAML(typ="safe").load(sentences.ROOT / "config.yml")
    return next(part for part in config["pipeline"] if "intent_classifier" in part["name"])


@pytest.fixture(scope="module")
def model() -> Model:
    pairs = sentences.training()
    config = _config()
    return classification.train(
        [normalize(said) for _, said in pairs],
        [intent for intent, _ in pairs],
        seed=config["random_seed"],
        strength=config["strength"],
        embedding_weight=config["embedding_weight"],
    )


@pytest.fixture(scope="module")
def answers(model: Model) -> list[Answer]:
    return [Answer(said, meant, _understood(model, said)) for meant, said in sentences.held_out()]


def test_held_out_sentences_are_not_in_the_training_data() -> None:
    trained = {said for _, said in sentences.training()}
    assert [said for _, said in sentences.held_out() if said in trained] == []


def test_every_intent_is_measured_at_least_three_times() -> None:
    counts = Counter(meant for meant, _ in sentences.held_out())
    assert {intent: count for intent, count in counts.items() if count < 3} == {}


def test_most_sentences_are_understood(answers: list[Answer]) -> None:
    wrong = [answer for answer in answers if answer.understood != answer.meant]
    accuracy = 1 - len(wrong) / len(answers)
    # The figure and the misses are what one runs this for (`pytest -s`).
    print(f"\nunderstood {accuracy:.3f} of {len(answers)} sentences; not these:")  # noqa: T201
    for answer in wrong:
        print(f"  {answer.said}: {answer.meant}, understood as {answer.understood}")  # noqa: T201
    assert accuracy >= FLOOR


@pytest.mark.parametrize(
    "intent", ["express_crisis", "report_emergency", "threaten_others", "request_human"]
)
def test_nobody_in_need_of_a_person_is_overheard(answers: list[Answer], intent: str) -> None:
    assert [a.said for a in answers if a.meant == intent and a.understood != intent] == []


def _understood(model: Model, said: str) -> str:
    normalized = normalize(said)
    known = classification.listed(normalized)
    if known:
        return known
    ranking = classification.rank(model, normalized)
    name = classification.decide(ranking, threshold=_config()["threshold"])[0].name
    # Not understood is the honest reading of what is none of our business.
    return "out_of_scope" if name == classification.FALLBACK else name
