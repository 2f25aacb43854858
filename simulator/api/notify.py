"""Messages outside every window: `message/template/send` and `message/subscribe/bizsend`.

The answer only says that the platform took the message; what became of it is pushed afterwards.
"""

import secrets
from typing import Any, Literal

from fastapi import BackgroundTasks, Request

from simulator import events
from simulator.api.body import readable_object
from simulator.api.route import OK, CurrentExchange, platform_router
from simulator.errors import PlatformError
from simulator.messages import Fields
from simulator.records import Direction
from simulator.service import Running, Simulator
from simulator.template_fields import FieldInvalid, filled
from simulator.templates import Acceptance, Template
from simulator.world import Phone

router = platform_router()


@router.post("/message/template/send")
async def template_send(
    running: Running, request: Request, exchange: CurrentExchange, later: BackgroundTasks
) -> object:
    message = readable_object(await request.body())
    world = running.world
    phone = world.follower(message.get("touser"))
    exchange.openid = phone.openid
    template = world.message_templates.get(str(message.get("template_id")))
    words = _filled(template, message)
    acceptance = world.consents.acceptance.get(phone.openid, Acceptance.success)
    if acceptance is Acceptance.refused:
        raise PlatformError(43101)
    message_id = _message_id()
    if acceptance is Acceptance.success:
        _show(running, phone, "template", words, message.get("url"), exchange.id)
    later.add_task(tell, running, phone, events.template_result(message_id, acceptance.value))
    return {**OK, "msgid": message_id}


@router.post("/message/subscribe/bizsend")
async def bizsend(
    running: Running, request: Request, exchange: CurrentExchange, later: BackgroundTasks
) -> object:
    """Also to people who do not follow: what counts is that they allowed this template."""
    message = readable_object(await request.body())
    world = running.world
    phone = world.phone(message.get("touser"))
    exchange.openid = phone.openid
    template = world.notice_templates.get(str(message.get("template_id")))
    words = _filled(template, message)
    world.consents.spend(phone.openid, template.id)
    _show(running, phone, "notice", words, message.get("page"), exchange.id)
    result: Fields = {
        "TemplateId": template.id,
        "MsgID": _message_id(),
        "ErrorCode": 0,
        "ErrorStatus": "success",
    }
    later.add_task(tell, running, phone, events.notice_sent([result]))
    return OK


async def tell(running: Simulator, phone: Phone, body: Fields) -> None:
    """After the answer has left: nobody should hear of a result before knowing its id."""
    running.courier.event(phone, body)


def _filled(template: Template, message: dict[str, Any]) -> str:
    try:
        return f"{template.title}\n{filled(template.content, message.get('data')).strip()}"
    except FieldInvalid as error:
        raise PlatformError(47003, str(error)) from error


def _show(
    running: Simulator,
    phone: Phone,
    kind: Literal["template", "notice"],
    words: str,
    url: object,
    exchange_id: int,
) -> None:
    link = [{"title": "查看详情", "url": url}] if isinstance(url, str) and url else []
    parts = {"text": words, "articles": link, "delivery": kind, "exchange_id": exchange_id}
    running.world.add_entry(phone, Direction.to_person, kind, **parts)


def _message_id() -> int:
    return 1_864_323_726_461_255_680 + secrets.randbelow(10**12)
