"""What our own processes call is shut to everybody else, whichever feature adds a route."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts


def internal_routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Method and address of every route under `/v1`, with made-up ids."""
    for route in iter_route_contexts(app.routes):
        address = route.path or ""
        if not address.startswith("/v1"):
            continue
        for name in getattr(route, "param_convertors", {}):
            address = address.replace(f"{{{name}}}", str(uuid4()))
        for method in sorted(route.methods or ()):
            yield method, address


async def test_no_internal_route_opens_without_the_token(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    routes = list(internal_routes(app))
    found = {address.split("/")[2] for _, address in routes}
    assert {"inbound", "outbound", "contacts", "privacy-notice"} <= found
    for headers in ({}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic bWU6bWU="}):
        heard = {
            (method, address): (await client.request(method, address, headers=headers)).status_code
            for method, address in routes
        }
        assert {route: status for route, status in heard.items() if status != 401} == {}
