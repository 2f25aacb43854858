"""`python -m backend`: serve the API and the console."""

import socket

import uvicorn

from backend.app import create_app
from backend.config import get_settings
from backend.contracts.logs import configure_logging
from backend.contracts.memory import collect_less_often
from backend.contracts.serving import SERVED
from backend.desk.stream import Stream


class Server(uvicorn.Server):
    """Ends the desk's streams first: they never end by themselves, and a stop would wait for them."""

    def __init__(self, config: uvicorn.Config, stream: Stream) -> None:
        super().__init__(config)
        self._stream = stream

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._stream.close()
        await super().shutdown(sockets)


def main() -> None:
    settings = get_settings()
    configure_logging("backend", settings.log_level)
    app = create_app(settings)
    collect_less_often()
    config = uvicorn.Config(
        app,
        host=settings.backend_host,
        port=settings.backend_port,
        # Cookies are marked secure by what the proxy in front says.
        proxy_headers=True,
        **SERVED,
    )
    Server(config, app.state.desk_stream).run()


if __name__ == "__main__":
    main()
