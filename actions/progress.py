"""查进度 and 我的会员: what the backend knows, put into words by status."""

from datetime import datetime
from zoneinfo import ZoneInfo

from actions.forms import Turn, say_refusal
from backend.contracts.errors import BackendRefused, BackendUnavailable
from backend.contracts.joining import Progress

_HENAN = ZoneInfo("Asia/Shanghai")


async def tell_progress(turn: Turn) -> None:
    """The newest application only: older ones are history, and one message is enough."""
    try:
        applications = await turn.backend.progress(turn.contact_id)
    except BackendRefused as refusal:
        say_refusal(turn, refusal)
        return
    except BackendUnavailable:
        turn.say("utter_backend_down")
        return
    if not applications:
        turn.say("utter_progress_none")
        return
    newest = applications[0]
    turn.say(f"utter_progress_{newest.status.value}", **_words(newest))


async def tell_membership(turn: Turn) -> None:
    try:
        membership = await turn.backend.membership(turn.contact_id)
    except BackendRefused as refusal:
        say_refusal(turn, refusal)
        return
    except BackendUnavailable:
        turn.say("utter_backend_down")
        return
    if membership is None:
        turn.say("utter_membership_none")
        return
    retained = membership.status == "retained"
    turn.say(
        "utter_membership_retained" if retained else "utter_membership",
        union=membership.union,
        member_number=membership.member_number,
        trade=membership.trade_label,
        since=membership.since.isoformat(),
    )


def _words(progress: Progress) -> dict[str, str]:
    return {
        "number": progress.number or "",
        "reviewer": progress.reviewer or "",
        "union": progress.union or "",
        "submitted_at": _day(progress.submitted_at),
        "reason": progress.reason or "",
        "member_number": progress.member_number or "",
    }


def _day(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(_HENAN)
    return f"{local.month}-{local.day}"
