"""Finds references to hidden numbers, and which detail of a form somebody says is wrong."""

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.normalizer import NORMALIZED

_REFERENCES: tuple[tuple[str, "re.Pattern[str]"], ...] = (
    ("id_reference", re.compile(r"\[\[id:[^\]]*\]\]")),
    ("phone_reference", re.compile(r"\[\[phone:[^\]]*\]\]")),
)

# Order matters: 手机号 and 身份证号 both contain 号, 号码 alone means the one on the card.
_FIELDS: tuple[tuple[str, "re.Pattern[str]"], ...] = (
    ("phone", re.compile(r"手机|电话|联系方式")),
    ("photos", re.compile(r"照片|重拍|重新拍|拍错|发错图|传错")),
    ("valid_until", re.compile(r"有效期|到期|期限")),
    ("id_number", re.compile(r"身份证|证号|号码")),
    ("name", re.compile(r"姓名|名字|我姓|我叫")),
    ("trade", re.compile(r"行业|工种|职业|哪一行|哪行")),
    ("employer", re.compile(r"平台|单位|公司|站点|网点|车队")),
    (
        "county",
        re.compile(r"地区|区县|县区|区域|地方|哪个区|区选|区填|县选|县填|区错|县错|区不对|县不对"),
    ),
)

# 「撤了吧」, 「钱给了，不用办了」: of a case, that it be withdrawn.
_WITHDRAWS = re.compile(
    r"撤(?!职|站|店|柜|走)|(?:不用|别|不想|不要)(?:再)?(?:告|办|追究|管|弄|处理|投诉)了?|不(?:告|办|弄|追究|投诉)了"
)


def find_references(text: str) -> list[dict[str, Any]]:
    return [
        {"entity": name, "value": match.group(), "start": match.start(), "end": match.end()}
        for name, pattern in _REFERENCES
        for match in pattern.finditer(text)
    ]


def find_field(normalized: str) -> list[dict[str, Any]]:
    """At most one: the first detail in the list above that is mentioned."""
    for field, pattern in _FIELDS:
        match = pattern.search(normalized)
        if match:
            return [{"entity": "field", "value": field, "start": match.start(), "end": match.end()}]
    return []


def find_wish(normalized: str) -> list[dict[str, Any]]:
    """What is wanted of one's own case, beside hearing of it."""
    match = _WITHDRAWS.search(normalized)
    if match is None:
        return []
    return [{"entity": "wish", "value": "withdraw", "start": match.start(), "end": match.end()}]


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class EntityFinder(GraphComponent):
    """Regular expressions are enough here: free text is understood by the backend, which knows the lists."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EntityFinder":
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            normalized = message.get(NORMALIZED)
            if normalized is not None:
                found = [
                    *find_references(message.get(TEXT)),
                    *find_field(normalized),
                    *find_wish(normalized),
                ]
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
