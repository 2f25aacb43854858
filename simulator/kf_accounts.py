"""The platform's own customer-service accounts: made, bound to somebody's WeChat, online or not."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.errors import PlatformError

MOST_ACCOUNTS = 100
_ACCOUNT = re.compile(r"[A-Za-z0-9_]{1,10}@[A-Za-z0-9_-]{1,30}")
_WECHAT_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}")
_INVITATION = timedelta(hours=24)


@dataclass
class KfAccount:
    name: str
    nickname: str
    id: str
    picture_key: str = ""
    # The WeChat id of whoever works with it; empty until they have accepted.
    bound_to: str = ""
    invited: str = ""
    invited_until: datetime | None = None
    is_online: bool = False
    # Takes everybody who asks for a person, without looking.
    accepts_at_once: bool = False

    def invitation(self, now: datetime) -> str | None:
        """How it stands, in the platform's words."""
        if not self.invited or self.invited_until is None:
            return None
        return "waiting" if now < self.invited_until else "expired"


@dataclass
class KfAccounts:
    by_name: dict[str, KfAccount] = field(default_factory=dict)
    _last_id: int = 1_000

    def add(self, name: str, nickname: str) -> KfAccount:
        if not _ACCOUNT.fullmatch(name):
            raise PlatformError(65404)
        if name in self.by_name:
            raise PlatformError(65406)
        if len(self.by_name) >= MOST_ACCOUNTS:
            raise PlatformError(65405)
        _check_nickname(nickname)
        self._last_id += 1
        account = self.by_name[name] = KfAccount(name, nickname, str(self._last_id))
        return account

    def get(self, name: str) -> KfAccount:
        account = self.by_name.get(name)
        if account is None:
            raise PlatformError(65401)
        return account

    def rename(self, name: str, nickname: str) -> None:
        _check_nickname(nickname)
        self.get(name).nickname = nickname

    def remove(self, name: str) -> None:
        self.get(name)
        del self.by_name[name]

    def invite(self, name: str, wechat_id: str, now: datetime) -> None:
        account = self.get(name)
        if account.bound_to:
            raise PlatformError(65412)
        if account.invitation(now) == "waiting":
            raise PlatformError(65411)
        if not _WECHAT_ID.fullmatch(wechat_id):
            raise PlatformError(65409)
        for other in self.by_name.values():
            if other.bound_to == wechat_id:
                raise PlatformError(65407)
            if other.invited == wechat_id and other.invitation(now) == "waiting":
                raise PlatformError(65408)
        account.invited, account.invited_until = wechat_id, now + _INVITATION

    def accept(self, name: str) -> None:
        """What whoever was invited does on their phone."""
        account = self.get(name)
        account.bound_to = account.invited or account.bound_to or "kf_worker"
        account.invited, account.invited_until = "", None

    def ready(self, name: str) -> KfAccount:
        """One that can serve somebody now."""
        account = self.get(name)
        if not account.bound_to:
            raise PlatformError(65402)
        if not account.is_online:
            raise PlatformError(65415)
        return account


def _check_nickname(nickname: str) -> None:
    if not 1 <= len(nickname) <= 16:
        raise PlatformError(65403)
