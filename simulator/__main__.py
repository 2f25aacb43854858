"""`python -m simulator`: the platform and the phone on one port."""

import argparse
from types import FrameType

import uvicorn

from simulator.app import create_app
from simulator.config import Mode, Settings
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
    settings = _settings()
    start_logging(settings.log_level)
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.simulator_host,
        port=settings.simulator_port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    _Server(config, app.state.world.hub).run()


def _settings() -> Settings:
    """Arguments win over the environment, the environment over development defaults."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--host", dest="simulator_host")
    parser.add_argument("--port", dest="simulator_port", type=int)
    parser.add_argument("--callback-url", dest="simulator_callback_url")
    parser.add_argument("--mode", dest="simulator_mode", type=Mode, choices=list(Mode))
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    return Settings(**given)


if __name__ == "__main__":
    main()
