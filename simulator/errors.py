"""The platform's refusals: HTTP 200 with an `errcode`, in the platform's own words."""

import secrets
import time

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
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40022: "invalid sub button level",
    40023: "invalid sub button size",
    40024: "invalid sub button type",
    40025: "invalid sub button name size",
    40026: "invalid sub button key size",
    40027: "invalid sub button url size",
    40029: "invalid code",
    40030: "invalid refresh_token",
    40032: "invalid openid list size",
    40033: "invalid charset, \\uxxxx is not allowed",
    40035: "invalid parameter",
    40037: "invalid template_id",
    40039: "invalid url size",
    40052: "invalid action name",
    40053: "invalid action info",
    40054: "invalid sub button url domain",
    40055: "invalid button url domain",
    40059: "invalid msg id",
    40066: "invalid url",
    40097: "invalid args",
    40102: "invalid industry id",
    40114: "invalid index value",
    40125: "invalid appsecret",
    40130: "invalid openid list size, at least two openid",
    40132: "invalid username",
    40163: "code been used",
    40164: "invalid ip {0} ipv6 ::ffff:{0}, not in whitelist",
    40200: "invalid account type",
    40201: "action nil or invalid",
    40202: "check_operator nil or invalid",
    40246: "invalid keyword_name_list",
    41001: "access_token missing",
    41003: "refresh_token missing",
    41005: "media data missing",
    41006: "media_id missing",
    41008: "missing code",
    42001: "access_token expired",
    42002: "refresh_token expired",
    42003: "code expired",
    43001: "require GET method",
    43002: "require POST method",
    43004: "require subscribe",
    43019: "require remove blacklist",
    43100: "change template too frequently",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    44003: "empty news data",
    44004: "empty content",
    45002: "content size out of limit",
    45003: "title size out of limit",
    45004: "description size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45026: "template num exceeds limit",
    45029: "qrcode count out of limit",
    45047: "out of response count limit",
    45056: "too many tags now, can not add new",
    45058: "can't modify sys tag",
    45059: "can not add tag to user, already has too many tags",
    45067: "clientmsgid size out of limit",
    45072: "invalid command",
    45080: "the user has not sent a message within the last 30 seconds",
    45081: "already in typing state",
    45083: "invalid speed",
    45157: "invalid tag name",
    45158: "invalid tag name size",
    45159: "invalid tag id",
    45166: "invalid content",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid! {0}",
    48001: "api unauthorized",
    48006: "forbid to clear quota because of reaching the limit",
    49003: "not match openid with appid",
    53600: "article id invalid",
    61450: "system error",
    65301: "menuid not exist",
    65302: "user not exist",
    65303: "no default menu, can not create conditional menu",
    65304: "match rule empty",
    65316: "menu has too many link domains",
    65320: "match rule contains private information",
    65401: "invalid custom service account",
    65402: "the custom service account need to bind a wechat user",
    65403: "illegal nickname",
    65404: "illegal custom service account",
    65405: "custom service account number reach limit",
    65406: "custom service account exists",
    65407: "the wechat user is already one of your workers",
    65408: "you have already invited this wechat user",
    65409: "wechat id is invalid",
    65411: "this account is already invited a wechat user and waiting for confirm",
    65412: "this account is already bound to a wechat user",
    65413: "no effective session for the customer",
    65414: "another worker is serving the customer",
    65415: "the worker is not online",
    65416: "param invalid, please check",
    65417: "time range exceeds the limit",
    76001: "rid not found",
    76002: "rid is error",
    76021: "cgi_path not found, please check",
    200012: "template num exceeds limit",
    200014: "invalid tid",
    200020: "invalid kidList",
    200021: "invalid sceneDesc",
    9410010: "long_data size out of limit",
    9410011: "expire_seconds out of limit",
    9410012: "short_key not exist or expired",
}

# Part of the platform's ordinary life; everything else is a rule the account broke.
ORDINARY = {-1, 40001, 42001, 43101, 46003}


class PlatformError(Exception):
    """Raised anywhere inside an API call; the route renders it."""

    def __init__(self, code: int, hint: str = "", *, injected: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.hint = hint
        self.rid = new_rid()
        self.is_violation = not injected and code not in ORDINARY

    @property
    def message(self) -> str:
        words = MESSAGES.get(self.code, "unknown error")
        hint = "" if "{" in words or not self.hint else f" [{self.hint}]"
        return f"{words.format(self.hint)}{hint} rid: {self.rid}"

    def body(self) -> dict[str, int | str]:
        return {"errcode": self.code, "errmsg": self.message}


def new_rid() -> str:
    """What the platform's support asks for: the second, and two random numbers."""
    return f"{int(time.time()):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
