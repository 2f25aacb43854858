"""`python -m actions`: the action server; finishes running calls on SIGTERM."""

import uvicorn

from actions.app import create_app
from actions.config import get_settings
from backend.contracts.logs import configure_logging
from backend.contracts.memory import collect_less_often
from backend.contracts.serving import SERVED


def main() -> None:
    settings = get_settings()
    configure_logging("actions", settings.log_level)
    app = create_app(settings)
    collect_less_often()
    uvicorn.run(app, host=settings.actions_host, port=settings.actions_port, **SERVED)


if __name__ == "__main__":
    main()
