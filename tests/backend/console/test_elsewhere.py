"""Nothing of another place opens, whatever page names it; a new page is walked as soon as it is there."""

from collections.abc import AsyncIterator, Iterable

import pytest
from fastapi import FastAPI

from backend.cases import organizations
from backend.database import Database
from backend.desk.state import Position, read_after, shown_to
from backend.privacy.keyring import Keyring
from backend.staff import service
from backend.staff.service import find_staff
from tests.backend.console.elsewhere import (
    Asking,
    Place,
    furnished,
    requests_naming,
    requests_naming_nothing,
)
from tests.backend.desk import JINSHUI, LONGTING, ORIGIN, PASSWORD, Browser, browser_for, identity

# Somebody else's is left as it is, and nothing is said about it.
_SAYS_NOTHING = "/cases/views/{view_id}/delete"
_ENDLESS = {"/desk/events"}
_OF_SERVICE_STAFF = {"/", "/sign-in", "/sign-out", "/cases", "/desk/events"}


@pytest.fixture
async def longting(app: FastAPI, database: Database, keyring: Keyring) -> Place:
    return await furnished(app, database, keyring, LONGTING)


async def signed_in(app: FastAPI, username: str) -> AsyncIterator[Browser]:
    browser = browser_for(app)
    assert (await browser.sign_in(username)).status_code == 303
    await browser.opens("/cases")
    yield browser
    await browser.http.aclose()


@pytest.fixture
async def lawyer(app: FastAPI, database: Database, longting: Place) -> AsyncIterator[Browser]:
    """Of another organization than the one that has the case."""
    async with database.transaction() as session:
        path = longting.city.bindings[0].path
        others = await organizations.add_organization(
            session, longting.city, name="调解中心", kind="mediation", division_path=path
        )
        await service.create_staff(
            session,
            username="lawyer",
            display_name="陈律师",
            password=PASSWORD,
            service_organization_id=others.id,
        )
    async for browser in signed_in(app, "lawyer"):
        yield browser


async def heard(browser: Browser, askings: Iterable[Asking]) -> dict[tuple[str, str], int]:
    """What each request was answered with."""
    headers = {"Origin": ORIGIN, "X-CSRF-Token": browser.csrf_token}
    answers = {}
    for asking in askings:
        form = dict(asking.form) if asking.method == "POST" else None
        answer = await browser.http.request(
            asking.method, asking.address, headers=headers, data=form
        )
        answers[asking.method, asking.address] = answer.status_code
    return answers


def opened(answers: dict[tuple[str, str], int], ids: Place) -> dict[tuple[str, str], int]:
    silent = _SAYS_NOTHING.format(**ids.ids)
    return {
        asked: status
        for asked, status in answers.items()
        if status not in {403, 404} and asked[1] != silent
    }


async def test_whoever_works_there_finds_everything_the_walk_names(
    app: FastAPI, longting: Place
) -> None:
    """Otherwise the refusals of the others would prove nothing."""
    async for browser in signed_in(app, longting.county.username):
        gets = [asking for asking in requests_naming(longting.ids) if asking.method == "GET"]
        answers = await heard(browser, gets)
        assert [asked for asked, status in answers.items() if status == 404] == []


async def test_no_answer_may_be_kept_guessed_at_or_framed(app: FastAPI, longting: Place) -> None:
    """Pages, photos, videos, papers, sheets and refusals alike."""
    faults = {}
    everything = [*requests_naming(longting.ids), *requests_naming_nothing()]
    async for browser in signed_in(app, longting.county.username):
        await browser.sends(f"/cases/{longting.ids['case_id']}/reveal", reason="核对")
        for asking in everything:
            if asking.method != "GET" or asking.address in _ENDLESS:
                continue
            headers = (await browser.http.get(asking.address)).headers
            if not (
                headers["cache-control"] == "no-store"
                and headers["x-content-type-options"] == "nosniff"
                and headers["referrer-policy"] == "same-origin"
                and "frame-ancestors 'none'" in headers["content-security-policy"]
                and not {"etag", "last-modified", "set-cookie"} & set(headers)
            ):
                faults[asking.address] = dict(headers)
    assert faults == {}


async def test_nothing_of_another_place_opens(
    city: Browser, county: Browser, longting: Place
) -> None:
    for browser in (city, county):
        await browser.opens("/cases")
        assert opened(await heard(browser, requests_naming(longting.ids)), longting) == {}


async def test_what_is_ones_own_does_not_open_what_belongs_to_others_beside_it(
    app: FastAPI, database: Database, keyring: Keyring, longting: Place
) -> None:
    jinshui = await furnished(app, database, keyring, JINSHUI)
    async for browser in signed_in(app, jinshui.county.username):
        for name, theirs in longting.ids.items():
            mixed = {**jinshui.ids, name: theirs}
            askings = [
                asking
                for asking in requests_naming(mixed)
                if theirs in asking.address
                and any(own in asking.address for own in mixed.values() if own != theirs)
            ]
            assert opened(await heard(browser, askings), longting) == {}, name


async def test_a_service_organization_opens_nothing_but_its_own_cases(
    lawyer: Browser, longting: Place
) -> None:
    answers = await heard(lawyer, requests_naming(longting.ids))
    assert opened(answers, longting) == {}
    everywhere = await heard(
        lawyer,
        (each for each in requests_naming_nothing() if each.address not in _OF_SERVICE_STAFF),
    )
    assert {asked: status for asked, status in everywhere.items() if status != 403} == {}


async def test_the_feed_tells_nobody_of_another_place(
    city: Browser, lawyer: Browser, database: Database, longting: Place
) -> None:
    async with database.transaction() as session:
        events = await read_after(session, Position(0, 0), limit=500)
        assert any(shown_to(longting.county, event) for event in events)
        for username in ("city_adm-410100-NF", "lawyer"):
            account = await find_staff(session, username)
            assert account is not None
            viewer = await identity(session, account)
            assert [event.kind for event in events if shown_to(viewer, event)] == []
