"""What a person can do on the phone; each act makes a chat entry and a push to the account."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulator import messages
from simulator.media import content_type_of
from simulator.messages import Fields
from simulator.quota import Trigger
from simulator.records import Direction, Entry, State
from simulator.service import Simulator
from simulator.world import Phone


class ActRefused(Exception):
    """The phone itself would not let a person do this."""


@dataclass(frozen=True)
class Done:
    """The entry at once, and the delivery for those who want to wait for it."""

    entry: Entry
    delivery: asyncio.Task[None]


def follow(simulator: Simulator, phone: Phone, scene: str | None = None) -> Done:
    """Following; with a scene, by scanning a code that carries it."""
    world = simulator.world
    ticket = world.ticket_for(scene) if scene is not None else None
    phone.following = True
    phone.subscribed_at = world.now()
    phone.subscribe_scene = scene or ""
    text = "您已关注" if scene is None else f"您扫码（{scene}）关注了"
    body = messages.subscribe(scene, ticket.ticket if ticket else None)
    return _event(simulator, phone, "follow", text, body, Trigger.tap)


def unfollow(simulator: Simulator, phone: Phone) -> Done:
    _require_following(phone)
    phone.following = False
    phone.ledger.close()
    return _event(simulator, phone, "unfollow", "您已取消关注", messages.unsubscribe(), None)


def scan(simulator: Simulator, phone: Phone, scene: str) -> Done:
    """Scanning follows the account, or only tells it, if the person already does."""
    if not phone.following:
        return follow(simulator, phone, scene)
    ticket = simulator.world.ticket_for(scene)
    body = messages.scan(scene, ticket.ticket if ticket else None)
    return _event(simulator, phone, "scan", f"您扫了二维码（{scene}）", body, Trigger.tap)


def say(simulator: Simulator, phone: Phone, text: str, menu_id: str | None = None) -> Done:
    """With a menu id it was a tap on an option: same text on the wire, a far smaller window."""
    trigger = Trigger.message if menu_id is None else Trigger.tap
    body = messages.text(text, menu_id)
    return _message(simulator, phone, "text", body, trigger, text=text)


def send_photo(simulator: Simulator, phone: Phone, content: bytes) -> Done:
    """Any bytes at all: what an account must survive is not only photos."""
    world = simulator.world
    media = world.media.add("image", content, content_type_of(content), world.now())
    path = f"/mmbiz/{media.picture_key}"
    body = messages.image(world.settings.public_url + path, media.id)
    return _message(
        simulator, phone, "image", body, media_url=path, shows_picture=media.shows_picture
    )


def send_voice(simulator: Simulator, phone: Phone, content: bytes) -> Done:
    world = simulator.world
    media = world.media.add("voice", content, "audio/amr", world.now())
    body = messages.voice(media.id)
    return _message(simulator, phone, "voice", body, media_url=f"/mmbiz/{media.picture_key}")


def send_video(simulator: Simulator, phone: Phone, content: bytes) -> Done:
    world = simulator.world
    media = world.media.add("video", content, "video/mp4", world.now())
    body = messages.video(media.id, media.id)
    return _message(simulator, phone, "video", body, media_url=f"/mmbiz/{media.picture_key}")


def send_location(
    simulator: Simulator, phone: Phone, latitude: float, longitude: float, label: str
) -> Done:
    body = messages.location(latitude, longitude, label)
    return _message(simulator, phone, "location", body, text=label)


def send_link(simulator: Simulator, phone: Phone, title: str, description: str, url: str) -> Done:
    body = messages.link(title, description, url)
    article = {"title": title, "description": description, "url": url}
    return _message(simulator, phone, "link", body, articles=[article])


def tap_menu(simulator: Simulator, phone: Phone, wanted: str) -> Done:
    """`wanted` is the button's key, URL or name."""
    _require_following(phone)
    for number, button in enumerate(_leaves(simulator.world.menu_for(phone)), start=1):
        if wanted not in (button.get("key"), button.get("url"), button["name"]):
            continue
        text = f"您点了菜单「{button['name']}」"
        if button["type"] == "click":
            body = messages.click(button["key"])
            return _event(simulator, phone, "menu_tap", text, body, Trigger.tap)
        if button["type"] == "view":
            # Opening a page tells the account, but lets it write nothing.
            body = messages.view(button["url"], 400_000_000 + number)
            return _event(simulator, phone, "menu_view", text, body, None)
        raise ActRefused(f"this phone cannot do {button['type']} buttons")
    raise ActRefused(f"the menu has no button {wanted!r}")


def _leaves(menu: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    for button in (menu or {}).get("button", []):
        yield from button.get("sub_button") or [button]


def _message(
    simulator: Simulator,
    phone: Phone,
    kind: str,
    body: Fields,
    trigger: Trigger = Trigger.message,
    **parts: Any,
) -> Done:
    _require_following(phone)
    entry = simulator.world.add_entry(
        phone, Direction.to_account, kind, state=State.pending, **parts
    )
    return Done(entry, simulator.courier.push(phone, entry, body, trigger))


def _event(
    simulator: Simulator, phone: Phone, kind: str, text: str, body: Fields, trigger: Trigger | None
) -> Done:
    entry = simulator.world.add_entry(
        phone, Direction.to_account, kind, state=State.pending, text=text
    )
    return Done(entry, simulator.courier.push(phone, entry, body, trigger))


def _require_following(phone: Phone) -> None:
    if not phone.following:
        raise ActRefused("this person does not follow the account")
