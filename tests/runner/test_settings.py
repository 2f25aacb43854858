"""What children are told: made once, private, and hermetic for tests."""

from pathlib import Path

import pytest

from runner import settings
from runner.errors import CannotRun


def test_development_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    made = settings.development_secrets(tmp_path)
    assert settings.development_secrets(tmp_path) == made
    assert (tmp_path / "dev.env").stat().st_mode & 0o777 == 0o600


def test_made_up_wechat_values_look_like_the_platforms(tmp_path: Path) -> None:
    made = settings.development_secrets(tmp_path)
    assert made["WECHAT_APP_ID"].startswith("wx")
    assert len(made["WECHAT_APP_ID"]) == 18
    assert len(made["WECHAT_ENCODING_AES_KEY"]) == 43
    assert made["WECHAT_ENCODING_AES_KEY"].isalnum()


def test_a_test_stack_never_hears_of_a_real_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_APP_SECRET", "real")
    monkeypatch.setenv("DATABASE_URL", "postgresql://production/gonghui")
    assert not {"WECHAT_APP_SECRET", "DATABASE_URL"} & settings.hermetic_environment().keys()


def test_the_runner_refuses_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    with pytest.raises(CannotRun, match="docker compose"):
        settings.given_environment()


def test_rasa_gets_its_addresses_in_pieces() -> None:
    pieces = settings.rasa_addresses("postgresql://u:p%40s@h:5433/rasa")
    assert pieces["DB_HOST"] == "h"
    assert pieces["DB_PASSWORD"] == "p@s"
    assert pieces["RASA_DB_NAME"] == "rasa"


def test_children_keep_their_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in settings.hermetic_environment()
    assert "PYTHONDONTWRITEBYTECODE" not in settings.given_environment()
