"""What the action server reads from the environment."""

from functools import lru_cache

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True)

    actions_host: str = "127.0.0.1"
    actions_port: int = 5055
    backend_url: str = "http://127.0.0.1:8100"
    internal_api_token: SecretStr
    log_level: str = "INFO"


@lru_cache
def get_settings() -> Settings:
    return Settings()
