"""Understands a sentence in one step, without TensorFlow (docs/decisions/0005)."""

import gc
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

# Imported for their effect: this module is the one Rasa surely loads with every model.
from components import (  # noqa: F401
    classification,
    compiled_schema,
    known_events,
    straight_graph,
)
from components.classification import Guess, Model
from components.normalizer import NORMALIZED

_FILE = "model.joblib"
_SHOWN = 10


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class SentenceIntentClassifier(GraphComponent):
    """Encoder + n-grams + logistic regression; also picks the answer under a retrieval intent."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Model | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"threshold": 0.3, "random_seed": 7, "strength": 20.0, "embedding_weight": 1.0}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceIntentClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "SentenceIntentClassifier":
        with model_storage.read_from(resource) as folder:
            model = Model(*joblib.load(folder / _FILE))
        # The first sentence would otherwise pay for loading the encoder.
        classification.rank(model, "你好")
        # TensorFlow and Rasa leave millions of objects that never go: no use in looking them over
        # several times a message.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.intent_examples if e.get(NORMALIZED) is not None]
        self._model = classification.train(
            [example.get(NORMALIZED) for example in examples],
            [example.get("intent_response_key") or example.get(INTENT) for example in examples],
            seed=self._config["random_seed"],
            strength=self._config["strength"],
            embedding_weight=self._config["embedding_weight"],
        )
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(tuple(self._model), folder / _FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            normalized = message.get(NORMALIZED)
            if normalized is not None:
                self._understand(message, normalized)
        return messages

    def _understand(self, message: Message, normalized: str) -> None:
        known = classification.listed(normalized)
        if known:
            _put(message, [Guess(known, 1.0)])
            return
        if not normalized or self._model is None:
            _put(message, [Guess(classification.FALLBACK, 1.0)])
            return
        ranking = classification.rank(self._model, normalized)
        merged = classification.decide(ranking, threshold=self._config["threshold"])
        _put(message, merged)
        answer = classification.best_answer(ranking, merged[0].name)
        if answer:
            _put_answer(message, merged[0].name, answer)


def _put(message: Message, ranking: list[Guess]) -> None:
    shown = [{"name": guess.name, "confidence": guess.confidence} for guess in ranking[:_SHOWN]]
    message.set(INTENT, shown[0], add_to_output=True)
    message.set("intent_ranking", shown, add_to_output=True)


def _put_answer(message: Message, base: str, full_name: str) -> None:
    """In the shape of Rasa's own response selector, so that `utter_faq` finds its words."""
    response = {"intent_response_key": full_name, "utter_action": f"utter_{full_name}"}
    selected = {base: {"response": response, "ranking": []}, "all_retrieval_intents": [base]}
    message.set("response_selector", selected, add_to_output=True)
