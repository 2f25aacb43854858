"""`python -m bot`: finishes running requests on SIGTERM, then goes."""

import uvicorn

from backend.contracts.logs import configure_logging
from backend.contracts.memory import collect_less_often
from backend.contracts.serving import SERVED
from bot.app import create_app
from bot.config import Settings


def main() -> None:
    settings = Settings()
    configure_logging("bot", settings.log_level)
    app = create_app(settings)
    collect_less_often()
    uvicorn.run(app, host=settings.bot_host, port=settings.bot_port, **SERVED)


if __name__ == "__main__":
    main()
