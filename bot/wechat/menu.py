"""A menu as the platform takes it: three buttons, five under each, its lengths in bytes. No I/O here."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from backend.contracts.menu import MenuEntry

MOST_BUTTONS = 3
MOST_INNER_BUTTONS = 5
_NAME_BYTES = 16
_INNER_NAME_BYTES = 60
_KEY_BYTES = 128
_URL_BYTES = 1024


class ButtonType(StrEnum):
    click = "click"
    view = "view"
    scancode_push = "scancode_push"
    scancode_waitmsg = "scancode_waitmsg"
    pic_sysphoto = "pic_sysphoto"
    pic_photo_or_album = "pic_photo_or_album"
    pic_weixin = "pic_weixin"
    location_select = "location_select"
    media_id = "media_id"
    view_limited = "view_limited"
    article_id = "article_id"
    article_view_limited = "article_view_limited"
    miniprogram = "miniprogram"


_OTHER_NEEDS = {
    ButtonType.view: ("url",),
    ButtonType.media_id: ("media_id",),
    ButtonType.view_limited: ("media_id",),
    ButtonType.article_id: ("article_id",),
    ButtonType.article_view_limited: ("article_id",),
    ButtonType.miniprogram: ("appid", "pagepath", "url"),
}


def needs(kind: ButtonType) -> tuple[str, ...]:
    """The fields a type cannot do without; most types want a key."""
    return _OTHER_NEEDS.get(kind, ("key",))


class _Named(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str


class Button(_Named):
    """A button that does something."""

    type: ButtonType
    key: str | None = None
    url: str | None = None
    media_id: str | None = None
    article_id: str | None = None
    appid: str | None = None
    pagepath: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _drop_empty_list(cls, data: Any) -> Any:
        """The platform itself shows `"sub_button": []` on every button."""
        if isinstance(data, dict) and data.get("sub_button") == []:
            return {name: value for name, value in data.items() if name != "sub_button"}
        return data

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        for field in needs(self.type):
            if not getattr(self, field):
                raise _missing(self.type, field)
        _check_bytes("key", self.key, _KEY_BYTES)
        _check_bytes("url", self.url, _URL_BYTES)
        if self.url and not self.url.startswith(("http://", "https://")):
            raise PydanticCustomError("menu_url_invalid", "url must begin with https:// or http://")
        return self


class InnerButton(Button):
    @model_validator(mode="after")
    def _name_fits(self) -> Self:
        return _check_name(self, _INNER_NAME_BYTES)


class OuterButton(Button):
    @model_validator(mode="after")
    def _name_fits(self) -> Self:
        return _check_name(self, _NAME_BYTES)


class Group(_Named):
    """A button that opens others."""

    sub_button: tuple[InnerButton, ...]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _check_count(len(self.sub_button), MOST_INNER_BUTTONS)
        return _check_name(self, _NAME_BYTES)


def _shape(data: Any) -> str:
    inner = data.get("sub_button") if isinstance(data, dict) else getattr(data, "sub_button", None)
    return "opens" if inner else "acts"


_Either = Annotated[
    Annotated[Group, Tag("opens")] | Annotated[OuterButton, Tag("acts")], Discriminator(_shape)
]


class Menu(BaseModel):
    """The body of `/cgi-bin/menu/create`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    button: tuple[_Either, ...] = Field()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.button:
            raise PydanticCustomError("menu_empty", "a menu has at least one button")
        _check_count(len(self.button), MOST_BUTTONS)
        return self

    @property
    def wire(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_none=True)

    @property
    def fingerprint(self) -> str:
        canonical = json.dumps(self.wire, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def entries(buttons: Any) -> list[MenuEntry]:
    """Any menu for reading, also one that somebody made elsewhere and we would not."""
    return list(_entries(buttons if isinstance(buttons, list) else []))


def _entries(buttons: list[Any]) -> Iterator[MenuEntry]:
    for button in buttons:
        if not isinstance(button, Mapping):
            continue
        kind = str(button.get("type") or "")
        yield MenuEntry(
            name=str(button.get("name") or ""),
            type=kind,
            value=_value(button, kind),
            entries=entries(button.get("sub_button")),
        )


def _value(button: Mapping[str, Any], kind: str) -> str:
    known = kind in set(ButtonType)
    fields = needs(ButtonType(kind)) if known else ("key", "url", "value")
    return " ".join(str(button[field]) for field in fields if button.get(field))


def _check_name[N: _Named](button: N, most: int) -> N:
    if not button.name.strip():
        raise PydanticCustomError("menu_name_empty", "a button needs a name")
    _check_bytes("name", button.name, most)
    return button


def _check_bytes(field: str, value: str | None, most: int) -> None:
    taken = len((value or "").encode())
    if taken > most:
        raise PydanticCustomError(
            "menu_too_long",
            "{field} takes {taken} bytes, at most {most}",
            {"field": field, "taken": taken, "most": most},
        )


def _check_count(count: int, most: int) -> None:
    if count > most:
        raise PydanticCustomError(
            "menu_too_many", "{count} buttons, at most {most}", {"count": count, "most": most}
        )


def _missing(kind: ButtonType, field: str) -> PydanticCustomError:
    return PydanticCustomError(
        "menu_field_missing", "a {type} needs {field}", {"type": kind.value, "field": field}
    )
