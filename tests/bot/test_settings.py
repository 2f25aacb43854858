"""Production refuses to start on what is good enough for development."""

import pytest
from pydantic import ValidationError

from bot.config import Settings

FIT = {
    "environment": "production",
    "wechat_app_id": "wx00000000000000aa",
    "wechat_app_secret": "a real one",
    "wechat_token": "a real token",
    "wechat_encoding_aes_key": "b" * 43,
    "wechat_api_base_url": "https://platform.example",
    "internal_api_token": "i" * 32,
}


def test_a_complete_production_starts() -> None:
    assert Settings.model_validate(FIT).publishes_menu is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("wechat_app_id", "wx0000000000000000"),
        ("wechat_app_secret", "development-only"),
        ("wechat_token", ""),
        ("wechat_encoding_aes_key", "A" * 43),
        ("wechat_api_base_url", "http://127.0.0.1:9000"),
        ("wechat_api_fallback_url", "http://127.0.0.1:9000"),
        ("internal_api_token", "short"),
    ],
)
def test_production_refuses_a_weak_setting_by_name(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name.upper()):
        Settings.model_validate({**FIT, name: value})


def test_only_the_real_platform_has_a_second_address_of_its_own() -> None:
    assert Settings(wechat_api_base_url="http://127.0.0.1:9000").fallback_url == ""
    real = Settings(wechat_api_base_url="https://api.weixin.qq.com")
    assert real.fallback_url == "https://api2.weixin.qq.com"
    assert Settings(wechat_api_fallback_url="https://b.example").fallback_url == "https://b.example"


def test_an_aes_key_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValidationError, match="43 characters"):
        Settings.model_validate({"wechat_encoding_aes_key": "b" * 42})


def test_the_menu_is_published_unasked_only_to_a_simulator() -> None:
    development = {"environment": "development"}
    simulator = {**development, "wechat_api_base_url": "http://127.0.0.1:9000"}
    real = {**development, "wechat_api_base_url": "https://platform.example"}
    assert Settings.model_validate(simulator).publishes_menu
    assert not Settings.model_validate(real).publishes_menu


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLISH_MENU_ON_START", "")
    monkeypatch.setenv("BOT_PORT", "")
    assert Settings().bot_port == 8000
