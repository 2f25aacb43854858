"""Pages for members' phones under `/m`, opened inside WeChat: one thumb, sunlight, a slow network."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.staticfiles import StaticFiles

from backend.pages import notices, papers
from backend.pages.troubles import trouble

__all__ = ["mount_static", "notices", "router", "trouble"]

router = APIRouter()
router.include_router(notices.router)
router.include_router(papers.router)


def mount_static(app: FastAPI) -> None:
    static = StaticFiles(directory=Path(__file__).parent / "static")
    app.mount("/m/static", static, name="pages-static")
