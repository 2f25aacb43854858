"""Whatever goes wrong in a browser, somebody reads it in Chinese and finds the way back."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from backend.console.web import ConsoleRoute
from tests.backend.desk import ORIGIN, Browser

OPENING = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
BY_SCRIPT = {"Accept": "*/*", "HX-Request": "true"}


@pytest.fixture
async def reader(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at an installation where one page of each kind is broken."""
    broken = APIRouter(route_class=ConsoleRoute)

    async def fails() -> None:
        raise RuntimeError("open sesame")

    for address in ("/broken", "/m/broken", "/v1/broken"):
        broken.add_api_route(address, fails, methods=["GET"])
    app.router.routes[:0] = broken.routes
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


def is_readable(answer: httpx.Response, *words: str) -> bool:
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "Traceback" not in answer.text
    assert "sesame" not in answer.text
    return all(word in answer.text for word in words)


async def test_an_unknown_address_is_a_page_with_the_way_back(reader: httpx.AsyncClient) -> None:
    for address in ("/nothing-here", "/conversations/a/b/c", "/static/console/nothing.css"):
        answer = await reader.get(address, headers=OPENING)
        assert answer.status_code == 404
        assert is_readable(answer, "没有这一页", "回到待办")


async def test_an_address_that_only_takes_a_button_says_so(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/sign-out", headers=OPENING)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert is_readable(answer, "不能直接打开", "回到待办")


async def test_a_mistyped_address_is_not_called_an_incomplete_form(city: Browser) -> None:
    answer = await city.http.get("/cases/2026-18", headers=OPENING)
    assert answer.status_code == 404
    assert is_readable(answer, "没有这一页", "回到待办")
    query = await city.http.get("/members?page=two", headers=OPENING)
    assert query.status_code == 422
    assert is_readable(query, "地址", "回到待办")
    assert "必填" not in query.text


async def test_our_own_fault_has_a_number_to_quote(
    reader: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await reader.get("/broken", headers=OPENING)
    assert answer.status_code == 500
    assert is_readable(answer, "出了点问题", "回到待办")
    number = re.search(r"编号.{0,30}?\b([0-9a-f]{12})\b", answer.text)
    assert number
    assert number[1] in caplog.text


async def test_a_refusal_leads_back_to_the_page_it_came_from(city: Browser) -> None:
    data = {"csrf_token": "made-up"}
    came_from = {"Referer": f"{ORIGIN}/members?q=%E6%9D%8E", "Origin": ORIGIN}
    answer = await city.http.post("/canned", data=data, headers={**OPENING, **came_from})
    assert answer.status_code == 403
    assert is_readable(answer, 'href="/members?q=%E6%9D%8E"', "回到刚才那一页", "回到待办")


async def test_members_read_their_own_words(reader: httpx.AsyncClient) -> None:
    for address, status in (
        ("/m/nothing", 404),
        ("/m/papers/abc/arrears_complaint.exe", 404),
        ("/m/static/nothing.js", 404),
        ("/m/broken", 500),
    ):
        answer = await reader.get(address, headers=OPENING)
        assert answer.status_code == status, address
        assert is_readable(answer, "公众号")
        assert "待办" not in answer.text
    assert (await reader.post("/m/notices", headers=OPENING)).status_code == 405
    assert re.search(r"编号 [0-9a-f]{12}", answer.text)


async def test_scripts_and_our_own_processes_hear_json_as_before(
    reader: httpx.AsyncClient,
) -> None:
    for headers in (BY_SCRIPT, {"Accept": "*/*"}):
        answer = await reader.get("/nothing-here", headers=headers)
        assert answer.status_code == 404
        assert answer.json() == {"detail": "Not Found"}
        failed = await reader.get("/broken", headers=headers)
        assert failed.json()["code"] == "internal"
    for address in ("/v1/nothing", "/v1/broken", "/v1/inbound"):
        answer = await reader.get(address, headers=OPENING)
        assert answer.headers["content-type"] == "application/json"
