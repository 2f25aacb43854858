"""`python -m backend`: serve the API and the console."""

import uvicorn

from backend.app import create_app
from backend.config import get_settings
from backend.contracts.logs import configure_logging
from backend.contracts.memory import collect_less_often


def main() -> None:
    settings = get_settings()
    configure_logging("backend", settings.log_level)
    app = create_app(settings)
    collect_less_often()
    uvicorn.run(
        app,
        host=settings.backend_host,
        port=settings.backend_port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        # Longer than our own clients keep a connection: whoever asks must be the one to let go.
        timeout_keep_alive=75,
        # Cookies are marked secure by what the proxy in front says.
        proxy_headers=True,
    )


if __name__ == "__main__":
    main()
