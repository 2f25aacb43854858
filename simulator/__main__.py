"""`python -m simulator`: the platform and the phone on one port."""

import os
import socket
import sys
from types import FrameType

import uvicorn

from simulator.app import create_app
from simulator.command_line import CannotStart, banner, read_arguments
from simulator.config import Settings
from simulator.hub import Hub
from simulator.logs import start_logging


class _Server(uvicorn.Server):
    """Ends open event streams first, which would otherwise keep the server from stopping."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._hub.close()
        super().handle_exit(sig, frame)


def main() -> None:
    try:
        settings = read_arguments()
        listener = _listen(settings)
    except CannotStart as error:
        sys.exit(str(error))
    settings.simulator_port = listener.getsockname()[1]
    start_logging(settings.log_level)
    app = create_app(settings)
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2)
    if _is_alone():
        print(banner(settings), flush=True)
    _Server(config, app.state.world.hub).run([listener])


def _listen(settings: Settings) -> socket.socket:
    host, port = settings.simulator_host, settings.simulator_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        raise CannotStart(
            f"Cannot listen on {host}:{port} ({error}). Is another simulator running? "
            f"Choose another port with --port, or --port 0 for any that is free."
        ) from error


def _is_alone() -> bool:
    """Started by somebody, not by a runner that sets the account up and keeps logs in one shape."""
    return sys.stdout.isatty() or "WECHAT_APP_SECRET" not in os.environ


if __name__ == "__main__":
    main()
