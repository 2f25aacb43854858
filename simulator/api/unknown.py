"""Calls that do not exist, or not with this method; refused in the platform's words. Mount it last."""

from collections.abc import Iterable

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute

from simulator.api.route import open_router
from simulator.errors import PlatformError

_PREFIXES = ("/cgi-bin", "/customservice", "/wxaapi", "/sns")


def unknown_router(known: Iterable[APIRouter]) -> APIRouter:
    routes = [route for router in known for route in router.routes]
    paths = {route.path for route in routes if isinstance(route, APIRoute)}
    router = open_router("")

    async def unknown(request: Request, rest: str) -> object:
        if request.url.path not in paths:
            raise PlatformError(40066)
        raise PlatformError(43002 if request.method == "GET" else 43001)

    for prefix in _PREFIXES:
        router.add_api_route(f"{prefix}/{{rest:path}}", unknown, methods=["GET", "POST"])
    return router
