"""Many kept-alive connections to one address, with as little work for each request as can be.

The machine that sends the load also bears it, so a general HTTP client would measure itself.
"""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes


class Wires:
    """`post` opens another connection when all are busy, as the platform does."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, target: str, body: bytes) -> Response:
        """Raises OSError or EOFError when the connection breaks; it is not used again then."""
        reader, writer = await self._connection()
        try:
            writer.write(
                f"POST {target} HTTP/1.1\r\nHost: {self._host}\r\n"
                f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            response = await _read(reader)
        except BaseException:
            writer.close()
            raise
        self._idle.append((reader, writer))
        return response

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """One that the other side has not closed meanwhile."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self._host, self._port)


async def _read(reader: asyncio.StreamReader) -> Response:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    _, _, rest = head.partition("content-length:")
    length = int(rest.split("\r\n", 1)[0]) if rest else 0
    return Response(status, await reader.readexactly(length))
