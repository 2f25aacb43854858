"""The key by which a retry of the platform is known: the same for its retries and for nothing else."""

from hashlib import sha256

from bot.wechat.xml import Fields

_LONGEST = 200


def message_key(fields: Fields) -> str:
    """MsgId alone has collided between people who wrote at the same moment."""
    message_id = fields.text("MsgId")
    return _key("m", fields, message_id) if message_id else event_key(fields)


def event_key(fields: Fields) -> str:
    """Events have no id, and sender plus second is shared by different events.

    So all fields count: Event, EventKey, MsgID, Ticket and whatever else tells two apart. The
    plain half of a compatible-mode body is gone by now, so they are the same in each retry.
    """
    return _key("e", fields, sha256("\n".join(fields.lines()).encode()).hexdigest()[:32])


def _key(prefix: str, fields: Fields, identity: str) -> str:
    key = f"{prefix}:{fields.text('FromUserName')}:{fields.text('CreateTime')}:{identity}"
    return key if len(key) <= _LONGEST else f"{prefix}:{sha256(key.encode()).hexdigest()}"
