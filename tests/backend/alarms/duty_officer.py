"""A duty phone's webhook as a real server on loopback: it keeps what it is sent and answers as told."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response


@dataclass
class DutyOfficer:
    """`answers` are given in turn, the last one for good: an errcode, an HTTP status, a place, or seconds."""

    url: str = ""
    answers: list[int | str | float] = field(default_factory=lambda: [0])
    pages: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def reset(self) -> None:
        self.answers, self.pages = [0], []

    async def is_paged(self) -> None:
        while not self.pages:  # noqa: ASYNC110 (the server lives in another thread)
            await asyncio.sleep(0.01)

    def at(self, place: str) -> str:
        return f"{self.url}/{place}"

    @property
    def rung(self) -> list[str]:
        return [place for place, _ in self.pages]


@contextmanager
def on_duty() -> Iterator[DutyOfficer]:
    officer = DutyOfficer()
    app = FastAPI()

    @app.post("/{place}")
    async def page(place: str, request: Request) -> Response:
        officer.pages.append((place, await request.json()))
        answer = officer.answers.pop(0) if len(officer.answers) > 1 else officer.answers[0]
        if isinstance(answer, str):
            return RedirectResponse(answer, status_code=307)
        if isinstance(answer, float):
            await asyncio.sleep(answer)
        if isinstance(answer, int) and 400 <= answer < 600:
            return Response(status_code=answer)
        return JSONResponse({"errcode": answer if isinstance(answer, int) else 0, "errmsg": ""})

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    officer.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield officer
    server.should_exit = True
    thread.join(timeout=10)
