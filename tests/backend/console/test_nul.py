"""A character no text of the database may hold is refused as what it is, and nothing is half done."""

from urllib.parse import quote

import pytest
from fastapi import FastAPI

from backend.database import Database
from backend.privacy.keyring import Keyring
from tests.backend.console.elsewhere import Place, furnished
from tests.backend.desk import JINSHUI, ORIGIN, Browser, browser_for

NUL = "看\x00看"


@pytest.fixture
async def here(app: FastAPI, database: Database, keyring: Keyring) -> Place:
    return await furnished(app, database, keyring, JINSHUI)


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/conversations/{contact_id}/draft", {"text": NUL}),
        ("/conversations/{contact_id}/case", {"kind": "wage_arrears", "story": NUL}),
        ("/conversations/{contact_id}/handoffs/{handoff_id}/resolve", {"note": NUL}),
        ("/cases/{case_id}/reveal", {"reason": NUL}),
        ("/cases/views", {"name": NUL, "query": "status=all"}),
        ("/cases/exports", {"reason": NUL}),
        (
            "/unions/{union_id}/drives",
            {"name": NUL, "starts_on": "2020-1-1", "ends_on": "2020-2-1"},
        ),
    ],
)
async def test_a_form_with_a_nul_is_incomplete(
    app: FastAPI, here: Place, address: str, fields: dict[str, str]
) -> None:
    browser = browser_for(app)
    await browser.sign_in(here.county.username)
    answer = await browser.sends(address.format(**here.ids), **fields)
    assert answer.status_code == 422
    assert "内容不完整" in answer.text
    await browser.http.aclose()


async def test_a_title_with_a_nul_is_refused_and_the_file_not_kept(
    app: FastAPI, here: Place
) -> None:
    browser: Browser = browser_for(app)
    await browser.sign_in(here.county.username)
    answer = await browser.http.post(
        f"/cases/{here.ids['case_id']}/evidence",
        content=b"%PDF-1.7\n",
        headers={
            "Origin": ORIGIN,
            "X-CSRF-Token": browser.csrf_token,
            "X-Title": quote(NUL),
            "Content-Type": "application/octet-stream",
        },
    )
    assert answer.status_code == 422
    page = (await browser.opens(f"/cases/{here.ids['case_id']}")).text
    assert page.count(f"/cases/{here.ids['case_id']}/evidence/") <= 1
    await browser.http.aclose()
