"""The staff console: one module a page."""

from fastapi import FastAPI

from backend.console.router import router
from backend.console.static_files import mount_static

__all__ = ["mount", "mount_static", "router"]


def mount(app: FastAPI) -> None:
    """Pages under `/`, files under `/static/console`."""
    app.include_router(router)
    mount_static(app)
