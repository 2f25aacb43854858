"""The platform's error codes, sorted by what they mean for a delivery."""

import re
from enum import StrEnum

from backend.contracts.messages import DeliveryResult, DeliveryStatus


class ErrorClass(StrEnum):
    retry = "retry"
    token = "token"
    quota_spent = "quota_spent"
    window_closed = "window_closed"
    not_following = "not_following"
    blocked = "blocked"
    too_long = "too_long"
    permission = "permission"
    media_gone = "media_gone"
    rejected = "rejected"  # the request itself is wrong: our bug
    alert = "alert"  # somebody must change the account's settings; until then nothing goes out


ERROR_CLASSES = {
    -1: ErrorClass.retry,
    45009: ErrorClass.retry,
    45011: ErrorClass.retry,
    40001: ErrorClass.token,
    40014: ErrorClass.token,
    42001: ErrorClass.token,
    45047: ErrorClass.quota_spent,
    45015: ErrorClass.window_closed,
    43004: ErrorClass.not_following,
    43019: ErrorClass.blocked,
    48002: ErrorClass.blocked,
    45002: ErrorClass.too_long,
    40200: ErrorClass.permission,
    48001: ErrorClass.permission,
    48004: ErrorClass.permission,
    50002: ErrorClass.permission,
    40007: ErrorClass.media_gone,
    40003: ErrorClass.rejected,
    40033: ErrorClass.rejected,
    40013: ErrorClass.alert,
    40125: ErrorClass.alert,
    40164: ErrorClass.alert,
    89503: ErrorClass.alert,
}
# Undelivered for reasons that pass: busy, a token being replaced, an address not yet whitelisted.
_PASSING = {ErrorClass.retry, ErrorClass.token, ErrorClass.alert}


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

    def delivery_result(self) -> DeliveryResult:
        passing = self.error_class in _PASSING
        reason = "busy" if self.error_class is ErrorClass.retry else self.error_class.value
        return DeliveryResult(
            status=DeliveryStatus.retry if passing else DeliveryStatus.refused,
            reason=reason,
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
