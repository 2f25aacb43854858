"""The platform's side of a push, over one kept connection: what came back, and how soon."""

import http.client
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

# The platform hangs up after 5 s; we wait longer, to see by how much it was missed.
_PATIENCE_SECONDS = 15


@dataclass(frozen=True)
class Reaction:
    """`status` is 0 where no answer came at all."""

    status: int
    seconds: float
    body: bytes = b""


class Platform:
    """For one thread."""

    def __init__(self, bot_url: str) -> None:
        self._connection = http.client.HTTPConnection(
            urlsplit(bot_url).netloc, timeout=_PATIENCE_SECONDS
        )

    def push(self, query: dict[str, str], body: bytes) -> Reaction:
        began = time.perf_counter()
        try:
            self._connection.request(
                "POST", f"/wechat?{urlencode(query)}", body, {"Content-Type": "text/xml"}
            )
            response = self._connection.getresponse()
            content = response.read()
        except (http.client.HTTPException, OSError):
            self._connection.close()
            return Reaction(0, time.perf_counter() - began)
        return Reaction(response.status, time.perf_counter() - began, content)
