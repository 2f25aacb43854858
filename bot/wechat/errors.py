"""The platform's error codes, sorted by what they mean and what helps."""

import re
from enum import StrEnum

from backend.contracts.messages import DeliveryResult, DeliveryStatus


class ErrorClass(StrEnum):
    """What the platform means; the reason given to the backend."""

    busy = "busy"
    limited = "limited"  # a daily or per-minute limit of the account
    token = "token"
    quota_spent = "quota_spent"
    window_closed = "window_closed"
    no_consent = "no_consent"  # notices: the person never allowed one, or used it up
    not_following = "not_following"
    blocked = "blocked"
    too_long = "too_long"
    media_gone = "media_gone"
    media_refused = "media_refused"  # an upload that is too large, or no picture to the platform
    untimely = "untimely"  # typing: nobody spoke lately, or it is shown already
    code_used = "code_used"  # a page's sign-in code works once
    bad_template = (
        "bad_template"  # the notice's template or its fields are not what the account has
    )
    native_desk = "native_desk"  # WeChat's own customer-service desk, which we do not use
    rejected = "rejected"  # the request itself is wrong: our bug
    permission = "permission"
    alert = "alert"


class Remedy(StrEnum):
    """What helps."""

    retry = "retry"  # time
    wait = "wait"  # the person's next word
    consent = "consent"  # the person's permission
    give_up = "give_up"
    # Somebody must change the account's settings; until then nothing goes out, so nothing is lost.
    alert = "alert"


ERROR_CLASSES = {
    -1: ErrorClass.busy,
    45009: ErrorClass.limited,
    45011: ErrorClass.limited,
    40001: ErrorClass.token,
    40014: ErrorClass.token,
    42001: ErrorClass.token,
    45047: ErrorClass.quota_spent,
    45015: ErrorClass.window_closed,
    43101: ErrorClass.no_consent,
    43004: ErrorClass.not_following,
    43019: ErrorClass.blocked,
    48002: ErrorClass.blocked,
    45002: ErrorClass.too_long,
    45008: ErrorClass.too_long,
    40007: ErrorClass.media_gone,
    40004: ErrorClass.media_refused,
    40005: ErrorClass.media_refused,
    40006: ErrorClass.media_refused,
    40009: ErrorClass.media_refused,
    41005: ErrorClass.media_refused,
    45001: ErrorClass.media_refused,
    45072: ErrorClass.untimely,
    45080: ErrorClass.untimely,
    45081: ErrorClass.untimely,
    40163: ErrorClass.code_used,
    40037: ErrorClass.bad_template,
    47003: ErrorClass.bad_template,
    **dict.fromkeys(range(65400, 65416), ErrorClass.native_desk),
    40003: ErrorClass.rejected,
    40033: ErrorClass.rejected,
    61451: ErrorClass.rejected,
    40200: ErrorClass.permission,
    48001: ErrorClass.permission,
    48004: ErrorClass.permission,
    50001: ErrorClass.permission,
    50002: ErrorClass.permission,
    40013: ErrorClass.alert,
    40125: ErrorClass.alert,
    40164: ErrorClass.alert,
    40243: ErrorClass.alert,
    89503: ErrorClass.alert,
}
REMEDIES = {
    ErrorClass.busy: Remedy.retry,
    ErrorClass.limited: Remedy.retry,
    ErrorClass.token: Remedy.retry,
    ErrorClass.quota_spent: Remedy.wait,
    ErrorClass.window_closed: Remedy.wait,
    ErrorClass.no_consent: Remedy.consent,
    ErrorClass.permission: Remedy.alert,
    ErrorClass.alert: Remedy.alert,
}
_PASSING = {Remedy.retry, Remedy.alert}


class ApiError(Exception):
    """A call to the platform that did not end in success."""

    def delivery_result(self) -> DeliveryResult:
        raise NotImplementedError


class ApiRefused(ApiError):
    """The platform answered with an errcode. `rid` is what its support asks for."""

    def __init__(self, errcode: int, errmsg: str = "") -> None:
        super().__init__(str(errcode))
        self.errcode = errcode
        found = re.search(r"rid:\s*([\w-]+)", errmsg)
        self.rid = found.group(1) if found else ""

    @property
    def error_class(self) -> ErrorClass:
        return ERROR_CLASSES.get(self.errcode, ErrorClass.rejected)

    @property
    def remedy(self) -> Remedy:
        return REMEDIES.get(self.error_class, Remedy.give_up)

    def delivery_result(self) -> DeliveryResult:
        passing = self.remedy in _PASSING
        return DeliveryResult(
            status=DeliveryStatus.retry if passing else DeliveryStatus.refused,
            reason=self.error_class.value,
            errcode=self.errcode,
        )


class ApiUnreachable(ApiError):
    """The request surely never left us."""

    def delivery_result(self) -> DeliveryResult:
        return DeliveryResult(status=DeliveryStatus.retry, reason="unreachable")


class ApiUncertain(ApiError):
    """The request was written and no usable answer came: the platform may have acted on it."""

    def delivery_result(self) -> DeliveryResult:
        return DeliveryResult(status=DeliveryStatus.uncertain, reason="no_answer")
