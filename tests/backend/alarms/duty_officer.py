"""A duty phone's webhook as a real server on loopback: it keeps what it is sent and answers as told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from tests.serving import listening
from tests.waiting import until


@dataclass
class DutyOfficer:
    """`answers` are given in turn, the last one for good: an errcode, an HTTP status, a place, or seconds."""

    url: str = ""
    answers: list[int | str | float] = field(default_factory=lambda: [0])
    pages: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def reset(self) -> None:
        self.answers, self.pages = [0], []

    async def is_paged(self) -> None:
        await until(lambda: self.pages != [])

    def at(self, place: str) -> str:
        return f"{self.url}/{place}"

    @property
    def rung(self) -> list[str]:
        return [place for place, _ in self.pages]


@asynccontextmanager
async def on_duty() -> AsyncIterator[DutyOfficer]:
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

    async with listening(app) as officer.url:
        yield officer
