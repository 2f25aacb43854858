"""What happens around a person without a word in the chat: notices allowed, data revoked, staff."""

from enum import StrEnum

from pydantic import BaseModel, Field

from simulator import events
from simulator.pushes import Delivering
from simulator.service import Simulator
from simulator.world import Phone


class Choice(StrEnum):
    accept = "accept"
    reject = "reject"


class Answered(BaseModel):
    """One template in the pop-up that asks whether notices are welcome."""

    template_id: str = Field(min_length=1)
    choice: Choice = Choice.accept


class Scene(StrEnum):
    """Where the pop-up came from."""

    page = "1"
    article = "2"


def answer_popup(
    simulator: Simulator, phone: Phone, answers: list[Answered], scene: Scene = Scene.page
) -> Delivering:
    for answer in answers:
        allowed = answer.choice is Choice.accept
        simulator.world.consent(phone, answer.template_id, allowed=allowed)
    results = [_result(answer) | {"PopupScene": int(scene)} for answer in answers]
    return simulator.courier.event(phone, events.notice_popup(results))


def change(
    simulator: Simulator, phone: Phone, template_ids: list[str], *, as_documented: bool = False
) -> Delivering:
    """Only refusals are told."""
    for template_id in template_ids:
        simulator.world.consent(phone, template_id, allowed=False)
    results = [_result(Answered(template_id=id, choice=Choice.reject)) for id in template_ids]
    body = events.notice_change(results, as_documented=as_documented)
    return simulator.courier.event(phone, body)


def _result(answer: Answered) -> dict[str, str | int]:
    return {"TemplateId": answer.template_id, "SubscribeStatusString": answer.choice.value}


class Authorization(StrEnum):
    modified = "user_info_modified"
    revoked = "user_authorization_revoke"
    cancelled = "user_authorization_cancellation"


def authorization(
    simulator: Simulator, phone: Phone, change: Authorization, revoke_info: str = ""
) -> Delivering:
    """Closing the account also ends following."""
    app_id = simulator.world.connection.app_id
    if change is Authorization.cancelled:
        phone.following = False
        phone.ledger.close()
    body = events.authorization(change.value, phone.openid, app_id, revoke_info)
    return simulator.courier.event(phone, body | {"FromUserName": events.PLATFORM})
