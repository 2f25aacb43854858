"""`python -m bot`: finishes running requests on SIGTERM, then goes."""

import uvicorn

from backend.contracts.logs import configure_logging
from backend.contracts.memory import collect_less_often
from bot.app import create_app
from bot.config import Settings


def main() -> None:
    settings = Settings()
    configure_logging("bot", settings.log_level)
    app = create_app(settings)
    collect_less_often()
    uvicorn.run(
        app,
        host=settings.bot_host,
        port=settings.bot_port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        # A reply in the making needs up to 5 s, its receipt a few more.
        timeout_graceful_shutdown=10,
        # Longer than our own clients keep a connection: whoever asks must be the one to let go.
        timeout_keep_alive=75,
    )


if __name__ == "__main__":
    main()
