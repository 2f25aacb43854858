"""Decides what was meant. Pure: texts in, names and confidences out; Rasa is not needed to test it."""

import re
from typing import Dict, List, NamedTuple, Optional, Sequence, Text

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from components import features
from components.lexicon import phrases

FALLBACK = "nlu_fallback"


class Model(NamedTuple):
    """Everything that training leaves behind."""

    vectorizer: TfidfVectorizer
    classifier: LogisticRegression
    embedding_weight: float


class Guess(NamedTuple):
    """`name` is a full name such as faq/dues."""

    name: Text
    confidence: float


def train(
    texts: List[str], names: List[str], *, seed: int, strength: float, embedding_weight: float
) -> Model:
    vectorizer = features.new_vectorizer().fit(texts)
    matrix = features.featurize(vectorizer, texts, embedding_weight=embedding_weight)
    classifier = LogisticRegression(C=strength, max_iter=400, class_weight="balanced", random_state=seed)
    return Model(vectorizer, classifier.fit(matrix, names), embedding_weight)


def rank(model: Model, texts: Sequence[str]) -> List[List[Guess]]:
    matrix = features.featurize(model.vectorizer, list(texts), embedding_weight=model.embedding_weight)
    names = model.classifier.classes_
    return [
        [Guess(str(names[i]), float(row[i])) for i in np.argsort(row)[::-1]]
        for row in model.classifier.predict_proba(matrix)
    ]


def merge_retrieval(ranking: List[Guess]) -> List[Guess]:
    """Twenty kinds of questions are rivals only among themselves: their confidences add up to `faq`."""
    total: Dict[str, float] = {}
    for guess in ranking:
        base = guess.name.split("/", 1)[0]
        total[base] = total.get(base, 0.0) + guess.confidence
    return sorted((Guess(n, c) for n, c in total.items()), key=lambda guess: -guess.confidence)


def best_answer(ranking: List[Guess], base: str) -> Optional[str]:
    """The full name of the likeliest question under a retrieval intent."""
    return next((guess.name for guess in ranking if guess.name.startswith(f"{base}/")), None)


def urgent(normalized: str) -> Optional[str]:
    """Life and limb never depend on statistics: a listed phrase decides."""
    for name in ("express_crisis", "report_emergency"):
        if any(re.search(pattern, normalized) for pattern in phrases(name)):
            return name
    return None


def decide(ranking: List[Guess], *, threshold: float) -> List[Guess]:
    """The merged ranking, headed by the fallback when nothing is likely enough."""
    merged = merge_retrieval(ranking)
    if merged[0].confidence < threshold:
        return [Guess(FALLBACK, 1.0 - merged[0].confidence), *merged]
    return merged
