"""Decides what was meant. Pure: texts in, names and confidences out; Rasa is not needed to test it."""

import re
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from components import features
from components.lexicon import phrases

FALLBACK = "nlu_fallback"


class Model(NamedTuple):
    """Everything that training leaves behind: logistic regression is its weights, nothing more."""

    vectorizer: TfidfVectorizer
    names: list[str]
    weights: features.Numbers
    bias: features.Numbers
    embedding_weight: float


class Guess(NamedTuple):
    """`name` is a full name such as faq/dues."""

    name: str
    confidence: float


def train(
    texts: list[str], names: list[str], *, seed: int, strength: float, embedding_weight: float
) -> Model:
    vectorizer = features.new_vectorizer().fit(texts)
    matrix = features.featurize(vectorizer, texts, embedding_weight=embedding_weight)
    regression = LogisticRegression(
        C=strength, max_iter=400, class_weight="balanced", random_state=seed
    ).fit(matrix, names)
    return Model(
        vectorizer,
        [str(name) for name in regression.classes_],
        np.ascontiguousarray(regression.coef_.T, dtype=np.float32),
        regression.intercept_.astype(np.float32),
        embedding_weight,
    )


def rank(model: Model, text: str) -> list[Guess]:
    """All names with their confidence, likeliest first."""
    scores = model.bias + features.weigh(
        model.vectorizer, text, model.weights, embedding_weight=model.embedding_weight
    )
    confidences = np.exp(scores - scores.max())
    confidences /= confidences.sum()
    order = np.argsort(confidences)[::-1]
    return [Guess(model.names[i], float(confidences[i])) for i in order]


def merge_retrieval(ranking: list[Guess]) -> list[Guess]:
    """Twenty kinds of questions are rivals only among themselves: their confidences add up to `faq`."""
    total: dict[str, float] = {}
    for guess in ranking:
        base = guess.name.split("/", 1)[0]
        total[base] = total.get(base, 0.0) + guess.confidence
    return sorted((Guess(n, c) for n, c in total.items()), key=lambda guess: -guess.confidence)


def best_answer(ranking: list[Guess], base: str) -> str | None:
    """The full name of the likeliest question under a retrieval intent."""
    return next((guess.name for guess in ranking if guess.name.startswith(f"{base}/")), None)


# In this order; each has a file in lexicon/.
_LISTED = ("express_crisis", "threaten_others", "report_emergency", "request_human")


def listed(normalized: str) -> str | None:
    """Life and limb, and the wish for a person, never depend on statistics: a listed phrase decides."""
    for name in _LISTED:
        if any(re.search(pattern, normalized) for pattern in phrases(name)):
            return name
    return None


def decide(ranking: list[Guess], *, threshold: float) -> list[Guess]:
    """The merged ranking, headed by the fallback when nothing is likely enough."""
    merged = merge_retrieval(ranking)
    if merged[0].confidence < threshold:
        return [Guess(FALLBACK, 1.0 - merged[0].confidence), *merged]
    return merged
