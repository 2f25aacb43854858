"""Whoever is not let in cannot fill our disk or memory first, however much they send."""

from collections.abc import AsyncIterator

import httpx
import pytest

from backend.bodies import MOST_OF_A_FORM, MOST_OF_JSON
from tests.backend.desk import ORIGIN

_PIECE = b"x" * 65_536
_HEAD = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
MULTIPART = "multipart/form-data; boundary=b"


class Flood:
    """A body without end and without a length, as far as somebody reads it."""

    def __init__(self, head: bytes = b"") -> None:
        self.read = 0
        self._head = head

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._head
        for _ in range(400):
            self.read += len(_PIECE)
            yield _PIECE


@pytest.mark.parametrize(
    ("address", "content_type", "head", "most"),
    [
        ("/sign-in", MULTIPART, _HEAD, MOST_OF_A_FORM),
        ("/sign-in", "application/x-www-form-urlencoded", b"username=", MOST_OF_A_FORM),
        ("/canned", MULTIPART, _HEAD, MOST_OF_A_FORM),
        ("/v1/inbound", "application/json", b'{"text": "', MOST_OF_JSON),
        ("/v1/inbound", "", b'{"text": "', MOST_OF_JSON),
        ("/v1/inbound", "application/octet-stream", b'{"text": "', MOST_OF_JSON),
    ],
)
async def test_a_flood_is_read_no_further_than_a_form_can_be(
    client: httpx.AsyncClient, address: str, content_type: str, head: bytes, most: int
) -> None:
    flood = Flood(head)
    headers = {"Origin": ORIGIN, **({"Content-Type": content_type} if content_type else {})}
    answer = await client.post(address, content=flood, headers=headers)
    assert answer.status_code == 413
    assert flood.read <= most + len(_PIECE)


async def test_what_announces_too_much_is_not_read_at_all(client: httpx.AsyncClient) -> None:
    flood = Flood(_HEAD)
    headers = {"Origin": ORIGIN, "Content-Type": MULTIPART, "Content-Length": str(10**9)}
    answer = await client.post("/sign-in", content=flood, headers=headers)
    assert (answer.status_code, flood.read) == (413, 0)
