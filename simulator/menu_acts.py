"""What the buttons of the bottom menu do when a person taps them."""

import asyncio
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from simulator import acts, events
from simulator.acts import ActRefused, Done
from simulator.messages import Fields
from simulator.quota import Trigger
from simulator.records import Direction
from simulator.service import Simulator
from simulator.world import Phone

CANNOT = "此菜单在这部手机上用不了"

# A menu's entries have numbers on the platform; any that stays the same does here.
_FIRST_MENU_ID = 400_000_000


class Order(StrEnum):
    """In which the pictures of an album arrive."""

    kept = "kept"
    reversed = "reversed"
    shuffled = "shuffled"


@dataclass(frozen=True)
class Offer:
    """What the person does behind the button: scans, picks pictures, or points at a place."""

    scanned: str | None = None
    scan_type: str = "qrcode"
    photos: list[bytes] = field(default_factory=list)
    order: Order = Order.kept
    latitude: float | None = None
    longitude: float | None = None
    label: str = ""
    place_name: str = ""


@dataclass(frozen=True)
class _Tap:
    simulator: Simulator
    phone: Phone
    button: dict[str, Any]
    menu_id: int
    offer: Offer

    @property
    def kind(self) -> str:
        return str(self.button["type"])

    @property
    def key(self) -> str:
        return str(self.button.get("key", ""))

    def tells(self, body: Fields, trigger: Trigger | None, kind: str = "menu_tap") -> Done:
        text = f"您点了菜单「{self.button['name']}」"
        return acts.event(self.simulator, self.phone, kind, text, body, trigger)


def tap(simulator: Simulator, phone: Phone, wanted: str, offer: Offer | None = None) -> Done:
    """`wanted` is the button's key, URL or name."""
    acts.require_following(phone)
    for number, button in enumerate(_leaves(simulator.world.menu_for(phone)), start=1):
        if wanted not in (button.get("key"), button.get("url"), button["name"]):
            continue
        doing = _KINDS.get(button["type"])
        if doing is None:
            return _cannot(simulator, phone)
        return doing(_Tap(simulator, phone, button, _FIRST_MENU_ID + number, offer or Offer()))
    raise ActRefused(f"the menu has no button {wanted!r}")


def _leaves(menu: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    for button in (menu or {}).get("button", []):
        yield from button.get("sub_button") or [button]


def _click(tap: _Tap) -> Done:
    return tap.tells(events.click(tap.key), Trigger.tap)


def _view(tap: _Tap) -> Done:
    """Opening a page tells the account, but lets it write nothing."""
    return tap.tells(events.view(tap.button["url"], tap.menu_id), None, "menu_view")


def _mini_program(tap: _Tap) -> Done:
    path = str(tap.button.get("pagepath", ""))
    return tap.tells(events.view_mini_program(path, tap.menu_id), None, "menu_view")


def _scan(tap: _Tap) -> Done:
    if tap.offer.scanned is None:
        raise ActRefused("nothing was scanned")
    kind: Literal["scancode_push", "scancode_waitmsg"] = (
        "scancode_push" if tap.kind == "scancode_push" else "scancode_waitmsg"
    )
    body = events.scan_code(kind, tap.key, tap.offer.scan_type, tap.offer.scanned)
    return tap.tells(body, Trigger.tap)


def _pictures(tap: _Tap) -> Done:
    """First the event, then every picture as a message of its own, in whatever order."""
    photos = tap.offer.photos
    if not 1 <= len(photos) <= (1 if tap.kind == "pic_sysphoto" else 9):
        raise ActRefused("a camera takes one picture, an album gives one to nine")
    done = tap.tells(events.pictures(tap.kind, tap.key, photos), None)
    sent = [acts.send_photo(tap.simulator, tap.phone, p) for p in _ordered(photos, tap.offer.order)]
    return Done(done.entry, asyncio.gather(done.delivery, *(photo.delivery for photo in sent)))


def _ordered(photos: list[bytes], order: Order) -> list[bytes]:
    if order is Order.shuffled:
        return random.sample(photos, len(photos))
    return photos[::-1] if order is Order.reversed else photos


def _place(tap: _Tap) -> Done:
    """The event, and then the place itself as a message."""
    offer = tap.offer
    if offer.latitude is None or offer.longitude is None:
        raise ActRefused("no place was chosen")
    where = (offer.latitude, offer.longitude, offer.label)
    done = tap.tells(events.location_select(tap.key, *where, offer.place_name), None)
    place = acts.send_location(tap.simulator, tap.phone, *where)
    return Done(done.entry, asyncio.gather(done.delivery, place.delivery))


def _media(tap: _Tap) -> Done:
    """The platform itself sends what the button names; the account hears nothing."""
    world = tap.simulator.world
    media = world.media.get(str(tap.button["media_id"]), world.now())
    if media is None:
        return _cannot(tap.simulator, tap.phone)
    entry = world.add_entry(
        tap.phone,
        Direction.to_person,
        media.kind,
        media_url=media.picture_path,
        shows_picture=media.shows_picture,
    )
    return Done(entry, _nothing())


def _cannot(simulator: Simulator, phone: Phone) -> Done:
    return Done(simulator.world.add_entry(phone, Direction.notice, "menu", text=CANNOT), _nothing())


def _nothing() -> asyncio.Future[Any]:
    done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    done.set_result(None)
    return done


_KINDS: dict[str, Callable[[_Tap], Done]] = {
    "click": _click,
    "view": _view,
    "miniprogram": _mini_program,
    "scancode_push": _scan,
    "scancode_waitmsg": _scan,
    "pic_sysphoto": _pictures,
    "pic_photo_or_album": _pictures,
    "pic_weixin": _pictures,
    "location_select": _place,
    "media_id": _media,
}
