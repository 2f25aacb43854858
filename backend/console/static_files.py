"""The console's own CSS, JavaScript and icons; a changed file has a changed address."""

import hashlib
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
PREFIX = "/static/console"


class LongLivedFiles(StaticFiles):
    """Browsers keep what was asked for with its version, and ask again for the rest."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        is_versioned = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if is_versioned else "no-cache"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


@cache
def asset(path: str) -> str:
    version = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"{PREFIX}/{path}?v={version}"


def mount_static(app: FastAPI) -> None:
    app.mount(PREFIX, LongLivedFiles(directory=STATIC), name="console-static")
