"""What a menu may look like, and which conditional menu a person sees. No I/O here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from simulator.errors import PlatformError

type Button = dict[str, Any]

MOST_LINK_DOMAINS = 3

# What a button of each type must carry.
_NEEDS = {
    "click": "key",
    "view": "url",
    "scancode_push": "key",
    "scancode_waitmsg": "key",
    "pic_sysphoto": "key",
    "pic_photo_or_album": "key",
    "pic_weixin": "key",
    "location_select": "key",
    "media_id": "media_id",
    "view_limited": "media_id",
    "article_id": "article_id",
    "article_view_limited": "article_id",
    "miniprogram": "url",
}
# The platform stopped matching by what people keep to themselves.
_PRIVATE = ("sex", "country", "province", "city", "language")
_MATCHED = ("tag_id", "group_id", "client_platform_type")


@dataclass(frozen=True)
class Codes:
    """Refusals differ between the row of buttons and the lists above them."""

    kind: int
    name: int
    name_bytes: int
    key: int
    url: int
    domain: int


_TOP = Codes(kind=40017, name=40018, name_bytes=16, key=40019, url=40020, domain=40055)
_SUB = Codes(kind=40024, name=40025, name_bytes=60, key=40026, url=40027, domain=40054)


@dataclass(frozen=True)
class Seen:
    """What matching knows about a person."""

    tag_ids: list[int]
    platform_type: int


def check_buttons(buttons: Any) -> list[Button]:
    """As the platform keeps them: every button with a list of sub-buttons, mostly empty."""
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise PlatformError(40016)
    return [_checked(button) for button in buttons]


def check_match_rule(rule: Any) -> dict[str, str]:
    if not isinstance(rule, dict):
        raise PlatformError(65304)
    given = {name: str(value) for name, value in rule.items() if value not in ("", None)}
    if any(name in given for name in _PRIVATE):
        raise PlatformError(65320)
    kept = {name: given[name] for name in _MATCHED if name in given}
    if not kept:
        raise PlatformError(65304)
    return kept


def matches(rule: Mapping[str, str], seen: Seen) -> bool:
    """Every condition must hold; of several tags the one given last counts."""
    wanted = rule.get("tag_id", rule.get("group_id"))
    last = str(seen.tag_ids[-1]) if seen.tag_ids else "0"
    platform_type = rule.get("client_platform_type", str(seen.platform_type))
    return wanted in {None, last} and platform_type == str(seen.platform_type)


def leaves(buttons: list[Button]) -> Iterator[Button]:
    """Buttons that do something, in order."""
    for button in buttons:
        yield from button.get("sub_button") or [button]


def link_domains(buttons: list[Button]) -> set[str]:
    links = (button["url"] for button in leaves(buttons) if button["type"] == "view")
    return {urlsplit(link).hostname or "" for link in links}


def _checked(button: Any) -> Button:
    if not isinstance(button, dict):
        raise PlatformError(40016)
    inner = button.get("sub_button") or []
    if not inner:
        return _checked_leaf(button, _TOP)
    _check_name(button, _TOP)
    if not isinstance(inner, list) or len(inner) > 5:
        raise PlatformError(40023)
    return {"name": button["name"], "sub_button": [_checked_leaf(leaf, _SUB) for leaf in inner]}


def _checked_leaf(button: Any, codes: Codes) -> Button:
    if not isinstance(button, dict):
        raise PlatformError(40023)
    if button.get("sub_button"):
        raise PlatformError(40022)
    _check_name(button, codes)
    needed = _NEEDS.get(button.get("type", ""))
    if needed is None:
        raise PlatformError(codes.kind)
    _check_value(button.get(needed), needed, codes)
    if button["type"] == "miniprogram" and not (button.get("appid") and button.get("pagepath")):
        raise PlatformError(40035, "appid, pagepath")
    return {**button, "sub_button": []}


def _check_name(button: Button, codes: Codes) -> None:
    name = button.get("name")
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= codes.name_bytes:
        raise PlatformError(codes.name)


def _check_value(value: Any, needed: str, codes: Codes) -> None:
    longest = 1024 if needed == "url" else 128
    if not isinstance(value, str) or not 1 <= len(value.encode()) <= longest:
        raise PlatformError({"url": codes.url, "key": codes.key}.get(needed, 40007))
    if needed == "url" and not value.startswith(("http://", "https://")):
        raise PlatformError(codes.domain)
