"""Dialect, homophones and keyboard noise become plain Mandarin for the classifier; the original text is kept."""

import re
import unicodedata
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.lexicon import replacements

NORMALIZED = "normalized_text"

# The backend replaces numbers by references before anything reaches Rasa.
_REFERENCES = (
    (re.compile(r"\[\[id:[^\]]*\]\]"), "身份证号码"),
    (re.compile(r"\[\[phone:[^\]]*\]\]"), "手机号码"),
)
_REPEATED = re.compile(r"(.)\1{2,}")
_NOISE = re.compile(r"[^\w\u3400-\u9fff]+")


def normalize(text: str) -> str:
    """「恁这公会咋如会嘞???」 reads 「你这工会怎么入会的」."""
    for pattern, words in _REFERENCES:
        text = pattern.sub(words, text)
    text = unicodedata.normalize("NFKC", text).lower()
    text = _NOISE.sub(" ", text).strip()
    text = _REPEATED.sub(r"\1\1", text)
    text = _whole_message(text)
    return _replace(_replace(text, replacements("homophones")), replacements("dialect"))


def _whole_message(text: str) -> str:
    """Words such as 中 mean yes only when nothing else is said: 中通 is a courier company."""
    return dict(replacements("whole_message")).get(text.replace(" ", ""), text)


def _replace(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """One pass from left to right, so that a replacement is never replaced again."""
    table = dict(pairs)
    pattern = "|".join(re.escape(wrong) for wrong, _ in pairs)
    return re.sub(pattern, lambda found: table[found.group()], text)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=False)
class Normalizer(GraphComponent):
    """Puts the normalized text beside the original."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Normalizer":
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            # Payloads such as /join_union are commands, not speech.
            if text and not text.startswith("/"):
                message.set(NORMALIZED, normalize(text))
        return messages
