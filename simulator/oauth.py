"""网页授权: codes, tokens and refresh tokens by which a page learns who opened it."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from simulator.errors import PlatformError

_CODE_LASTS = timedelta(minutes=5)
_ACCESS_LASTS = timedelta(seconds=7200)
_REFRESH_LASTS = timedelta(days=30)


class Scope(StrEnum):
    """`snsapi_base` asks nobody and tells the openid only."""

    base = "snsapi_base"
    userinfo = "snsapi_userinfo"


@dataclass(frozen=True)
class Permission:
    """What somebody let a page know. A snapshot is of nobody: its openid is made up."""

    openid: str
    nickname: str
    scope: Scope
    is_snapshot: bool = False


@dataclass
class _Issued:
    permission: Permission
    expires_at: datetime
    is_used: bool = False


@dataclass(frozen=True)
class Tokens:
    access: str
    refresh: str
    permission: Permission
    seconds: int = int(_ACCESS_LASTS.total_seconds())


@dataclass
class Permissions:
    _codes: dict[str, _Issued] = field(default_factory=dict)
    _access: dict[str, _Issued] = field(default_factory=dict)
    _refresh: dict[str, _Issued] = field(default_factory=dict)

    def code_for(self, permission: Permission, now: datetime) -> str:
        code = f"0{secrets.token_urlsafe(24)[:31]}"
        self._codes[code] = _Issued(permission, now + _CODE_LASTS)
        return code

    def redeem(self, code: str, now: datetime) -> Tokens:
        """Once only, and soon."""
        issued = self._codes.get(code)
        if issued is None:
            raise PlatformError(40029)
        if issued.is_used:
            raise PlatformError(40163)
        if now >= issued.expires_at:
            raise PlatformError(42003)
        issued.is_used = True
        refresh = secrets.token_urlsafe(64)
        self._refresh[refresh] = _Issued(issued.permission, now + _REFRESH_LASTS)
        return self._tokens(issued.permission, refresh, now)

    def refreshed(self, refresh: str, now: datetime) -> Tokens:
        issued = self._refresh.get(refresh)
        if issued is None:
            raise PlatformError(40030)
        if now >= issued.expires_at:
            raise PlatformError(42002)
        return self._tokens(issued.permission, refresh, now)

    def check(self, access: str, openid: str, now: datetime) -> Permission:
        issued = self._access.get(access)
        if issued is None:
            raise PlatformError(40001)
        if now >= issued.expires_at:
            raise PlatformError(42001)
        if issued.permission.openid != openid:
            raise PlatformError(40003)
        return issued.permission

    def forget_people(self) -> None:
        self._codes.clear()
        self._access.clear()
        self._refresh.clear()

    def _tokens(self, permission: Permission, refresh: str, now: datetime) -> Tokens:
        access = secrets.token_urlsafe(64)
        self._access[access] = _Issued(permission, now + _ACCESS_LASTS)
        return Tokens(access, refresh, permission)


def snapshot_openid() -> str:
    return "o" + secrets.token_urlsafe(32)[:27]
