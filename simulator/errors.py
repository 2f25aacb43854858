"""The platform's refusals: HTTP 200 with an `errcode`, in the platform's own words."""

import secrets

MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40005: "invalid file type",
    40007: "invalid media_id",
    40008: "invalid message type",
    40009: "invalid image size",
    40010: "invalid voice size",
    40011: "invalid video size",
    40012: "invalid thumb size",
    40013: "invalid appid",
    40015: "invalid menu type",
    40016: "invalid button size",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40025: "invalid sub button name size",
    40033: "invalid charset, \\uxxxx is not allowed",
    40035: "invalid parameter",
    40052: "invalid action name",
    40053: "invalid action info",
    40125: "invalid appsecret",
    41001: "access_token missing",
    41005: "media data missing",
    41006: "media_id missing",
    42001: "access_token expired",
    43004: "require subscribe",
    44002: "empty post data",
    44004: "empty content",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45072: "invalid command",
    45080: "the user has not sent a message within the last 30 seconds",
    45081: "already in typing state",
    46003: "menu no exist",
    47001: "data format error",
}

# Part of the platform's ordinary life; everything else is a rule the account broke.
ORDINARY = {-1, 40001, 42001, 46003}


class PlatformError(Exception):
    """Raised anywhere inside an API call; the route renders it."""

    def __init__(self, code: int, hint: str = "", *, injected: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.hint = hint
        self.is_violation = not injected and code not in ORDINARY

    @property
    def message(self) -> str:
        words = MESSAGES.get(self.code, "unknown error")
        return f"{words}{f' [{self.hint}]' if self.hint else ''} rid: {secrets.token_hex(4)}"

    def body(self) -> dict[str, int | str]:
        return {"errcode": self.code, "errmsg": self.message}
