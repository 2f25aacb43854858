"""The two sides of the comparison, each timed around its one HTTP exchange and nothing else."""

import http.client
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from benchmarks.cpu import Spent
from benchmarks.script import Line
from simulator import messages
from simulator.config import Mode, Settings
from simulator.connection import Connection
from simulator.packing import packed
from simulator.passive import Expectation, read_reply
from simulator.wire import build


class NoAnswer(Exception):
    """The passive reply said nothing, so there is nothing to compare."""


@dataclass(frozen=True)
class Answer:
    """`cpu` is what each process spent on it, bookkeeping after the answer included."""

    seconds: float
    text: str
    cpu: Spent = field(default_factory=dict)


class Side(Protocol):
    name: str

    def says(self, person: str, line: Line) -> Answer: ...


class Ours:
    """The platform: signed and encrypted XML to the gateway, the passive reply opened and checked."""

    name = "ours"

    def __init__(self, bot_url: str, env: Mapping[str, str]) -> None:
        settings = Settings(
            wechat_app_id=env["WECHAT_APP_ID"],
            wechat_app_secret=env["WECHAT_APP_SECRET"],
            wechat_token=env["WECHAT_TOKEN"],
            wechat_encoding_aes_key=env["WECHAT_ENCODING_AES_KEY"],
            bot_url=bot_url,
            simulator_mode=Mode.aes,
        )
        self._connection = Connection.of(settings)
        self._http = Exchanges(bot_url)

    def says(self, person: str, line: Line) -> Answer:
        account = self._connection.account_id
        envelope = messages.Envelope(
            account_id=account,
            openid=person,
            created=int(time.time()),
            message_id=25_000_000_000_000_000 + secrets.randbelow(10**15),
        )
        fields = messages.push(envelope, messages.text(line.text))
        sent = packed(build(fields), person, self._connection)
        target = urlsplit(sent.url)
        seconds, raw = self._http.post(
            f"{target.path}?{target.query}", sent.body.encode(), content_type="text/xml"
        )
        expected = Expectation(person, account, keys=(sent.key,))
        reply = read_reply(raw, self._connection, expected)
        if reply is None:
            raise NoAnswer(f"no passive reply to a line of kind {line.kind.value!r}")
        return Answer(seconds, str(reply.parts.get("text", "")))


class Stock:
    """A stock client: the REST channel, where a tapped button is its payload."""

    name = "stock"

    def __init__(self, rasa_url: str) -> None:
        self._http = Exchanges(rasa_url)

    def says(self, person: str, line: Line) -> Answer:
        body = json.dumps({"sender": person, "message": line.payload or line.text})
        seconds, raw = self._http.post("/webhooks/rest/webhook", body.encode())
        bubbles: list[dict[str, Any]] = json.loads(raw)
        return Answer(seconds, "\n".join(str(bubble.get("text", "")) for bubble in bubbles))


class Exchanges:
    """One kept-alive connection; the clock starts before the request and stops after the last byte."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)

    def post(
        self, path: str, body: bytes, content_type: str = "application/json"
    ) -> tuple[float, bytes]:
        try:
            return self._timed(path, body, content_type)
        except (http.client.RemoteDisconnected, ConnectionError):
            # Servers close what was idle too long; that is not part of a turn.
            self._connection.close()
            return self._timed(path, body, content_type)

    def _timed(self, path: str, body: bytes, content_type: str) -> tuple[float, bytes]:
        if self._connection.sock is None:
            self._connection.connect()
        began = time.perf_counter()
        self._connection.request("POST", path, body, {"Content-Type": content_type})
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        if response.status != 200:
            raise NoAnswer(f"{path.partition('?')[0]}: {response.status}")
        return seconds, content
