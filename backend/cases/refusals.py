"""What may stand in the way of an act on a case. All but the person's own are for staff to read."""

from backend.contracts.errors import ErrorCode
from backend.errors import ServiceError


class CaseChanged(ServiceError):
    """Somebody changed the case after this page was opened: look again."""


class ActNotPossible(ServiceError):
    """Not in this status; `data["status"]` says which it is by now."""


class NotVerified(ServiceError):
    """It must be verified first (S44)."""


class ReferralOpen(ServiceError):
    """It was sent to somebody who has not answered yet."""


class ExtensionRefused(ServiceError):
    """`data["why"]`: passed, already, never or paused."""


class StageRefused(ServiceError):
    """The stages of a hardship record have an order (L11); `data["why"]` says what is missing."""


class MergeRefused(ServiceError):
    """`data["why"]`: itself, other_person, into_ended, not_theirs, two_accounts or holds_others."""


class EvidenceRefused(ServiceError):
    """`data["why"]`: empty, too_large, kind or full."""


class FourEyes(ServiceError):
    """Nobody allows their own export; `data["why"]`: own, decided, refused, expired or open."""


class CaseClosed(ServiceError):
    """The person asked for something their case no longer allows."""

    code = ErrorCode.case_closed


class UrgedToday(ServiceError):
    """催办 counts once a working day; it was heard."""

    code = ErrorCode.case_urged_today
