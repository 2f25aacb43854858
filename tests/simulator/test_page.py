"""The phone page needs nothing but this server, and text stays text."""

import re
from pathlib import Path

import pytest

from simulator.client import Bubble
from simulator.links import links_in, plain_text
from simulator.records import Direction
from tests.simulator.support import Clock, Platform

STATIC = Path(__file__).parents[2] / "simulator" / "static"
OWN_FILES = [
    path
    for path in STATIC.rglob("*")
    if path.suffix in {".html", ".css", ".js"} and "vendor" not in path.parts
]


async def test_the_page_forbids_scripts_from_elsewhere_and_inside(platform: Platform) -> None:
    response = await platform.http.get("/")
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert re.findall(r"<script(?![^>]*src=)|\son\w+=|style=", response.text) == []


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.name)
def test_no_file_of_the_page_names_another_server(path: Path) -> None:
    addresses = re.findall(r"https?://[\w.]+", path.read_text())
    assert set(addresses) <= {"http://www.w3.org"}


async def test_every_file_the_page_names_is_there(platform: Platform) -> None:
    page = (STATIC / "index.html").read_text()
    for name in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        assert (await platform.http.get(name)).status_code == 200


def test_a_link_that_speaks_is_a_choice_and_another_is_not() -> None:
    text = (
        '<a href="http://127.0.0.1/m">告知书</a>'
        '<a href="weixin://bizmsgmenu?msgmenucontent=同意&amp;msgmenuid=c:1">1 同意</a>'
    )
    assert [(link.id, link.content) for link in links_in(text)] == [("c:1", "同意")]
    assert plain_text(text) == "告知书1 同意"


def test_a_bubble_reads_as_it_looks() -> None:
    bubble = Bubble.model_validate(
        {
            "id": 1,
            "openid": "o",
            "at": Clock()(),
            "direction": Direction.to_person,
            "kind": "msgmenu",
            "text": "请核对",
            "options": [{"id": "1", "content": "没问题"}],
            "tail": "或直接说",
        }
    )
    assert bubble.words == "请核对\n没问题\n或直接说"
