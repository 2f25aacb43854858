"""What a person can do on the phone; each act makes a chat entry and a push to the account."""

import asyncio
from dataclasses import dataclass
from typing import Any

from simulator import events, messages
from simulator.connection import MenuIds
from simulator.media import Media, content_type_of
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
    delivery: asyncio.Future[Any]


@dataclass(frozen=True)
class Remark:
    """Below which of the account's articles a message was written."""

    msg_data_id: str
    idx: int = 1


def follow(
    simulator: Simulator, phone: Phone, scene: str | None = None, trade_no: str | None = None
) -> Done:
    """Following; with a scene, by scanning its code; with a trade number, after a payment."""
    world = simulator.world
    phone.following = True
    phone.subscribed_at = world.now()
    phone.subscribe_scene = scene or ""
    if trade_no is not None:
        body = events.subscribe_after_payment(trade_no)
        return event(simulator, phone, "follow", "您付款后关注了", body, Trigger.tap)
    ticket = world.ticket_for(scene) if scene is not None else None
    text = "您已关注" if scene is None else f"您扫码（{scene}）关注了"
    body = events.subscribe(scene, ticket.ticket if ticket else None)
    return event(simulator, phone, "follow", text, body, Trigger.tap)


def unfollow(simulator: Simulator, phone: Phone, times: int = 1) -> Done:
    """The platform sometimes tells it twice."""
    require_following(phone)
    phone.following = False
    phone.ledger.close()
    simulator.presence.leave(phone.openid)
    body = events.unsubscribe()
    done = event(simulator, phone, "unfollow", "您已取消关注", body, None)
    again = [simulator.courier.event(phone, body) for _ in range(times - 1)]
    return Done(done.entry, asyncio.gather(done.delivery, *again))


def scan(simulator: Simulator, phone: Phone, scene: str) -> Done:
    """Scanning follows the account, or only tells it, if the person already does."""
    if not phone.following:
        return follow(simulator, phone, scene)
    ticket = simulator.world.ticket_for(scene)
    body = events.scan(scene, ticket.ticket if ticket else None)
    return event(simulator, phone, "scan", f"您扫了二维码（{scene}）", body, Trigger.tap)


def say(
    simulator: Simulator,
    phone: Phone,
    text: str,
    menu_id: str | None = None,
    *,
    menu_ids: MenuIds | None = None,
    remark: Remark | None = None,
) -> Done:
    """With a menu id it was a tap on an option: same text on the wire, a far smaller window.

    `menu_ids` overrides whether this tap tells its id.
    """
    told = None
    if menu_id is not None:
        told = (menu_ids or simulator.world.menu_ids).told(menu_id)
    trigger = Trigger.message if menu_id is None else Trigger.tap
    body = messages.text(text, told)
    if remark:
        body = messages.from_article(body, remark.msg_data_id, remark.idx)
    return message(simulator, phone, "text", body, trigger, text=text)


def send_unsupported(simulator: Simulator, phone: Phone) -> Done:
    """A sticker or a file: the account is only told that it was something."""
    body = messages.text(messages.UNSUPPORTED)
    return message(simulator, phone, "unsupported", body, text="（文件或表情）")


def send_photo(simulator: Simulator, phone: Phone, content: bytes) -> Done:
    """Any bytes at all: what an account must survive is not only photos."""
    media = _kept(simulator, "image", content, content_type_of(content))
    body = messages.image(simulator.world.settings.public_url + media.picture_path, media.id)
    return message(
        simulator,
        phone,
        "image",
        body,
        media_url=media.picture_path,
        shows_picture=media.shows_picture,
    )


def send_voice(simulator: Simulator, phone: Phone, content: bytes, recognition: str = "") -> Done:
    """`recognition` is what the platform would have understood, were that still offered."""
    media = _kept(simulator, "voice", content, "audio/amr")
    body = messages.voice(media.id, recognition)
    return message(simulator, phone, "voice", body, media_url=media.picture_path)


def send_video(
    simulator: Simulator, phone: Phone, content: bytes, *, is_short: bool = False
) -> Done:
    media = _kept(simulator, "video", content, "video/mp4")
    kind, written = ("shortvideo", messages.short_video) if is_short else ("video", messages.video)
    body = written(media.id, media.id)
    return message(simulator, phone, kind, body, media_url=media.picture_path)


def send_location(
    simulator: Simulator, phone: Phone, latitude: float, longitude: float, label: str
) -> Done:
    body = messages.location(latitude, longitude, label)
    return message(simulator, phone, "location", body, text=label)


def send_link(simulator: Simulator, phone: Phone, title: str, description: str, url: str) -> Done:
    body = messages.link(title, description, url)
    article = {"title": title, "description": description, "url": url}
    return message(simulator, phone, "link", body, articles=[article])


def send_mini_program(
    simulator: Simulator, phone: Phone, title: str, app_id: str, page_path: str
) -> Done:
    thumb = _kept(simulator, "image", b"\xff\xd8\xff", "image/jpeg")
    url = simulator.world.settings.public_url + thumb.picture_path
    body = messages.mini_program(title, app_id, page_path, url, thumb.id)
    article = {"title": title, "description": "小程序", "url": ""}
    return message(simulator, phone, "miniprogrampage", body, articles=[article])


def message(
    simulator: Simulator,
    phone: Phone,
    kind: str,
    body: Fields,
    trigger: Trigger = Trigger.message,
    **parts: Any,
) -> Done:
    require_following(phone)
    entry = simulator.world.add_entry(
        phone, Direction.to_account, kind, state=State.pending, **parts
    )
    if _stays_on_the_platform(simulator, phone, entry):
        simulator.world.earn(phone, trigger)
        entry.state = State.done
        simulator.world.publish_entry(phone, entry)
        return Done(entry, _over())
    return Done(entry, simulator.courier.push(phone, entry, body, trigger))


def event(
    simulator: Simulator, phone: Phone, kind: str, text: str, body: Fields, trigger: Trigger | None
) -> Done:
    """Shown as a thin line in the chat."""
    entry = simulator.world.add_entry(
        phone, Direction.to_account, kind, state=State.pending, text=text
    )
    return Done(entry, simulator.courier.push(phone, entry, body, trigger))


def _stays_on_the_platform(simulator: Simulator, phone: Phone, entry: Entry) -> bool:
    """Blacklisted people are not heard, and those whom staff serve are heard by staff."""
    if phone.openid in simulator.world.followers.blacklist:
        return True
    return simulator.hotline.takes(phone, entry.kind, entry.text)


def _over() -> asyncio.Future[None]:
    nothing_to_deliver = asyncio.get_running_loop().create_future()
    nothing_to_deliver.set_result(None)
    return nothing_to_deliver


def _kept(simulator: Simulator, kind: str, content: bytes, content_type: str) -> Media:
    return simulator.world.media.add(kind, content, content_type, simulator.world.now())


def require_following(phone: Phone) -> None:
    if not phone.following:
        raise ActRefused("this person does not follow the account")
