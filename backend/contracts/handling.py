"""What every kind of push gets: an answer, a record, or only its acknowledgement. The one table of it."""

from collections.abc import Mapping
from enum import StrEnum

from backend.contracts.messages import InboundKind as K


class Handling(StrEnum):
    answered = "answered"  # recorded, a turn is owed, the person hears something
    recorded = "recorded"  # recorded; no turn, and the options on the screen stay open
    acknowledged = "acknowledged"  # `success` to the platform, and nothing is kept


HANDLING: Mapping[K, Handling] = {
    K.text: Handling.answered,
    K.image: Handling.answered,
    K.voice: Handling.answered,
    K.video: Handling.answered,
    K.location: Handling.answered,
    K.link: Handling.answered,
    K.unsupported: Handling.answered,
    K.follow: Handling.answered,
    K.scan: Handling.answered,
    K.menu_tap: Handling.answered,
    # The phone shows a spinner until the account says something.
    K.code_sent: Handling.answered,
    # The phone itself shows what the code says.
    K.code_read: Handling.recorded,
    # The pictures and the place come as messages of their own.
    K.pictures_chosen: Handling.recorded,
    K.place_chosen: Handling.recorded,
    K.unfollow: Handling.recorded,
    K.page_view: Handling.recorded,
    K.miniprogram_view: Handling.recorded,
    K.template_result: Handling.recorded,
    K.notice_choice: Handling.recorded,
    K.notice_change: Handling.recorded,
    K.notice_sent: Handling.recorded,
    K.permission_revoked: Handling.recorded,
    K.account_closed: Handling.recorded,
    K.profile_changed: Handling.recorded,
    K.platform_desk: Handling.recorded,
    # Every five seconds while the chat is open, and never with a name of the place: without
    # coordinates of the counties it proposes nothing, so a trail of somebody's ways is not kept.
    K.position: Handling.acknowledged,
}


def handling_of(kind: K) -> Handling:
    return HANDLING[kind]


def is_answered(kind: K) -> bool:
    return HANDLING[kind] is Handling.answered
