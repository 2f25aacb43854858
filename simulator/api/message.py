"""`/cgi-bin/message/custom/send` and `typing`: the customer-service messages, with all their refusals."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from fastapi import Request

from simulator.access import may_send_menus
from simulator.api.body import readable_object
from simulator.api.route import OK, CurrentExchange, platform_router
from simulator.custom_messages import read_message
from simulator.errors import PlatformError
from simulator.kf_desk import Operation
from simulator.quota import CountExceeded, NoWindow
from simulator.records import Direction
from simulator.service import Running
from simulator.world import World

router = platform_router()


@router.post("/message/custom/send")
async def send(running: Running, request: Request, exchange: CurrentExchange) -> object:
    message = readable_object(await request.body())
    phone = running.world.follower(message.get("touser"))
    exchange.openid = phone.openid
    if message.get("msgtype") == "msgmenu" and not may_send_menus(
        running.world.access.account_type
    ):
        raise PlatformError(40200)
    kind, parts = read_message(message, running.world)
    staff = _staff_named_in(message, running.world)
    with _quota_refusals():
        phone.ledger.spend(running.world.now())
    running.world.add_entry(
        phone,
        Direction.to_person,
        kind,
        delivery="customer_service",
        exchange_id=exchange.id,
        **parts,
    )
    if staff:
        desk, now = running.world.desk, running.world.now()
        words = parts.get("text") or f"[{kind}]"
        desk.note(phone.openid, Operation.staff_said, words, staff, now)
    return OK


@router.post("/message/custom/typing")
async def typing(running: Running, request: Request, exchange: CurrentExchange) -> object:
    asked = readable_object(await request.body())
    phone = running.world.follower(asked.get("touser"))
    exchange.openid = phone.openid
    command = asked.get("command")
    world, now = running.world, running.world.now()
    if command == "CancelTyping":
        phone.typing_until = None
    elif command == "Typing":
        if phone.spoke_at is None or now > phone.spoke_at + timedelta(seconds=30):
            raise PlatformError(45080)
        if phone.typing_until and now < phone.typing_until:
            raise PlatformError(45081)
        # Not documented for typing; the strict reading is that it needs what a message needs.
        with _quota_refusals():
            phone.ledger.check(now)
        phone.typing_until = now + timedelta(seconds=world.settings.simulator_typing_seconds)
    else:
        raise PlatformError(45072)
    world.publish_person(phone)
    return OK


def _staff_named_in(message: dict[str, Any], world: World) -> str:
    """The account of the platform's customer service under whose name it is sent, if any."""
    named = message.get("customservice")
    account = named.get("kf_account") if isinstance(named, dict) else None
    return world.desk.accounts.get(str(account)).name if account else ""


@contextmanager
def _quota_refusals() -> Iterator[None]:
    try:
        yield
    except NoWindow as error:
        raise PlatformError(45015) from error
    except CountExceeded as error:
        raise PlatformError(45047) from error
