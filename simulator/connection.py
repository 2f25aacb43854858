"""How the account's server is connected: the platform's 服务器配置 page, changeable while running."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from simulator.config import Mode, Settings


class MenuIds(StrEnum):
    """Whether a tap on a msgmenu option tells its id: the platform does not always."""

    kept = "kept"
    missing = "missing"
    zero = "zero"

    def told(self, menu_id: str) -> str | None:
        return {MenuIds.kept: menu_id, MenuIds.missing: None, MenuIds.zero: "0"}[self]


@dataclass
class Connection:
    """`url` may be empty: then nothing is connected yet, and pushes fail."""

    url: str
    token: str
    app_id: str
    account_id: str
    mode: Mode
    key: str
    menu_ids: MenuIds = MenuIds.kept
    previous_key: str = ""
    previous_key_until: datetime | None = None
    # The platform's machines do not all learn of a new key at once.
    pushes_under_previous_key: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "Connection":
        return cls(
            url=settings.callback_url,
            token=settings.wechat_token,
            app_id=settings.wechat_app_id,
            account_id=settings.simulator_account_id,
            mode=settings.simulator_mode,
            key=settings.wechat_encoding_aes_key,
        )

    def rotate(self, key: str, now: datetime, both_accepted_for: timedelta) -> None:
        """Push under the new key from now on, and accept answers under the old one a while."""
        if key == self.key:
            return
        self.previous_key, self.key = self.key, key
        self.previous_key_until = now + both_accepted_for
        self.pushes_under_previous_key = False

    @property
    def sealing_key(self) -> str:
        if self.pushes_under_previous_key and self.previous_key:
            return self.previous_key
        return self.key

    def accepted_keys(self, sealed_under: str, now: datetime) -> list[str]:
        """The key of the push is always right for its answer."""
        keys = [sealed_under, self.key]
        if self.previous_key_until and now < self.previous_key_until:
            keys.append(self.previous_key)
        return list(dict.fromkeys(keys))

    def url_with(self, query: dict[str, str]) -> str:
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(query)}"


def new_key() -> str:
    """43 characters, the last of which carries the two bits left over, as the platform makes them."""
    return base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
