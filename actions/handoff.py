"""转人工: advice for this minute, then a person is told, and the worker hears what happens next."""

from actions.forms import Turn
from backend.contracts.errors import BackendRefused, BackendUnavailable
from backend.contracts.joining import HandoffReceipt, HandoffRequest

URGENT = frozenset({"express_crisis", "report_emergency", "threaten_others"})
# What staff are told, where it is not the intent itself: who threatens puts people in danger.
_TOLD_AS = {"threaten_others": "report_emergency"}

# Intents that need a person; the intent is the reason of the hand-off.
REASONS = URGENT | {
    "request_human",
    "complain",
    "vent_anger",
    "wage_arrears",
    "legal_aid",
    "hardship_relief",
    "work_injury",
    "platform_dispute",
    "transfer_membership",
    "retain_membership",
    "resume_membership",
    "leave_union",
    "update_profile",
    "privacy_request",
}


async def hand_off(turn: Turn) -> None:
    await call_somebody(turn)


async def call_somebody(turn: Turn) -> HandoffReceipt | None:
    """Never silent: when nobody can be told, the worker gets the public numbers instead."""
    reason = turn.intent if turn.intent in REASONS else "request_human"
    if reason != "request_human":
        turn.say(f"utter_{reason}")
    told_as = _TOLD_AS.get(reason, reason)
    request = HandoffRequest(reason=told_as, context={"step": turn.step} if turn.step else {})
    try:
        receipt = await turn.backend.request_handoff(turn.contact_id, request)
    except (BackendRefused, BackendUnavailable):
        turn.say("utter_handoff_failed")
        return None
    if reason in URGENT or receipt.urgent:
        # Office hours have no place in this answer: staff are paged at any hour.
        turn.say("utter_handoff_urgent", union=receipt.union)
    else:
        _say_when(turn, receipt)
    return receipt


def _say_when(turn: Turn, receipt: HandoffReceipt) -> None:
    words = {
        "union": receipt.union,
        "office_hours": receipt.office_hours,
        "next_opening": receipt.next_opening,
        "place": receipt.ahead + 1,
        "minutes": receipt.minutes,
    }
    if receipt.already_waiting:
        turn.say("utter_handoff_waiting", **words)
        return
    turn.say(_when(receipt), **words)
    if receipt.notices_url:
        turn.say("utter_handoff_offer_notices", url=receipt.notices_url)


def _when(receipt: HandoffReceipt) -> str:
    """A wait in minutes is a promise: only where somebody is at work."""
    if receipt.minutes is not None:
        return "utter_handoff_queued"
    return "utter_handoff_open" if receipt.open_now else "utter_handoff_closed"
