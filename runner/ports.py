"""Which loopback ports the processes listen on."""

import errno
import socket
from collections.abc import Mapping

from runner.errors import CannotRun

LOOPBACK = "127.0.0.1"

# Their order is also the order in which a whole stack is laid out from one base port.
DEFAULT_PORTS: Mapping[str, int] = {
    "bot": 8000,
    "backend": 8100,
    "rasa": 5005,
    "actions": 5055,
    "simulator": 9000,
}


def ports_from(base: int) -> dict[str, int]:
    """Five ports in a row, for a second stack beside the first."""
    return {name: base + offset for offset, name in enumerate(DEFAULT_PORTS)}


def ports_from_environment(env: Mapping[str, str]) -> dict[str, int]:
    return {
        name: int(env.get(f"{name.upper()}_PORT") or default)
        for name, default in DEFAULT_PORTS.items()
    }


def free_ports() -> dict[str, int]:
    """Ports nobody uses now; held open together so that no two are the same."""
    sockets = [socket.socket() for _ in DEFAULT_PORTS]
    try:
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return {
            name: int(each.getsockname()[1])
            for name, each in zip(DEFAULT_PORTS, sockets, strict=True)
        }
    finally:
        for each in sockets:
            each.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        # As servers do: a port still in TIME_WAIT is not taken.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def require_free(ports: Mapping[str, int]) -> None:
    for name, port in ports.items():
        if not is_free(port):
            raise CannotRun(
                f"Port {port} for {name} is taken; stop the program using it "
                f"(`ss -ltnp 'sport = :{port}'` names it) or set {name.upper()}_PORT to another."
            )
