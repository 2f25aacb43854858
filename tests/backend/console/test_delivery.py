"""Staff see how far every message got, why it stopped, and what may still be said."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from backend.console.delivery import STATES, budget_words, state_of
from backend.contracts.messages import DeliveryResult, DeliveryStatus
from backend.conversations import alerts
from backend.conversations.models import Contact, Delivery, Message
from backend.conversations.quota import Ledger, Trigger
from backend.database import Database, utc_now
from backend.membership.models import Application
from tests.backend.desk import Browser

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


async def said(
    database: Database, contact_id: UUID, delivery: str, failure: str | None = None
) -> None:
    async with database.transaction() as session:
        session.add(
            Message(
                contact_id=contact_id,
                direction="outbound",
                kind="text",
                text="您好",
                author="bot",
                delivery=delivery,
                failure=failure,
            )
        )


def test_every_state_has_words() -> None:
    assert set(STATES) == set(Delivery)


@pytest.mark.parametrize(
    ("delivery", "failure", "words", "reason"),
    [
        ("queued", None, "排队中", ""),
        ("accepted", None, "微信已接收", ""),
        ("held", "window_closed", "等对方下次发言", "对方超过48小时没发言，微信不让主动发"),
        ("failed", "not_following", "未送达", "对方已取消关注"),
        ("uncertain", "no_answer", "可能未送达", "微信没有回应"),
        ("expired", "quota_spent", "已过期", "等得太久，没有再发"),
        ("noticed", None, "通知已送达", ""),
        ("failed", "a_new_code", "未送达", "a_new_code"),
        ("queued", "gateway: TimeoutError", "排队中", "系统内部暂时不通"),
        ("accepted", "busy", "微信已接收", ""),
    ],
)
def test_a_state_says_why(delivery: str, failure: str | None, words: str, reason: str) -> None:
    shown = state_of(delivery, failure)
    assert (shown.words, shown.reason) == (words, reason)


def test_the_budget_says_how_many_and_how_long() -> None:
    ledger = Ledger().earn(Trigger.message, NOW - timedelta(minutes=50)).spend(NOW)
    assert budget_words(ledger, NOW, follows=True).words == "还可发 4 条 · 剩 47 小时"
    tapped = Ledger().earn(Trigger.tap, NOW - timedelta(seconds=20))
    assert budget_words(tapped, NOW, follows=True).words == "还可发 3 条 · 剩 40 秒"


def test_a_spent_or_closed_budget_says_what_to_wait_for() -> None:
    waiting = "现在不能主动发：等对方下次发言"
    spent = Ledger().earn(Trigger.message, NOW).spend(NOW, 5)
    assert budget_words(spent, NOW, follows=True).words == waiting
    assert budget_words(Ledger(), NOW, follows=True).words == waiting
    assert budget_words(Ledger(), NOW, follows=False).words == "对方已取消关注，发不了"
    told = budget_words(Ledger(), NOW, follows=True, notices=1).words
    assert told == "现在不能主动发：先发通知提醒，等对方下次发言"


async def test_a_message_that_waits_says_so_with_its_reason(
    city: Browser, application: Application, database: Database
) -> None:
    await said(database, application.contact_id, "held", "window_closed")
    page = (await city.opens(f"/conversations/{application.contact_id}")).text
    assert "等对方下次发言（对方超过48小时没发言" in page
    assert 'title="对方超过48小时没发言' in page
    assert "现在不能主动发" in page


async def test_the_conversation_shows_what_may_still_be_said(
    city: Browser, application: Application, database: Database
) -> None:
    async with database.transaction() as session:
        earned = utc_now() - timedelta(minutes=5)
        await session.execute(update(Contact).values(message_earned_at=earned, message_sends=1))
    page = (await city.opens(f"/conversations/{application.contact_id}")).text
    assert "还可发 4 条 · 剩 47 小时" in page


async def test_the_list_can_show_only_those_with_something_undelivered(
    city: Browser, application: Application, database: Database
) -> None:
    address = f"/conversations/{application.contact_id}"
    await said(database, application.contact_id, "accepted")
    only = "/conversations?tab=undelivered"
    assert address not in (await city.opens(only)).text
    await said(database, application.contact_id, "failed", "blocked")
    page = (await city.opens(only)).text
    assert address in page
    assert "没送到 <b>1</b>" in page
    assert "未送达" in page


async def test_a_failure_is_no_news_after_a_month(
    city: Browser, application: Application, database: Database
) -> None:
    await said(database, application.contact_id, "failed", "blocked")
    async with database.transaction() as session:
        await session.execute(update(Message).values(created_at=utc_now() - timedelta(days=40)))
    page = (await city.opens("/conversations?tab=undelivered")).text
    assert str(application.contact_id) not in page


async def test_the_home_page_says_what_is_wrong_with_the_account_until_a_send_succeeds(
    city: Browser, database: Database
) -> None:
    async with database.transaction() as session:
        refused = DeliveryResult(status=DeliveryStatus.retry, reason="alert", errcode=40164)
        await alerts.learn(session, refused)
    page = (await city.opens("/")).text
    assert "公众号接口异常：服务器地址不在公众号的IP白名单里（40164）" in page
    async with database.transaction() as session:
        await alerts.learn(session, DeliveryResult(status=DeliveryStatus.accepted, sent=1))
    assert "公众号接口异常" not in (await city.opens("/")).text
