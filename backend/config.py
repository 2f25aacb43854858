"""Settings of backend, worker, seeds and migrations, read once from the environment."""

from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# OWASP's least for argon2id.
LEAST_PASSWORD_MEMORY_KIB = 19456
SIMULATED_NOTICES = Path(__file__).parent / "conversations" / "notices.toml"


class Environment(StrEnum):
    development = "development"
    production = "production"


class Settings(BaseSettings):
    """Every variable is documented in `.env.example`."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True)

    environment: Environment = Environment.development
    log_level: str = "INFO"
    database_url: str = "postgresql://localhost/gonghui"
    # Only for who looks and types at the desk; without it nobody is shown.
    redis_url: str = ""
    data_dir: Path = Path(".data")
    backend_port: int = 8100
    backend_host: str = "127.0.0.1"
    backend_url: str = "http://127.0.0.1:8100"
    bot_url: str = "http://127.0.0.1:8000"
    rasa_url: str = "http://127.0.0.1:5005"
    actions_url: str = "http://127.0.0.1:5055"
    internal_api_token: str = Field(default="", repr=False)
    encryption_keys: str = Field(default="", repr=False)
    blind_index_key: str = Field(default="", repr=False)

    ocr_workers: int = 1
    ocr_timeout: timedelta = timedelta(seconds=8)
    ocr_idle: timedelta = timedelta(seconds=60)  # then the readers give their memory back

    assistant_timeout: timedelta = timedelta(seconds=20)
    assistant_concurrency: int = 16
    # Renewed while its turn runs, so this is how long a turn waits whose process was killed.
    turn_lease: timedelta = timedelta(seconds=9)

    # On posters. A real account's name is nobody's to guess.
    wechat_account_name: str = ""
    poster_font: Path | None = None

    staff_session_idle: timedelta = timedelta(minutes=30)
    staff_session_absolute: timedelta = timedelta(hours=12)
    # What trying out stolen password hashes costs; tests take less.
    staff_password_memory_kib: int = 65536

    photo_kept_after_approval: timedelta = timedelta(days=30)
    photo_kept_after_refusal: timedelta = timedelta(days=7)
    draft_kept: timedelta = timedelta(days=30)

    # Which templates the account has for notices; development uses the simulated account's.
    notices_file: Path | None = None

    # Where phones reach `/m`; empty in production until somebody says so: then no page is offered.
    member_pages_url: str = ""
    wechat_js_sdk_url: str = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"

    # Where staff open the console, for links in what rings a duty phone.
    public_console_url: str = ""

    @property
    def console_url(self) -> str:
        """Empty in production until somebody says so: then a page carries no link."""
        is_production = self.environment is Environment.production
        return (self.public_console_url or ("" if is_production else self.backend_url)).rstrip("/")

    @property
    def pages_url(self) -> str:
        is_production = self.environment is Environment.production
        return (self.member_pages_url or ("" if is_production else self.backend_url)).rstrip("/")

    @property
    def notice_templates_file(self) -> Path | None:
        is_production = self.environment is Environment.production
        return self.notices_file or (None if is_production else SIMULATED_NOTICES)

    @property
    def account_name(self) -> str:
        """Development has a made-up account; in production nothing is printed that nobody set."""
        made_up = "" if self.environment is Environment.production else "豫工惠（演示）"
        return self.wechat_account_name or made_up

    @property
    def async_database_url(self) -> str:
        return self.database_url.replace("postgresql://", "postgresql+asyncpg://", 1)

    @field_validator("notices_file", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        """As compose hands over what nobody set."""
        return value or None

    @model_validator(mode="after")
    def _refuse_missing_secrets(self) -> Self:
        if self.environment is Environment.production:
            secrets = (self.internal_api_token, self.encryption_keys, self.blind_index_key)
            if any(not s or s.startswith("dev-") or "dev:" in s for s in secrets):
                raise ValueError(
                    "production needs its own INTERNAL_API_TOKEN, ENCRYPTION_KEYS and "
                    "BLIND_INDEX_KEY; see docs/deployment.md"
                )
            if self.staff_password_memory_kib < LEAST_PASSWORD_MEMORY_KIB:
                raise ValueError(
                    f"production needs STAFF_PASSWORD_MEMORY_KIB of {LEAST_PASSWORD_MEMORY_KIB} or more"
                )
        return self


@lru_cache
def get_settings() -> Settings:
    return Settings()
