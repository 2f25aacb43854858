"""How our processes serve HTTP: the same loop, the same silence in logs, the same patience at a stop."""

from typing import Any, Final

SERVED: Final[dict[str, Any]] = {
    "loop": "uvloop",
    "http": "httptools",
    "log_config": None,
    "access_log": False,
    "server_header": False,
    # A reply in the making needs up to 5 s, its receipt a few more.
    "timeout_graceful_shutdown": 10,
    # Longer than our own clients keep a connection: whoever asks must be the one to let go.
    "timeout_keep_alive": 75,
}
"""Settings of uvicorn."""
