"""The action server: rasa-sdk's executor behind FastAPI, half the memory of the SDK's own server."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor

from actions.config import Settings
from actions.registry import ACTIONS, on_call
from backend.contracts.client import BackendClient

logger = logging.getLogger(__name__)


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        backend = BackendClient(
            settings.backend_url, settings.internal_api_token.get_secret_value()
        )
        executor = ActionExecutor()
        for name, action in ACTIONS.items():
            executor.register_function(name, on_call(action, backend))
        app.state.executor = executor
        async with httpx.AsyncClient(base_url=settings.backend_url, timeout=2.0) as probe:
            app.state.probe = probe
            yield
        await backend.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/health", health)
    app.add_api_route("/ready", ready)
    app.add_api_route("/webhook", webhook, methods=["POST"])
    return app


def health() -> dict[str, str]:
    return {"status": "ok"}


async def ready(request: Request) -> JSONResponse:
    try:
        reachable = (await request.app.state.probe.get("/health")).is_success
    except httpx.HTTPError:
        reachable = False
    status = "ready" if reachable else "backend unreachable"
    return JSONResponse({"status": status}, status_code=200 if reachable else 503)


async def webhook(request: Request) -> JSONResponse:
    call: dict[str, Any] = await request.json()
    # The SDK refuses calls without a domain; ours never look at it.
    call.setdefault("domain", {})
    name = str(call.get("next_action", ""))
    try:
        result = await request.app.state.executor.run(call)
    except Exception:
        logger.exception("action_failed", extra={"ids": {"action": name}})
        return JSONResponse(_apology(name))
    return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})


def _apology(name: str) -> dict[str, Any]:
    """Never silence. A form without events is rejected, and Rasa's fallback says the same words."""
    in_form = name.startswith("validate_")
    return {"events": [], "responses": [] if in_form else [{"response": "utter_default"}]}
