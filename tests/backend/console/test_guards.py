"""What holds for every page: a session, a token, an origin, headers."""

from collections.abc import Iterable, Iterator
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from backend.console import router
from backend.membership.models import Application
from tests.backend.desk import ORIGIN, Browser

_OPEN = {"/sign-in"}
# The same in every process that collects these tests.
_NOBODY = str(UUID(int=7))


def console_routes() -> Iterator[tuple[str, str]]:
    """Method and address of every route, with made-up ids."""
    for route in _flat(router.routes):
        address = route.path
        for name in route.param_convertors:
            address = address.replace(f"{{{name}}}", "portrait" if name == "side" else _NOBODY)
        for method in sorted(route.methods or ()):
            yield method, address


def _flat(routes: Iterable[object]) -> Iterator[APIRoute]:
    """FastAPI keeps an included router whole and matches inside it."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            yield from _flat(route.original_router.routes)  # type: ignore[attr-defined]


def test_the_walk_finds_the_console() -> None:
    assert len(list(console_routes())) >= 15


@pytest.mark.parametrize(("method", "address"), list(console_routes()))
async def test_every_route_asks_who_you_are(stranger: Browser, method: str, address: str) -> None:
    if address in _OPEN:
        return
    answer = await stranger.http.request(method, address, headers={"Origin": ORIGIN})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "address", [address for method, address in console_routes() if method == "POST"]
)
async def test_every_change_needs_the_token_of_the_session(city: Browser, address: str) -> None:
    if address in _OPEN:
        return
    for token in ("", "made-up"):
        answer = await city.http.post(
            address, data={"csrf_token": token}, headers={"Origin": ORIGIN}
        )
        assert answer.status_code == 403


async def test_a_form_on_somebody_elses_page_changes_nothing(
    city: Browser, application: Application
) -> None:
    await city.opens(f"/applications/{application.id}")
    answer = await city.http.post(
        f"/applications/{application.id}/approve",
        data={"csrf_token": city.csrf_token, "revision": application.revision},
        headers={"Origin": "http://elsewhere.test"},
    )
    assert answer.status_code == 403


async def test_pages_are_not_kept_framed_or_scripted_by_others(
    city: Browser, application: Application
) -> None:
    for address in ("/", f"/applications/{application.id}", "/members", "/conversations"):
        headers = (await city.opens(address)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


async def test_pages_hold_no_inline_script_or_style(
    city: Browser, application: Application
) -> None:
    for address in ("/", "/applications", f"/applications/{application.id}", "/conversations"):
        page = (await city.opens(address)).text
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page


async def test_a_background_request_without_session_is_sent_to_sign_in_whole(
    stranger: Browser,
) -> None:
    answer = await stranger.http.get("/conversations", headers={"HX-Request": "true"})
    assert answer.headers["hx-redirect"] == "/sign-in?next=%2F"


@pytest.mark.parametrize(
    "address",
    [
        *("/applications?q=%00", "/members?q=a%00", "/search?q=%00", "/cases?tag=%00"),
        "{here}?before=99999999999999999999",
    ],
)
async def test_an_address_nobody_writes_gets_a_page_and_breaks_nothing(
    city: Browser, application: Application, address: str
) -> None:
    here = f"/conversations/{application.contact_id}"
    answer = await city.opens(address.format(here=here))
    assert answer.status_code == 422
    assert "回到待办" in answer.text


async def test_files_of_the_console_are_served_with_a_long_life(
    app: FastAPI, stranger: Browser
) -> None:
    page = await stranger.opens("/sign-in")
    for line in page.text.splitlines():
        if "/static/console/" in line:
            address = line.split('"/static')[1].split('"')[0]
            answer = await stranger.http.get(f"/static{address}")
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
