"""Who may call what, from where, and how often a day. No I/O here."""

from collections import Counter
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from simulator.errors import PlatformError

# Daily figures start over, and months begin, at midnight in Beijing.
BEIJING = timezone(timedelta(hours=8))

CLEARINGS_PER_MONTH = 10
FORCED_TOKEN = "/cgi-bin/stable_token?force_refresh"


class AccountType(StrEnum):
    """What the account is; the platform's 账号类型 and 认证."""

    verified_service = "verified_service"
    verified_subscription = "verified_subscription"
    unverified = "unverified"
    test = "test"


# Calls that even an account without any permission may make.
_FOR_EVERYBODY = (
    "/cgi-bin/token",
    "/cgi-bin/stable_token",
    "/cgi-bin/clear_quota",
    "/cgi-bin/openapi/",
    "/cgi-bin/getcallbackip",
    "/cgi-bin/get_api_domain_ip",
    "/cgi-bin/callback/check",
    "/cgi-bin/ticket/getticket",
)
_FOR_SERVICE_ACCOUNTS = (
    "/cgi-bin/qrcode/",
    "/cgi-bin/template/",
    "/cgi-bin/message/template/",
    "/cgi-bin/message/subscribe/",
    "/wxaapi/newtmpl/",
    "/sns/",
)
# The platform's own staff: a test account cannot send subscribe notices.
_NOT_FOR_TEST_ACCOUNTS = ("/cgi-bin/message/subscribe/", "/wxaapi/newtmpl/")

_DAILY_LIMITS = {
    "/cgi-bin/token": 2_000,
    FORCED_TOKEN: 20,
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/menu/create": 1_000,
    "/cgi-bin/menu/get": 10_000,
    "/cgi-bin/menu/delete": 1_000,
    "/cgi-bin/menu/addconditional": 2_000,
    "/cgi-bin/menu/delconditional": 2_000,
    "/cgi-bin/menu/trymatch": 20_000,
    "/cgi-bin/groups/create": 1_000,
    "/cgi-bin/groups/get": 1_000,
    "/cgi-bin/groups/update": 1_000,
    "/cgi-bin/groups/members/update": 100_000,
    "/cgi-bin/media/upload": 100_000,
    "/cgi-bin/media/get": 200_000,
    "/cgi-bin/message/custom/send": 500_000,
    "/cgi-bin/message/mass/sendall": 100,
    "/cgi-bin/message/mass/send": 100,
    "/cgi-bin/message/mass/preview": 100,
    "/cgi-bin/message/mass/delete": 10,
    "/cgi-bin/message/template/send": 100_000,
    "/cgi-bin/qrcode/create": 100_000,
    "/cgi-bin/user/get": 500,
    "/cgi-bin/user/info": 5_000_000,
    "/cgi-bin/user/info/updateremark": 10_000,
}
_MINUTE_LIMITS = {"/cgi-bin/stable_token": 10_000}
# A test account has a tenth of most figures; these are the exceptions.
_TEST_LIMITS = {
    FORCED_TOKEN: 20,
    "/cgi-bin/groups/members/update": 1_000,
    "/cgi-bin/media/upload": 500,
    "/cgi-bin/media/get": 1_000,
    "/cgi-bin/user/get": 100,
}


def may_call(account_type: AccountType, path: str) -> bool:
    if account_type is AccountType.verified_service:
        return True
    if account_type is AccountType.test:
        return not path.startswith(_NOT_FOR_TEST_ACCOUNTS)
    if account_type is AccountType.unverified:
        return path.startswith(_FOR_EVERYBODY)
    return not path.startswith(_FOR_SERVICE_ACCOUNTS)


def may_send_menus(account_type: AccountType) -> bool:
    """A msgmenu is the one message only a verified service account may send."""
    return account_type is AccountType.verified_service


class Access:
    """One account's permissions, its IP 白名单, and what it has used up today."""

    def __init__(
        self,
        account_type: AccountType,
        allowed_addresses: set[str],
        daily_limits: dict[str, int],
        minute_limits: dict[str, int] | None = None,
    ) -> None:
        self.account_type = account_type
        # Empty means that the account has not turned the list on.
        self.allowed_addresses = allowed_addresses
        self.daily_limits = daily_limits
        # Most are not documented, so that one orders them.
        self.minute_limits = _MINUTE_LIMITS | (minute_limits or {})
        self._minute: datetime | None = None
        self._this_minute: Counter[str] = Counter()
        self._day: date | None = None
        self._used: Counter[str] = Counter()
        self._cleared: Counter[tuple[int, int]] = Counter()

    def check_address(self, address: str) -> None:
        if self.allowed_addresses and address not in self.allowed_addresses:
            raise PlatformError(40164, address)

    def admit(self, path: str, now: datetime) -> None:
        """Count one call, or say why it may not be made."""
        if not may_call(self.account_type, path):
            raise PlatformError(48001)
        self.count(path, now)

    def count(self, path: str, now: datetime) -> None:
        limit = self.limit_of(path)
        if limit is not None and self.used(path, now) >= limit:
            raise PlatformError(45009)
        self._count_in_minute(path, now)
        self._used[path] += 1

    def _count_in_minute(self, path: str, now: datetime) -> None:
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute = minute
            self._this_minute.clear()
        if path in self.minute_limits and self._this_minute[path] >= self.minute_limits[path]:
            raise PlatformError(45011)
        self._this_minute[path] += 1

    def limit_of(self, path: str) -> int | None:
        """How many calls a day; None is as many as one likes."""
        if path in self.daily_limits:
            return self.daily_limits[path]
        limit = _DAILY_LIMITS.get(path)
        if limit is None or self.account_type is not AccountType.test:
            return limit
        return _TEST_LIMITS.get(path, limit // 10)

    def used(self, path: str, now: datetime) -> int:
        today = now.astimezone(BEIJING).date()
        if today != self._day:
            self._day = today
            self._used.clear()
        return self._used[path]

    def clear(self, now: datetime) -> None:
        """Start today's figures over, a few times a month."""
        local = now.astimezone(BEIJING)
        month = (local.year, local.month)
        if self._cleared[month] >= CLEARINGS_PER_MONTH:
            raise PlatformError(48006)
        self._cleared[month] += 1
        self._used.clear()
