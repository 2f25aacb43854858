"""The environment every child process gets: what the engineer set, `.env`, then generated values.

The same names in production come from the deployment; nothing here is read by the processes.
"""

import base64
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from runner.errors import CannotRun
from runner.paths import ROOT
from runner.ports import LOOPBACK
from runner.remembered import write_private

_OURS = re.compile(
    r"(WECHAT|SIMULATOR|RASA|DB|REDIS|BOT|BACKEND|ACTIONS|OCR|STAFF)_|PUBLISH_MENU|NOTICES_FILE|MEMBER_PAGES_URL|"
    r"(DATABASE_URL|DATA_DIR|INTERNAL_API_TOKEN|ENCRYPTION_KEYS|BLIND_INDEX_KEY|ENVIRONMENT)$"
)


def read_env_file(path: Path) -> dict[str, str]:
    """`NAME=value` lines; quotes around a value and lines without `=` are ignored."""
    if not path.exists():
        return {}
    pairs = (
        line.partition("=")
        for line in map(str.strip, path.read_text().splitlines())
        if "=" in line and not line.startswith("#")
    )
    found = {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}
    return {name: value for name, value in found.items() if value}


def given_environment() -> dict[str, str]:
    """What the engineer decided: the shell's variables over those of `.env`."""
    given = read_env_file(ROOT / ".env") | {
        name: value for name, value in os.environ.items() if value
    }
    if given.get("ENVIRONMENT") == "production":
        raise CannotRun(
            "The runner is for development; in production start the processes with "
            "docker compose or as services, each with its own settings."
        )
    return _without_interpreter_paths(given)


def hermetic_environment() -> dict[str, str]:
    """For tests: none of our settings, lest a test reach a real account or database."""
    return _without_interpreter_paths(
        {name: value for name, value in os.environ.items() if not _OURS.match(name)}
    )


def _without_interpreter_paths(env: Mapping[str, str]) -> dict[str, str]:
    """Child interpreters find their own packages; ours would lead them to the wrong ones.

    They also keep their bytecode: compiling Rasa's imports anew costs every start 15 s.
    """
    foreign = {
        *("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"),
        *("MAKEFLAGS", "MAKELEVEL"),
    }
    return {name: value for name, value in env.items() if name not in foreign}


def development_secrets(data_dir: Path) -> dict[str, str]:
    """Made once per data directory, so that data written yesterday can be read today."""
    path = data_dir / "dev.env"
    known = read_env_file(path)
    missing = {name: make() for name, make in _SECRETS.items() if name not in known}
    if missing:
        known |= missing
        write_private(path, "\n".join(f"{name}={value}" for name, value in known.items()))
    return known


def own_addresses(ports: Mapping[str, int]) -> dict[str, str]:
    """Where our processes find each other; follows the ports whatever the shell says."""
    urls = {name: f"http://{LOOPBACK}:{port}" for name, port in ports.items()}
    return {
        "BOT_URL": urls["bot"],
        "BACKEND_URL": urls["backend"],
        "RASA_URL": urls["rasa"],
        "ACTIONS_URL": urls["actions"],
        **{f"{name.upper()}_PORT": str(port) for name, port in ports.items()},
    }


def rasa_addresses(tracker_database_url: str) -> dict[str, str]:
    """Rasa's endpoints.yml can only fill in whole values, so URLs are handed over in pieces."""
    database = urlsplit(tracker_database_url)
    return {
        "DB_HOST": database.hostname or LOOPBACK,
        "DB_PORT": str(database.port or 5432),
        "DB_USER": unquote(database.username or ""),
        "DB_PASSWORD": unquote(database.password or ""),
        "RASA_DB_NAME": database.path.lstrip("/"),
    }


def with_database(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


# Loopback is never behind the machine's proxy; one thread per process suits two cores; Rasa keeps
# idle connections longer than the backend does, so that no question meets one being closed.
QUIET = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONUNBUFFERED": "1",
    "SANIC_KEEP_ALIVE_TIMEOUT": "75",
    "RASA_TELEMETRY_ENABLED": "false",
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
}


def _key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _aes_key() -> str:
    """43 letters and digits, as the platform hands them out."""
    while True:
        key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        if key.isalnum():
            return key


# The backend refuses values that say "dev" when it runs in production.
_SECRETS = {
    "INTERNAL_API_TOKEN": lambda: "dev-" + secrets.token_hex(24),
    "ENCRYPTION_KEYS": lambda: "dev:" + _key(),
    "BLIND_INDEX_KEY": _key,
    "WECHAT_APP_ID": lambda: "wx" + secrets.token_hex(8),
    "WECHAT_APP_SECRET": lambda: secrets.token_hex(16),
    "WECHAT_TOKEN": lambda: secrets.token_hex(12),
    "WECHAT_ENCODING_AES_KEY": _aes_key,
}
