"""The backend's neighbors as real servers on loopback: an assistant that follows a script, a bot that records."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response


@dataclass
class Peers:
    """What a test sets before, and looks at after."""

    url: str = ""
    replies: list[dict[str, Any]] = field(default_factory=lambda: [{"text": "好的"}])
    think_seconds: float = 0.0
    thinks_over: set[str] = field(default_factory=set)  # without an end while they are in here
    rasa_is_up: bool = True
    actions_are_up: bool = True
    model_is_loaded: bool = True
    heard: list[dict[str, Any]] = field(default_factory=list)
    tracker: list[dict[str, Any]] = field(default_factory=list)
    last_action: str = "action_listen"
    restarts: list[str] = field(default_factory=list)
    replies_after_restart: list[dict[str, Any]] | None = None
    media: dict[str, bytes] = field(default_factory=dict)
    videos: dict[str, bytes] = field(default_factory=dict)
    pushes: list[dict[str, Any]] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=lambda: {"status": "accepted"})
    notices: list[dict[str, Any]] = field(default_factory=list)
    notice_result: dict[str, Any] = field(
        default_factory=lambda: {"status": "accepted", "notice_id": "4711"}
    )
    codes: list[str] = field(default_factory=list)
    menus_published: list[str] = field(default_factory=list)
    menu: dict[str, Any] = field(default_factory=lambda: {"configured": [], "live": None})
    platform_errcode: int = 0  # for codes and menus; a number of its own, or 503 for no answer
    platform_seconds: float = 0.0
    bot_is_up: bool = True
    typing: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    most_at_once: int = 0
    running: dict[str, int] = field(default_factory=dict)

    def reset(self) -> None:
        fresh = Peers(url=self.url)
        self.__dict__.update(fresh.__dict__)


def _app(peers: Peers) -> FastAPI:
    app = FastAPI()

    @app.post("/rasa/webhooks/rest/webhook")
    async def turn(request: Request) -> Any:
        if not peers.rasa_is_up:
            return Response(status_code=503)
        body = await request.json()
        sender = body["sender"]
        peers.running[sender] = peers.running.get(sender, 0) + 1
        peers.most_at_once = max(peers.most_at_once, peers.running[sender])
        peers.heard.append(body)
        await asyncio.sleep(peers.think_seconds)
        while body["message"] in peers.thinks_over:  # noqa: ASYNC110 - told by another thread
            await asyncio.sleep(0.01)
        peers.running[sender] -= 1
        return [{"recipient_id": sender, **reply} for reply in peers.replies]

    @app.get("/rasa/status")
    async def status() -> Response:
        return Response(status_code=200 if peers.model_is_loaded else 409)

    @app.get("/rasa/conversations/{sender}/tracker")
    async def tracker(sender: str) -> Any:
        return {"events": peers.tracker, "latest_action_name": peers.last_action}

    @app.post("/rasa/conversations/{sender}/tracker/events")
    async def events(sender: str, request: Request) -> Any:
        assert await request.json() == [{"event": "restart"}]
        peers.restarts.append(sender)
        peers.replies = peers.replies_after_restart or peers.replies
        return {"events": []}

    @app.get("/actions/health")
    async def actions() -> Response:
        return Response("{}", 200 if peers.actions_are_up else 503)

    @app.get("/bot/push/media/{media_id}")
    async def media(media_id: str) -> Response:
        if not peers.bot_is_up:
            return Response(status_code=503)
        if media_id in peers.media:
            return Response(peers.media[media_id], media_type="image/jpeg")
        return Response('{"code": "photo_missing"}', 404, media_type="application/json")

    @app.get("/bot/push/videos/{media_id}")
    async def videos(media_id: str) -> Response:
        if not peers.bot_is_up:
            return Response(status_code=503)
        if media_id in peers.videos:
            return Response(peers.videos[media_id], media_type="video/mp4")
        return Response('{"code": "not_found"}', 404, media_type="application/json")

    @app.post("/bot/push/messages")
    async def messages(request: Request) -> Any:
        peers.pushes.append(await request.json())
        return peers.result

    @app.post("/bot/push/jsapi-signature")
    async def jsapi_signature(request: Request) -> Any:
        peers.signed.append((await request.json())["url"])
        if not peers.bot_is_up:
            return Response(status_code=503)
        return {"app_id": "wx-test", "timestamp": 1, "nonce": "n", "signature": "s-1"}

    @app.post("/bot/push/typing", status_code=204)
    async def typing(request: Request) -> None:
        peers.typing.append((await request.json())["openid"])

    @app.post("/bot/push/notices")
    async def notices(request: Request) -> Any:
        peers.notices.append(await request.json())
        return peers.notice_result

    @app.post("/bot/push/qrcodes")
    async def qrcodes(request: Request) -> Any:
        peers.codes.append((await request.json())["scene"])
        await asyncio.sleep(peers.platform_seconds)
        if peers.platform_errcode:
            return _refused(peers.platform_errcode)
        number = len(peers.codes)
        return {"ticket": f"ticket-{number}", "url": f"http://weixin.example/q/{number}"}

    @app.get("/bot/push/menu")
    async def menu() -> Any:
        return peers.menu if peers.bot_is_up else Response(status_code=503)

    @app.post("/bot/push/menu")
    async def publish(request: Request) -> Response:
        peers.menus_published.append((await request.json())["fingerprint"])
        if peers.platform_errcode:
            return _refused(peers.platform_errcode)
        return Response(status_code=204)

    return app


def _refused(errcode: int) -> Response:
    if errcode == 503:  # the platform is away
        return Response('{"code": "internal"}', 503, media_type="application/json")
    body = {"code": "internal", "data": {"errcode": errcode}}
    return Response(json.dumps(body), 502, media_type="application/json")


@contextmanager
def running_peers() -> Iterator[Peers]:
    peers = Peers()
    server = uvicorn.Server(
        uvicorn.Config(_app(peers), host="127.0.0.1", port=0, log_level="warning")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    peers.url = f"http://127.0.0.1:{port}"
    yield peers
    server.should_exit = True
    thread.join(timeout=5)
