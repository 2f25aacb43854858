"""Settings of the bot, from the environment. Production refuses what development may use."""

from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_APP_ID = "wx0000000000000000"
DEVELOPMENT_SECRET = "development-only"
DEVELOPMENT_AES_KEY = "A" * 43

PLATFORM = "https://api.weixin.qq.com"
PLATFORM_IN_DISASTER = "https://api2.weixin.qq.com"


class Settings(BaseSettings):
    """Names are the environment variables in lower case."""

    model_config = SettingsConfigDict(
        extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    environment: Literal["development", "production"] = "development"
    log_level: str = "INFO"

    wechat_app_id: str = DEVELOPMENT_APP_ID
    wechat_app_secret: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    wechat_token: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    wechat_encoding_aes_key: SecretStr = SecretStr(DEVELOPMENT_AES_KEY)
    wechat_previous_encoding_aes_key: SecretStr = SecretStr("")
    wechat_api_base_url: str = PLATFORM
    # Tried when the first cannot be reached; see `fallback_url`.
    wechat_api_fallback_url: str = ""
    # True once the account is in secure mode: a plain body is then refused, so nobody who saw
    # one signed query can strip the encryption and write what they like.
    wechat_require_encryption: bool = False
    # Pushes signed longer ago, or that far ahead, are refused; zero takes them all. The platform's
    # three deliveries lie within 15 s.
    wechat_replay_window: timedelta = Field(default=timedelta(minutes=10), ge=timedelta(0))

    backend_url: str = "http://127.0.0.1:8100"
    internal_api_token: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    redis_url: str = ""
    data_dir: Path = Path(".data")

    bot_host: str = "127.0.0.1"
    bot_port: int = 8000
    publish_menu_on_start: bool | None = None
    menu_file: Path | None = None

    # The platform hangs up after 5 s. The backend may think until `reply_deadline`; a backend
    # that does not even say "later" is given up `reply_grace` after that.
    reply_deadline: float = Field(default=4.5, gt=0, le=4.5)
    reply_grace: float = Field(default=0.25, ge=0, le=0.3)
    # That many people wait for a passive reply at once; the next are recorded and answered later.
    most_waiting: int = Field(default=24, ge=0)
    # Of one person; what comes faster is recorded and answered in order, later. Zero: no limit.
    messages_per_minute: int = Field(default=60, ge=0)
    spool_retry_seconds: float = Field(default=2.0, gt=0)
    api_timeout: float = Field(default=5.0, gt=0)

    @field_validator("wechat_encoding_aes_key", "wechat_previous_encoding_aes_key")
    @classmethod
    def _has_43_characters(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and len(value.get_secret_value()) != 43:
            raise ValueError("an EncodingAESKey has 43 characters")
        return value

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.environment == "production":
            problems = list(self._unfit_for_production())
            if problems:
                raise ValueError("; ".join(problems))
        return self

    def _unfit_for_production(self) -> list[str]:
        secrets = {
            "WECHAT_APP_SECRET": self.wechat_app_secret,
            "WECHAT_TOKEN": self.wechat_token,
            "WECHAT_ENCODING_AES_KEY": self.wechat_encoding_aes_key,
            "INTERNAL_API_TOKEN": self.internal_api_token,
        }
        weak = {DEVELOPMENT_SECRET, DEVELOPMENT_AES_KEY, ""}
        problems = [
            f"{name} is not set for production"
            for name, secret in secrets.items()
            if secret.get_secret_value() in weak
        ]
        if self.wechat_app_id in {DEVELOPMENT_APP_ID, ""}:
            problems.append("WECHAT_APP_ID is not set for production")
        if len(self.internal_api_token.get_secret_value()) < 32:
            problems.append("INTERNAL_API_TOKEN needs at least 32 characters")
        addresses = {
            "WECHAT_API_BASE_URL": self.wechat_api_base_url,
            "WECHAT_API_FALLBACK_URL": self.fallback_url or PLATFORM,
        }
        problems += [
            f"{name} must be https"
            for name, address in addresses.items()
            if not address.startswith("https://")
        ]
        return problems

    @property
    def fallback_url(self) -> str:
        """Unset: the platform's own second address, and none beside a simulator."""
        if self.wechat_api_fallback_url or self.wechat_api_base_url != PLATFORM:
            return self.wechat_api_fallback_url
        return PLATFORM_IN_DISASTER

    @cached_property
    def aes_keys(self) -> list[str]:
        """Current first, then the previous one while the platform still uses it."""
        keys = [self.wechat_encoding_aes_key, self.wechat_previous_encoding_aes_key]
        return [key.get_secret_value() for key in keys if key.get_secret_value()]

    @property
    def publishes_menu(self) -> bool:
        """Unasked only towards a simulator: a real account's menu is nobody's to replace by accident."""
        if self.publish_menu_on_start is None:
            to_simulator = self.wechat_api_base_url.startswith("http://")
            return self.environment == "development" and to_simulator
        return self.publish_menu_on_start
