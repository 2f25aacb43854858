"""Getting in, staying in, being kept out."""

import asyncio
from datetime import timedelta

from fastapi import FastAPI
from sqlalchemy import QueuePool, select, update

from backend.database import Database, utc_now
from backend.privacy.models import AuditEntry
from backend.staff import service
from backend.staff.models import Staff, StaffSession
from tests.backend.desk import ORIGIN, PASSWORD, Browser, browser_for, city_administrator


async def test_the_right_password_opens_the_console(city: Browser) -> None:
    page = await city.opens("/")
    assert page.status_code == 200
    assert "郑州市新业态工会联合会" in page.text


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    stranger: Browser, database: Database
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
    answer = await stranger.sign_in("city")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    async with database.transaction() as session:
        stored = await session.scalar(select(StaffSession.id))
    assert stored is not None
    assert stored not in cookie


async def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    stranger: Browser, database: Database
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
    wrong = await stranger.sign_in("city", "not-the-password")
    unknown = await stranger.sign_in("nobody", "not-the-password")
    assert wrong.status_code == unknown.status_code == 401
    assert "用户名或密码不对" in wrong.text
    assert wrong.text.replace("city", "") == unknown.text.replace("nobody", "")


async def test_however_many_try_names_at_once_the_others_keep_their_connections(
    stranger: Browser, database: Database
) -> None:
    tries = [asyncio.create_task(stranger.sign_in(f"name-{n}")) for n in range(60)]
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    most = 0
    while not all(each.done() for each in tries):
        most = max(most, pool.checkedout())
        await asyncio.sleep(0)
    assert {(await each).status_code for each in tries} == {401}
    assert 0 < most <= 4


async def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(
    stranger: Browser, database: Database
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
    for _ in range(5):
        await stranger.sign_in("city", "not-the-password")
    locked = await stranger.sign_in("city")
    assert locked.status_code == 401
    assert "先锁一会儿" in locked.text
    async with database.transaction() as session:
        past = utc_now() - timedelta(seconds=1)
        await session.execute(update(Staff).values(locked_until=past))
        assert "staff_locked" in (await session.scalars(select(AuditEntry.action))).all()
    assert (await stranger.sign_in("city")).status_code == 303


async def test_half_an_hour_of_silence_ends_the_session(city: Browser, database: Database) -> None:
    async with database.transaction() as session:
        idle = utc_now() - timedelta(minutes=31)
        await session.execute(update(StaffSession).values(seen_at=idle))
    assert (await city.opens("/")).headers["location"].startswith("/sign-in")


async def test_twelve_hours_end_the_session_however_busy(city: Browser, database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(update(StaffSession).values(expires_at=utc_now()))
    assert (await city.opens("/applications")).status_code == 303


async def test_a_page_refreshing_itself_keeps_nobody_signed_in(
    city: Browser, database: Database
) -> None:
    before = utc_now() - timedelta(minutes=20)
    async with database.transaction() as session:
        await session.execute(update(StaffSession).values(seen_at=before))
    await city.http.get("/conversations", headers={"X-Background": "1"})
    async with database.transaction() as session:
        assert await session.scalar(select(StaffSession.seen_at)) == before
    await city.opens("/conversations")
    async with database.transaction() as session:
        seen = await session.scalar(select(StaffSession.seen_at))
    assert seen is not None
    assert seen > before


async def test_signing_out_ends_the_session_on_the_server(city: Browser, app: FastAPI) -> None:
    stolen = browser_for(app)
    stolen.http.cookies.update(city.http.cookies)
    assert (await stolen.opens("/")).status_code == 200
    await city.sends("/sign-out")
    assert (await stolen.opens("/")).status_code == 303


async def test_closing_an_account_signs_it_out_everywhere(
    city: Browser, database: Database
) -> None:
    async with database.transaction() as session:
        staff = await session.scalar(select(Staff))
        assert staff is not None
        await service.close_account(session, staff)
    assert (await city.opens("/")).status_code == 303


async def test_signing_in_leads_back_to_the_page_asked_for_and_never_elsewhere(
    stranger: Browser, database: Database
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
    asked = await stranger.opens("/applications?overdue=1")
    assert asked.headers["location"] == "/sign-in?next=%2Fapplications%3Foverdue%3D1"
    for wanted, leads_to in [("/members", "/members"), ("//evil.test", "/"), ("https://x", "/")]:
        answer = await stranger.http.post(
            "/sign-in",
            data={"username": "city", "password": PASSWORD, "next": wanted},
            headers={"Origin": ORIGIN},
        )
        assert answer.headers["location"] == leads_to


async def test_what_was_sent_after_the_session_ended_is_said_not_to_be_done(
    city: Browser, database: Database
) -> None:
    page = {"Origin": ORIGIN, "Referer": f"{ORIGIN}/conversations?tab=mine"}
    async with database.transaction() as session:
        await session.execute(update(StaffSession).values(expires_at=utc_now()))
    answer = await city.http.post("/desk/duty", headers=page)
    leads_to = answer.headers["location"]
    assert leads_to == "/sign-in?next=%2Fconversations%3Ftab%3Dmine&undone=1"
    assert "没有办成" in (await city.opens(leads_to)).text
    by_script = await city.http.post("/desk/duty", headers={**page, "HX-Request": "true"})
    assert by_script.headers["hx-redirect"] == leads_to


async def test_a_page_that_looked_by_itself_after_the_session_ended_says_nothing_undone(
    city: Browser, database: Database
) -> None:
    async with database.transaction() as session:
        await session.execute(update(StaffSession).values(expires_at=utc_now()))
    headers = {"HX-Request": "true", "X-Background": "1", "Referer": f"{ORIGIN}/cases?page=2"}
    answer = await city.http.get("/desk/list", headers=headers)
    assert answer.headers["hx-redirect"] == "/sign-in?next=%2Fcases%3Fpage%3D2"
    assert "没有办成" not in (await city.opens(answer.headers["hx-redirect"])).text


async def test_only_a_page_of_ours_that_can_be_opened_is_led_back_to(stranger: Browser) -> None:
    for referer in ("https://evil.test/members", f"{ORIGIN}/desk/heartbeat", ""):
        headers = {"Origin": ORIGIN, "Referer": referer}
        answer = await stranger.http.post("/desk/heartbeat", headers=headers)
        assert answer.headers["location"] == "/sign-in?next=%2F&undone=1"
