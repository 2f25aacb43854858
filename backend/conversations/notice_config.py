"""The account's templates for notices, read once from a file and checked before anybody relies on it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from backend.contracts.notices import NoticeChannel, NoticeKind
from backend.conversations import notice_fields

KNOWN = {"number", "result", "subject", "at", "hint"}


class Template(BaseModel):
    """How one kind of notice is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subscribe: str = Field(default="", max_length=64)
    template: str = Field(default="", max_length=64)
    fields: dict[str, str] = Field(min_length=1)

    @model_validator(mode="after")
    def _fields_make_sense(self) -> Self:
        for name, source in self.fields.items():
            if notice_fields.kind_of(name) is None:
                raise ValueError(f"{name}: no template has fields of this kind")
            if source not in KNOWN and not source.startswith("="):
                raise ValueError(f"{name}: {source} is neither {sorted(KNOWN)} nor a fixed text")
        return self

    def filled(self, values: Mapping[str, str]) -> dict[str, str]:
        """The template's fields, each within its limit."""
        return notice_fields.fitted(
            {
                name: source[1:] if source.startswith("=") else values.get(source, "")
                for name, source in self.fields.items()
            }
        )


type Templates = Mapping[NoticeKind, Template]
_TEMPLATES = TypeAdapter(dict[NoticeKind, Template])


def read_templates(path: Path | None) -> Templates:
    """Without a file there are no notices: what is held waits for the person's next word."""
    if path is None:
        return {}
    return _TEMPLATES.validate_python(tomllib.loads(path.read_text("utf-8")))


def subscribable(templates: Templates) -> list[str]:
    """The template ids a person can be asked to allow."""
    return [template.subscribe for template in templates.values() if template.subscribe]


def way_for(template: Template | None, *, may_subscribe: bool) -> tuple[NoticeChannel, str] | None:
    """The person's own permission first; it was given for exactly this."""
    if template is None:
        return None
    if template.subscribe and may_subscribe:
        return NoticeChannel.subscribe, template.subscribe
    return (NoticeChannel.template, template.template) if template.template else None
