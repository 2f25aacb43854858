"""What the page of a case says of words the person has not heard, and of people who read nothing of ours."""

import pytest
from sqlalchemy import select, update

from backend.cases.models import Case
from backend.cases.opening import open_case
from backend.conversations.models import Contact, Delivery, Message
from backend.database import Database, utc_now
from backend.privacy.keyring import Keyring
from tests.backend.cases.stage import opened, wages
from tests.backend.console.test_case_acts import does
from tests.backend.desk import Browser


@pytest.fixture
async def case(database: Database, keyring: Keyring) -> Case:
    """Of somebody who wrote a moment ago."""
    async with database.transaction() as session:
        case = await opened(session, keyring)
        contact = await session.get_one(Contact, case.contact_id)
        contact.message_earned_at = utc_now()
    return case


async def set_delivery(database: Database, delivery: Delivery, failure: str | None = None) -> None:
    async with database.transaction() as session:
        await session.execute(update(Message).values(delivery=delivery, failure=failure))


async def test_what_was_said_and_waits_is_called_so_until_it_is_heard(
    county: Browser, case: Case, database: Database
) -> None:
    page = await does(county, case, "tell", text="请带收据原件来")
    assert "还没送到" not in page
    await set_delivery(database, Delivery.held, "quota_spent")
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "有 1 条消息还没送到" in page
    assert "本人下次说话时送到" in page
    await set_delivery(database, Delivery.accepted)
    assert "没送到" not in (await county.opens(f"/cases/{case.id}")).text


async def test_it_is_known_at_once_that_wechat_lets_us_say_nothing_more(
    county: Browser, case: Case, database: Database
) -> None:
    async with database.transaction() as session:
        contact = await session.get_one(Contact, case.contact_id)
        contact.message_sends = 5
    assert "有 1 条消息还没送到" in await does(county, case, "tell", text="请带收据原件来")


async def test_what_failed_says_why_and_that_somebody_has_to_call(
    county: Browser, case: Case, database: Database
) -> None:
    await does(county, case, "tell", text="请带收据原件来")
    await set_delivery(database, Delivery.failed, "blocked")
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "有 1 条消息没有送到：对方拒收。请打电话告诉本人。" in page


async def test_what_failed_and_what_waits_are_told_apart(
    county: Browser, case: Case, database: Database
) -> None:
    await does(county, case, "tell", text="请带收据原件来")
    await set_delivery(database, Delivery.failed, "blocked")
    await does(county, case, "tell", text="窗口周五下午开")
    async with database.transaction() as session:
        newest = select(Message.id).order_by(Message.seq.desc()).limit(1).scalar_subquery()
        held = update(Message).where(Message.id == newest)
        await session.execute(held.values(delivery=Delivery.held, failure="quota_spent"))
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "有 1 条消息没有送到：对方拒收。请打电话告诉本人。" in page
    assert "有 1 条消息还没送到" in page


async def test_who_follows_us_no_more_hears_nothing_next_time(
    county: Browser, case: Case, database: Database
) -> None:
    await does(county, case, "tell", text="请带收据原件来")
    await set_delivery(database, Delivery.held, "quota_spent")
    async with database.transaction() as session:
        (await session.get_one(Contact, case.contact_id)).unfollowed_at = utc_now()
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "有 1 条消息没有送到：对方已取消关注。请打电话告诉本人。" in page
    assert "下次说话时送到" not in page


async def test_words_about_another_case_are_no_matter_of_this_one(
    county: Browser, case: Case, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        other = await open_case(
            session, keyring, wages(await session.get(Contact, case.contact_id))
        )
    await does(county, other, "tell", text="请带收据原件来")
    await set_delivery(database, Delivery.held, "quota_spent")
    assert "还没送到" not in (await county.opens(f"/cases/{case.id}")).text


async def test_who_came_over_the_counter_is_to_be_called(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        case = await open_case(session, keyring, wages(None, channel="visit"))
    page = await does(county, case, "accept")
    assert "本人能看到" not in page
    assert "本人不在微信上，请打电话告诉一声" in page
    assert "已告诉本人" not in page


async def test_the_history_says_which_words_the_person_reads_and_which_stay_inside(
    county: Browser, case: Case
) -> None:
    await does(county, case, "accept")
    await does(county, case, "verify", finding="站长承认欠薪", outcome="confirmed")
    await does(county, case, "start")
    page = await does(county, case, "resolve", resolution="补发了三个月")
    verified, resolved = (
        page.split(f"<b>{step}</b>")[1].split("</li>")[0] for step in ("核实", "办结")
    )
    assert "站长承认欠薪" in verified
    assert "看不到说明" in verified
    assert "本人能看到" in resolved
