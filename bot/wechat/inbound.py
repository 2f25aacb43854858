"""What the platform pushed, in our words. Past this file everything is typed.

What each kind then gets (an answer, a record, nothing) is the table in `backend.contracts.handling`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from backend.contracts.handling import Handling, handling_of
from backend.contracts.messages import InboundMessage
from bot.wechat.dedupe import event_key, message_key
from bot.wechat.events import event_details
from bot.wechat.fields import Details
from bot.wechat.messages import message_details
from bot.wechat.xml import Fields

# These come from an account of the platform's own, and tell of whoever stands in OpenID.
_ABOUT_SOMEBODY_ELSE = frozenset(
    {"user_authorization_revoke", "user_authorization_cancellation", "user_info_modified"}
)

# A clock may be wrong, but a date beyond any calendar breaks whoever shows it.
_YEAR_2100 = 4_102_444_800


class MalformedMessage(ValueError):
    """A field no push of the platform lacks is missing or makes no sense."""


@dataclass(frozen=True)
class Delivery:
    """One push; `message` is None for an event we have no word for."""

    openid: str
    account: str
    platform_type: str
    dedupe_key: str
    message: InboundMessage | None

    @property
    def to_record(self) -> InboundMessage | None:
        """None for what only needs acknowledging."""
        if self.message is None or handling_of(self.message.kind) is Handling.acknowledged:
            return None
        return self.message


def delivery_from(fields: Fields) -> Delivery:
    platform_type = fields.text("MsgType").lower()
    event = fields.text("Event").lower() if platform_type == "event" else None
    openid = fields.text("OpenID" if event in _ABOUT_SOMEBODY_ELSE else "FromUserName")
    if not platform_type or not 1 <= len(openid) <= 64:
        raise MalformedMessage("sender or type missing")
    if event is None:
        key = message_key(fields)
        details: Details | None = message_details(fields, platform_type)
    else:
        platform_type = f"event:{event}"
        key, details = event_key(fields), event_details(fields, event)
    platform_type = platform_type[:64]
    message = _message(fields, details, openid, platform_type, key) if details else None
    return Delivery(openid, fields.text("ToUserName"), platform_type, key, message)


def _message(
    fields: Fields, details: Details, openid: str, platform_type: str, key: str
) -> InboundMessage:
    return InboundMessage(
        dedupe_key=key,
        openid=openid,
        platform_type=platform_type,
        sent_at=_sent_at(fields),
        **details,
    )


def _sent_at(fields: Fields) -> datetime:
    try:
        seconds = int(fields.text("CreateTime"))
    except ValueError as problem:
        raise MalformedMessage("CreateTime") from problem
    if not 0 <= seconds < _YEAR_2100:
        raise MalformedMessage("CreateTime")
    return datetime.fromtimestamp(seconds, UTC)
