"""What the platform would not take waits for the person's next word, and is never lost or doubled."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.messages import DeliveryResult, DeliveryStatus
from backend.conversations import outbox, settling
from backend.conversations.alerts import current
from backend.conversations.models import Contact, Message, Turn
from backend.conversations.service import notify
from backend.database import Database
from backend.services import Services
from backend.worker import jobs
from tests.backend.conversations.test_receiving import inbound, send
from tests.backend.peers import Peers
from tests.waiting import until

LONG_AGO = datetime.now(UTC) - timedelta(days=3)


@pytest.fixture
def services(app: Any) -> Services:
    result: Services = app.state.services
    return result


async def speaks(
    internal: httpx.AsyncClient, text: str = "你好", *, key: str = "m-1", **fields: Any
) -> dict[str, Any]:
    """Somebody writes, and the passive reply reaches them."""
    return await send(internal, inbound(text, dedupe_key=key, **fields))


async def days_pass(database: Database) -> None:
    """The quota's windows close; nothing else changes."""
    async with database.transaction() as session:
        await session.execute(
            update(Contact).values(message_earned_at=LONG_AGO, tap_earned_at=None)
        )


async def staff_say(database: Database, text: str = "审核通过了", **more: Any) -> None:
    async with database.transaction() as session:
        contact_id = await session.scalar(select(Contact.id))
        assert contact_id is not None
        await notify(session, contact_id, text, **more)


async def deliver(services: Services, times: int = 8) -> None:
    for _ in range(times):
        await jobs.deliver_outbox(services)


async def think(services: Services, database: Database) -> None:
    """Until every turn is done, whoever runs it."""

    async def are_done() -> bool:
        await services.turns.dispatcher.run_due()
        async with database.transaction() as session:
            return await session.scalar(select(Turn.id).where(Turn.state != "done")) is None

    await until(are_done, lambda: "an end of the turns")


async def deliveries(session: AsyncSession) -> Sequence[tuple[str, str | None]]:
    rows = await session.execute(
        select(Message.text, Message.delivery)
        .where(Message.direction == "outbound")
        .order_by(Message.seq)
    )
    return [(row.text, row.delivery) for row in rows]


def pushed(peers: Peers) -> list[str]:
    return [push["bubble"]["text"] for push in peers.pushes]


async def test_after_48_hours_nothing_is_sent_into_a_45015(
    internal: httpx.AsyncClient,
    peers: Peers,
    services: Services,
    database: Database,
    session: AsyncSession,
) -> None:
    await speaks(internal)
    await days_pass(database)
    await staff_say(database)
    await deliver(services)
    assert peers.pushes == []
    assert (await deliveries(session))[-1] == ("审核通过了", "held")


async def test_the_next_word_brings_what_was_held_in_front_of_the_answer(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    await days_pass(database)
    await staff_say(database, "第一条")
    await staff_say(database, "第二条")
    await deliver(services)
    outcome = await speaks(internal, "在吗", key="m-2")
    assert outcome["bubble"]["text"] == "第一条\n\n第二条\n\n好的"
    await deliver(services)
    assert peers.pushes == []
    async with database.transaction() as fresh:
        assert {state for _, state in await deliveries(fresh)} == {"sent"}


async def test_options_of_a_held_notice_can_be_chosen_by_number(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    await days_pass(database)
    await staff_say(database, "还差一点", options=[("接着补", "/join_union")])
    await deliver(services)
    outcome = await speaks(internal, "在吗", key="m-2")
    assert outcome["bubble"]["text"] == "还差一点"  # options end a bubble
    await deliver(services)
    assert pushed(peers) == ["好的"]
    await speaks(internal, "1", key="m-3")
    assert peers.heard[-1]["message"] == "/join_union"


async def test_without_a_waiting_request_what_was_held_goes_before_the_answer(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    await days_pass(database)
    await staff_say(database)
    await deliver(services)
    await send(internal, inbound("在吗", dedupe_key="m-2", wait_seconds=0))
    await think(services, database)
    await deliver(services)
    assert pushed(peers) == ["审核通过了", "好的"]


async def test_a_stale_question_is_not_asked_two_days_later(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    async with database.transaction() as session:
        await session.execute(
            update(Message)
            .where(Message.direction == "outbound")
            .values(delivery="queued", text="请拍身份证", next_attempt_at=LONG_AGO)
        )
        await session.execute(
            update(Message).where(Message.direction == "outbound").values(created_at=LONG_AGO)
        )
    await days_pass(database)
    await deliver(services)
    await jobs.forget_held_messages(services)
    outcome = await speaks(internal, "查进度", key="m-2")
    assert outcome["bubble"]["text"] == "好的"
    async with database.transaction() as session:
        assert ("请拍身份证", "expired") in await deliveries(session)


@pytest.mark.parametrize(
    ("reason", "errcode"),
    [("window_closed", 45015), ("quota_spent", 45047), ("not_following", 43004)],
)
async def test_a_ledger_that_was_wrong_is_corrected_and_the_message_held(
    internal: httpx.AsyncClient,
    peers: Peers,
    services: Services,
    database: Database,
    reason: str,
    errcode: int,
) -> None:
    await speaks(internal)
    peers.result = {"status": "refused", "reason": reason, "errcode": errcode}
    await staff_say(database, "第一条")
    await deliver(services)
    await staff_say(database, "第二条")
    await deliver(services)
    assert pushed(peers) == ["第一条"]
    peers.result = {"status": "accepted", "sent": 1}
    outcome = await speaks(internal, "在吗", key="m-2", sent_at=_later())
    assert outcome["bubble"]["text"] == "第一条\n\n第二条\n\n好的"


def _later() -> str:
    return (datetime.now(UTC) + timedelta(seconds=2)).isoformat()


async def test_an_answer_of_six_bubbles_fits_into_the_quota(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    peers.replies = [{"text": f"第{number}句"} for number in range(1, 7)]
    await send(internal, inbound(wait_seconds=0))
    await think(services, database)
    await deliver(services)
    assert pushed(peers) == ["第1句\n\n第2句\n\n第3句", "第4句", "第5句", "第6句"]
    await staff_say(database, "还有一条是留给工作人员的")
    await deliver(services)
    assert len(peers.pushes) == 5


async def test_bubbles_joined_once_stay_together_when_tried_again(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    peers.replies = [{"text": f"第{number}句"} for number in range(1, 7)]
    peers.result = {"status": "retry", "reason": "busy", "errcode": -1}
    await send(internal, inbound(wait_seconds=0))
    await think(services, database)
    await deliver(services)
    past = datetime.now(UTC) - timedelta(minutes=1)
    async with database.transaction() as session:
        await session.execute(update(Message).values(next_attempt_at=past))
        # A new word makes room for single bubbles: these still belong together.
        await session.execute(update(Contact).values(message_sends=0))
    await deliver(services)
    assert peers.pushes[0]["bubble"]["ids"] == peers.pushes[1]["bubble"]["ids"]
    assert len(peers.pushes[0]["bubble"]["ids"]) == 3


async def test_a_tap_earns_three_messages_for_a_minute_and_no_more(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal, "", key="t", kind="menu_tap")
    for number in range(1, 6):
        await staff_say(database, f"通知{number}")
    await deliver(services)
    assert pushed(peers) == ["通知1\n\n通知2\n\n通知3", "通知4", "通知5"]
    await staff_say(database, "通知6")
    await deliver(services)
    assert len(peers.pushes) == 3


async def test_edge_12_after_61_seconds_the_answer_to_a_tap_waits(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    a_minute_ago = (datetime.now(UTC) - timedelta(seconds=61)).isoformat()
    await speaks(internal, "选一", option_id="x-1", sent_at=a_minute_ago)
    await staff_say(database)
    await deliver(services)
    assert peers.pushes == []


async def test_who_left_and_came_back_starts_with_the_minute_of_a_follow(
    internal: httpx.AsyncClient, session: AsyncSession
) -> None:
    await speaks(internal)
    await send(internal, inbound("", kind="unfollow", dedupe_key="u"))
    contact = (await session.scalars(select(Contact))).one()
    assert (contact.message_earned_at, contact.tap_earned_at) == (None, None)
    await speaks(internal, "", key="f", kind="follow")
    await session.refresh(contact)
    assert contact.message_earned_at is None
    assert contact.tap_earned_at is not None


async def test_edge_18_a_busy_platform_is_asked_a_bounded_number_of_times(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    peers.result = {"status": "retry", "reason": "busy", "errcode": -1}
    await staff_say(database, "第一条")
    await staff_say(database, "第二条")
    for _ in range(10):
        past = datetime.now(UTC) - timedelta(minutes=1)
        async with database.transaction() as session:
            await session.execute(
                update(Message).where(Message.delivery == "queued").values(next_attempt_at=past)
            )
        await jobs.deliver_outbox(services)
    assert pushed(peers)[:7] == ["第一条"] * 6 + ["第二条"]
    async with database.transaction() as session:
        assert ("第一条", "uncertain") in await deliveries(session)


async def test_a_refusal_that_needs_somebody_raises_an_alarm_until_a_send_succeeds(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    peers.result = {"status": "retry", "reason": "alert", "errcode": 40164}
    await staff_say(database)
    await jobs.deliver_outbox(services)
    async with database.transaction() as session:
        assert [alert.errcode for alert in await current(session)] == [40164]
        await session.execute(
            update(Message).where(Message.delivery == "queued").values(next_attempt_at=LONG_AGO)
        )
    peers.result = {"status": "accepted", "sent": 1}
    await jobs.deliver_outbox(services)
    async with database.transaction() as session:
        assert await current(session) == []


async def test_a_reply_nobody_confirmed_is_asked_for_even_without_quota(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    """The gateway knows whether it was said; held and said again it might be doubled."""
    await send(internal, inbound(), is_confirmed=False)
    await days_pass(database)
    async with database.transaction() as session:
        await session.execute(update(Message).values(next_attempt_at=LONG_AGO))
    await jobs.release_left_behind(services)
    peers.result = {"status": "accepted", "passively": True}
    await deliver(services)
    assert pushed(peers) == ["好的"]
    async with database.transaction() as session:
        assert await deliveries(session) == [("好的", "sent")]


async def test_a_send_whose_process_died_is_counted_once(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    await staff_say(database)
    async with database.transaction() as session:
        assert len(await outbox.claim(session, limit=5)) == 1  # and dies
    async with database.transaction() as session:
        await session.execute(
            update(Message).where(Message.delivery == "sending").values(next_attempt_at=LONG_AGO)
        )
    await jobs.release_left_behind(services)
    await deliver(services)
    async with database.transaction() as session:
        assert await session.scalar(select(Contact.message_sends)) == 1


async def test_who_wrote_while_the_platform_said_no_does_not_wait_for_another_word(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    await staff_say(database)
    async with database.transaction() as session:
        await outbox.claim(session, limit=5)
    await speaks(internal, "在吗", key="m-2")
    async with database.transaction() as session:
        await session.execute(update(Contact).values(message_earned_at=datetime.now(UTC)))
        ids = list(await session.scalars(select(Message.id).where(Message.delivery == "sending")))
        closed = DeliveryResult(status=DeliveryStatus.refused, reason="window_closed")
        await settling.settle(session, ids, closed)
    await deliver(services)
    # In their order: the answer did not overtake what was still being sent.
    assert pushed(peers) == ["审核通过了", "好的"]


@pytest.mark.parametrize(
    ("reason", "least", "most"), [("busy", 1, 5), ("limited", 55, 65), ("unreachable", 1, 5)]
)
async def test_limits_of_the_account_are_waited_out_longer_than_a_busy_moment(
    internal: httpx.AsyncClient,
    peers: Peers,
    services: Services,
    database: Database,
    reason: str,
    least: int,
    most: int,
) -> None:
    await speaks(internal)
    peers.result = {"status": "retry", "reason": reason, "errcode": 45009}
    await staff_say(database)
    await deliver(services)
    async with database.transaction() as session:
        due = await session.scalar(
            select(Message.next_attempt_at).where(Message.delivery == "queued")
        )
    assert due is not None
    pause = due - datetime.now(UTC)
    assert timedelta(seconds=least - 1) < pause < timedelta(seconds=most)


async def test_who_left_hears_it_when_they_come_back(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    await send(internal, inbound("", kind="unfollow", dedupe_key="u"))
    await staff_say(database)
    await deliver(services)
    assert peers.pushes == []
    async with database.transaction() as session:
        failures = await session.scalars(select(Message.failure).where(Message.delivery == "held"))
        assert list(failures) == ["not_following"]
    outcome = await speaks(internal, "", key="f", kind="follow")
    assert outcome["bubble"]["text"] == "审核通过了\n\n好的"
