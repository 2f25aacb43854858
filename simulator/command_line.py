"""What `python -m simulator` takes, and what it says when it is up."""

import argparse
import os
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from simulator.access import AccountType
from simulator.config import Mode, Settings

_ABOUT = "The WeChat official-account platform, and a phone in the browser, on this machine."

_MORE = """\
Point your server's WeChat API base URL (https://api.weixin.qq.com) at the printed address, give it
the printed app id, secret, token and AES key, and open the address in a browser: that is the phone.
The server's URL, the mode, token and keys can also be changed on the page while it runs.

Every option is an environment variable as well (SIMULATOR_PORT, WECHAT_TOKEN ...); options win.
Limits of the platform can be shortened that way, for tests:
  SIMULATOR_REPLY_LIMIT_SECONDS=5         how long a push waits for its answer
  SIMULATOR_DELIVERIES=3                  how often a push is delivered
  SIMULATOR_MESSAGE_WINDOW_SECONDS=172800 how long somebody who wrote can be written to
  SIMULATOR_TAP_WINDOW_SECONDS=60         how long somebody who tapped can
  SIMULATOR_MEDIA_SECONDS=259200          when media expire
  SIMULATOR_TOKEN_SECONDS=7200            when access tokens do

Everything is kept in memory. The page and its API ask for no password: do not expose the port.
The control API, with examples, is described in docs/simulator.md.
"""


class CannotStart(Exception):
    """One sentence that says what is wrong and what to do."""


def read_arguments(arguments: Sequence[str] | None = None) -> Settings:
    """Options win over the environment, the environment over made-up development values."""
    given = {
        name: value
        for name, value in vars(_parser().parse_args(arguments)).items()
        if value is not None
    }
    try:
        return Settings(**given)
    except ValidationError as error:
        raise CannotStart(_explained(error)) from error


def banner(settings: Settings, environment: Mapping[str, str] = os.environ) -> str:
    """The address and what the account's server must be set to; nobody's own secrets."""

    def own(name: str, value: str) -> str:
        return "(the one in your environment)" if environment.get(name) == value else value

    address = settings.public_url
    return f"""
  phone and settings   {address}
  API base URL         {address}
  pushes go to         {settings.callback_url}

  app id               {settings.wechat_app_id}
  app secret           {own("WECHAT_APP_SECRET", settings.wechat_app_secret)}
  token                {own("WECHAT_TOKEN", settings.wechat_token)}
  encoding AES key     {own("WECHAT_ENCODING_AES_KEY", settings.wechat_encoding_aes_key)}
  mode                 {settings.simulator_mode}
  account              {settings.simulator_account_id}, {settings.simulator_account_type}

  Ctrl-C stops it and forgets everything.
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description=_ABOUT,
        epilog=_MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )

    def option(flag: str, setting: str, help: str, **more: object) -> None:
        parser.add_argument(flag, dest=setting, help=help, **more)  # type: ignore[arg-type]

    def text(flag: str, setting: str, help: str, shown: str) -> None:
        option(flag, setting, help, metavar=shown)

    text("--callback-url", "simulator_callback_url", "where pushes go: your server", "URL")
    option("--port", "simulator_port", "default 9000; 0 takes a free one", type=int)
    text("--host", "simulator_host", "default 127.0.0.1", "ADDRESS")
    text("--public-url", "simulator_public_url", "how your server reaches this one", "URL")
    option(
        "--mode",
        "simulator_mode",
        "how pushes are packed, default aes",
        type=Mode,
        choices=list(Mode),
    )
    option(
        "--account-type",
        "simulator_account_type",
        "what the account may do, default verified_service",
        type=AccountType,
        choices=list(AccountType),
    )
    text("--app-id", "wechat_app_id", "wx and 16 hexadecimal digits", "ID")
    text("--app-secret", "wechat_app_secret", "what access tokens are asked with", "SECRET")
    text("--token", "wechat_token", "what pushes are signed with", "TOKEN")
    text("--aes-key", "wechat_encoding_aes_key", "EncodingAESKey, 43 characters", "KEY")
    text("--name", "simulator_account_name", "the account's name on the phone", "NAME")
    return parser


def _explained(error: ValidationError) -> str:
    """Names and reasons only: the values may be secret."""
    wrong = (f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors())
    return "These settings cannot be: " + "; ".join(wrong)
