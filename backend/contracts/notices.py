"""What reaches a person outside the reply window: a short notice, by subscription or by template."""

from enum import StrEnum

from pydantic import BaseModel, Field


class NoticeKind(StrEnum):
    """What a notice is about; the account has one template for each, see notices.toml."""

    application_decided = "application_decided"
    case_update = "case_update"
    staff_reply = "staff_reply"


class NoticeChannel(StrEnum):
    subscribe = "subscribe"  # 订阅通知: one send for each time the person allowed it
    template = "template"  # 模板消息: without asking, for accounts that have one


class NoticePush(BaseModel):
    """`fields` are the template's own, within its limits. `push_id`: the platform sends it once."""

    push_id: str = Field(max_length=32)
    openid: str
    channel: NoticeChannel
    template_id: str
    fields: dict[str, str]
    url: str = ""
