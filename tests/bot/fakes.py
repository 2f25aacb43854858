"""A backend and a platform that really listen on loopback and do what a test tells them."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route


class FakeBackend:
    """Answers `outcome` to each message; `status` other than 200 refuses.

    While `is_held` nobody is answered; how many wait is `waiting`.
    """

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.receipts: list[dict[str, Any]] = []
        self.batches: list[list[dict[str, Any]]] = []
        self.refuses_batches = False
        self.batch_seconds = 0.0
        self.text: str | None = None
        self.options: list[dict[str, str]] = []
        self.status = 200
        self.is_held = False
        self.waiting = 0
        self.ids = [str(uuid4())]
        self.app = Starlette(
            routes=[
                Route("/v1/inbound", self._inbound, methods=["POST"]),
                Route("/v1/inbound/batch", self._batch, methods=["POST"]),
                Route("/v1/outbound/passive-receipts", self._receipt, methods=["POST"]),
                Route("/health", lambda request: JSONResponse({})),
            ]
        )

    def answers(self, text: str, options: list[dict[str, str]] | None = None) -> None:
        self.text, self.options = text, options or []

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.received]

    @property
    def keys(self) -> list[str]:
        """Of all that was handed over, alone or in batches."""
        batched = [message for batch in self.batches for message in batch]
        return [message["dedupe_key"] for message in [*self.received, *batched]]

    async def _inbound(self, request: Request) -> Response:
        message = await request.json()
        self.waiting += 1
        while self.is_held:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        self.waiting -= 1
        if self.status != 200:
            return JSONResponse({"code": "invalid_payload"}, self.status)
        self.received.append(message)
        bubble = {"ids": self.ids, "text": self.text, "options": self.options}
        outcome = {
            "message_id": str(uuid4()),
            "status": "answered" if self.text is not None else "nothing",
            "bubble": bubble if self.text is not None else None,
        }
        return JSONResponse(outcome)

    async def _batch(self, request: Request) -> Response:
        batch = (await request.json())["messages"]
        await asyncio.sleep(self.batch_seconds)
        if self.refuses_batches:
            return JSONResponse({"code": "invalid_payload"}, 422)
        if self.status != 200:
            return JSONResponse({"code": "internal"}, self.status)
        self.batches.append(batch)
        known = {message["dedupe_key"] for message in self.received}
        keys = [message["dedupe_key"] for message in batch]
        return JSONResponse({"known": [key for key in keys if key in known]})

    async def _receipt(self, request: Request) -> Response:
        self.receipts.append(await request.json())
        return Response(status_code=204)


class FakePlatform:
    """Takes every call unless `errcodes[path]` has a queued answer; tokens are token-1, token-2, …

    It never answers `hangs_on`, and hangs up on whoever asks for `cuts_off`.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.bodies: list[bytes] = []
        self.tickets_asked = 0
        self.tokens_asked: list[dict[str, Any]] = []
        self.good_tokens: set[str] | None = None
        self.same_token_unless_forced = False
        self.errcodes: dict[str, deque[int]] = {}
        self.hangs_on: set[str] = set()
        self.cuts_off: set[str] = set()
        self.videos_asked = 0
        self.media: dict[str, bytes] = {}
        self.videos: dict[str, bytes] = {}
        self.uploads: list[bytes] = []
        self.menu: dict[str, Any] | None = None
        self.app = Starlette(
            routes=[
                Route("/cgi-bin/stable_token", self._token, methods=["POST"]),
                Route("/cgi-bin/media/get", self._media),
                Route("/videos/{name}", self._video),
                Route("/cgi-bin/media/upload", self._upload, methods=["POST"]),
                Route("/cgi-bin/ticket/getticket", self._ticket),
                Route("/cgi-bin/menu/get", self._menu),
                Route("/{path:path}", self._any, methods=["POST"]),
            ]
        )

    def refuses(self, path: str, *errcodes: int) -> None:
        self.errcodes[path] = deque(errcodes)

    @property
    def sent(self) -> list[dict[str, Any]]:
        return [body for path, body in self.calls if path == "/cgi-bin/message/custom/send"]

    async def _token(self, request: Request) -> Response:
        asked = await request.json()
        self.tokens_asked.append(asked)
        if refusal := await self._silence(request) or self._refusal(request):
            return refusal
        forced = [each for each in self.tokens_asked if each["force_refresh"]]
        number = len(forced) + 1 if self.same_token_unless_forced else len(self.tokens_asked)
        return JSONResponse({"access_token": f"token-{number}", "expires_in": 7200})

    async def _media(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        content = self.media.get(request.query_params["media_id"])
        if content is None:
            return JSONResponse({"errcode": 40007, "errmsg": "invalid media_id rid: 5f-1"})
        return Response(content, media_type="image/jpeg")

    async def _video(self, request: Request) -> Response:
        """Not the API: whoever has the address has the file, and no token is shown here."""
        assert "access_token" not in request.query_params
        self.videos_asked += 1
        if silence := await self._silence(request):
            return silence
        content = self.videos.get(request.path_params["name"])
        return Response(content, 200 if content is not None else 404, media_type="video/mp4")

    async def _upload(self, request: Request) -> Response:
        assert request.query_params["type"] == "image"
        async with request.form() as form:
            file = form["media"]
            assert isinstance(file, UploadFile)
            assert file.filename
            self.uploads.append(await file.read())
        if refusal := await self._silence(request) or self._refusal(request):
            return refusal
        return JSONResponse({"type": "image", "media_id": f"media-{len(self.uploads)}"})

    async def _menu(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        if self.menu is None:
            return JSONResponse({"errcode": 46003, "errmsg": "menu no exist rid: 5f-3"})
        return JSONResponse({"menu": self.menu})

    async def _ticket(self, request: Request) -> Response:
        self.tickets_asked += 1
        if refusal := self._refusal(request):
            return refusal
        return JSONResponse({"errcode": 0, "errmsg": "ok", "ticket": "kgt-1", "expires_in": 7200})

    async def _any(self, request: Request) -> Response:
        body = await request.body()
        self.bodies.append(body)
        self.calls.append((request.url.path, json.loads(body)))
        if refusal := await self._silence(request) or self._refusal(request):
            return refusal
        answer = {
            "errcode": 0,
            "errmsg": "ok",
            "ticket": "ticket-1",
            "url": "http://weixin.example/q/1",
            "msgid": 4711,
        }
        return JSONResponse(answer)

    async def _silence(self, request: Request) -> Response | None:
        if request.url.path in self.hangs_on:
            await asyncio.sleep(3600)
        return _cut_off() if request.url.path in self.cuts_off else None

    def _refusal(self, request: Request) -> Response | None:
        token = request.query_params.get("access_token")
        if token and self.good_tokens is not None and token not in self.good_tokens:
            return JSONResponse({"errcode": 40001, "errmsg": "invalid credential rid: 5f-2"})
        queued = self.errcodes.get(request.url.path)
        if queued and (errcode := queued.popleft()):
            return JSONResponse({"errcode": errcode, "errmsg": f"refused rid: 5f-{errcode}"})
        return None


def _cut_off() -> Response:
    """Promises more than it sends, upon which the server closes the connection."""

    async def nothing() -> AsyncIterator[bytes]:
        yield b"{"

    return StreamingResponse(nothing(), headers={"Content-Length": "64"})
