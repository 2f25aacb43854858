"""`python -m actions`: the action server; finishes running calls on SIGTERM."""

import uvicorn

from actions.app import create_app
from actions.config import get_settings
from backend.contracts.logs import configure_logging
from backend.contracts.memory import collect_less_often


def main() -> None:
    settings = get_settings()
    configure_logging("actions", settings.log_level)
    app = create_app(settings)
    collect_less_often()
    uvicorn.run(
        app,
        host=settings.actions_host,
        port=settings.actions_port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        # Longer than our own clients keep a connection: whoever asks must be the one to let go.
        timeout_keep_alive=75,
    )


if __name__ == "__main__":
    main()
