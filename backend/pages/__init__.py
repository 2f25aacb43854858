"""Pages for members' phones under `/m`, opened inside WeChat: one thumb, sunlight, a slow network."""

from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from backend.pages import notices
from backend.pages.notices import router

__all__ = ["mount_static", "notices", "router"]


def mount_static(app: FastAPI) -> None:
    static = StaticFiles(directory=Path(__file__).parent / "static")
    app.mount("/m/static", static, name="pages-static")
