"""Template messages and subscribe notices: who allowed them, and what became of each."""

from collections.abc import Iterator

from backend.contracts.messages import InboundKind, NoticeChoice, NoticeOutcome, NoticeResult
from bot.wechat.fields import Details
from bot.wechat.xml import Fields

# The platform's sample of the change event lies in the popup's wrapper; which is true is not told.
_WRAPPERS = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")
_SHORT = 64
_TEMPLATE_ID = 100


def choice(fields: Fields) -> Details:
    return {"kind": InboundKind.notice_choice, "choices": list(_choices(fields))}


def change(fields: Fields) -> Details:
    return {"kind": InboundKind.notice_change, "choices": list(_choices(fields))}


def sent(fields: Fields) -> Details:
    results = [
        NoticeResult(
            notice_id=item.text("MsgID")[:_SHORT],
            outcome=_outcome_of_notice(item),
            template_id=item.text("TemplateId")[:_TEMPLATE_ID],
            status=(item.text("ErrorStatus") or item.text("ErrorCode"))[:_SHORT],
        )
        for item in _items(fields)
    ]
    return {"kind": InboundKind.notice_sent, "results": results}


def template_result(fields: Fields) -> Details:
    status = fields.text("Status")
    result = NoticeResult(
        notice_id=fields.text("MsgID")[:_SHORT],
        outcome=_outcome_of_template(status),
        status=status[:_SHORT],
    )
    return {"kind": InboundKind.template_result, "results": [result]}


def _items(fields: Fields) -> Iterator[Fields]:
    """One List or several, in whichever wrapper."""
    for wrapper in _WRAPPERS:
        for group in fields.groups.get(wrapper, []):
            yield from group.groups.get("List", [])


def _choices(fields: Fields) -> Iterator[NoticeChoice]:
    for item in _items(fields):
        if template_id := item.text("TemplateId")[:_TEMPLATE_ID]:
            # A word we do not know is no permission.
            accepted = item.text("SubscribeStatusString").lower() == "accept"
            yield NoticeChoice(template_id=template_id, accepted=accepted)


def _outcome_of_notice(item: Fields) -> NoticeOutcome:
    code = item.text("ErrorCode")
    if code == "0":
        return NoticeOutcome.delivered
    if code == "43101":
        return NoticeOutcome.blocked
    return NoticeOutcome.failed if code else NoticeOutcome.unknown


def _outcome_of_template(status: str) -> NoticeOutcome:
    """`success`, `failed:user block`, `failed: system failed`, and others nobody documents."""
    word, _, reason = status.lower().partition(":")
    if word.strip() == "success":
        return NoticeOutcome.delivered
    if word.strip() != "failed":
        return NoticeOutcome.unknown
    return NoticeOutcome.blocked if reason.strip() == "user block" else NoticeOutcome.failed
