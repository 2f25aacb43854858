"""Who allowed notices is told of what is held; the words themselves come with the next word."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.config import SIMULATED_NOTICES
from backend.contracts.messages import DeliveryResult, DeliveryStatus, InboundMessage
from backend.contracts.notices import NoticeKind
from backend.conversations import noticing
from backend.conversations.bubbles import NoticeContent
from backend.conversations.models import Message, NoticePermission
from backend.conversations.notice_config import read_templates
from backend.conversations.receiving import record_inbound
from backend.database import Database
from backend.privacy.keyring import Keyring
from backend.services import Services
from backend.worker import jobs
from tests.backend.conversations.test_held import days_pass, deliver, services, speaks, staff_say
from tests.backend.conversations.test_receiving import inbound, send
from tests.backend.peers import Peers

__all__ = ["services"]

TEMPLATE = read_templates(SIMULATED_NOTICES)[NoticeKind.application_decided].subscribe
DECIDED = NoticeContent(
    NoticeKind.application_decided,
    {
        "subject": "入会申请RH-4101-000128",
        "result": "已通过",
        "at": "2026年11月24日 08:05",
        "hint": "",
    },
)
FIELDS = {
    "thing1": "入会申请RH-4101-000128",
    "phrase2": "已通过",
    "time3": "2026年11月24日 08:05",
    "thing4": "请打开公众号查看",
}


async def allows(internal: httpx.AsyncClient, *, accepted: bool = True, key: str = "y") -> None:
    choices = [{"template_id": TEMPLATE, "accepted": accepted}]
    await send(internal, inbound("", kind="notice_choice", choices=choices, dedupe_key=key))


async def platform_tells(
    internal: httpx.AsyncClient, outcome: str, *, notice_id: str = "4711", **more: Any
) -> None:
    results = [{"notice_id": notice_id, "outcome": outcome, **more}]
    await send(internal, inbound("", kind="notice_sent", results=results, dedupe_key=outcome))


async def claims_a_notice(
    internal: httpx.AsyncClient, services: Services, database: Database
) -> noticing.ClaimedNotice:
    """Allowed, held after days of silence, and about to be sent."""
    await speaks(internal)
    await allows(internal)
    await days_pass(database)
    await staff_say(database, "好消息", notice=DECIDED)
    await deliver(services)
    async with database.transaction() as session:
        [claimed] = await noticing.claim(session, services.notice_templates, limit=1)
    return claimed


async def a_decision_after_days(
    internal: httpx.AsyncClient, services: Services, database: Database
) -> None:
    await days_pass(database)
    await staff_say(database, "好消息，入会申请通过了。", notice=DECIDED)
    await deliver(services)
    await jobs.send_notices(services)


async def state(database: Database) -> tuple[str | None, str | None]:
    async with database.transaction() as session:
        message = (await session.scalars(select(Message).where(Message.author == "system"))).one()
        return message.delivery, message.failure


async def sends_left(session: AsyncSession) -> int | None:
    return await session.scalar(select(NoticePermission.sends_left))


async def test_a_decision_after_48_hours_goes_by_notice_and_in_full_with_the_next_word(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    await allows(internal)
    await a_decision_after_days(internal, services, database)
    assert peers.pushes == []
    [notice] = peers.notices
    assert (notice["channel"], notice["template_id"]) == ("subscribe", TEMPLATE)
    assert notice["fields"] == FIELDS
    assert await state(database) == ("notice_sent", "window_closed")
    await platform_tells(internal, "delivered", template_id=TEMPLATE)
    assert await state(database) == ("noticed", None)
    outcome = await speaks(internal, "咋样了", key="m-2")
    assert outcome["bubble"]["text"] == "好消息，入会申请通过了。\n\n好的"


async def test_one_permission_is_good_for_one_notice(
    internal: httpx.AsyncClient,
    peers: Peers,
    services: Services,
    database: Database,
    session: AsyncSession,
) -> None:
    await speaks(internal)
    await allows(internal)
    await a_decision_after_days(internal, services, database)
    await staff_say(database, "再说一次", notice=DECIDED)
    await deliver(services)
    await jobs.send_notices(services)
    assert len(peers.notices) == 1
    assert await sends_left(session) == 0


async def test_who_never_allowed_one_hears_it_with_the_next_word(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    await a_decision_after_days(internal, services, database)
    assert peers.notices == []
    assert await state(database) == ("held", "window_closed")


async def test_a_permission_given_later_brings_the_notice_at_once(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    await a_decision_after_days(internal, services, database)
    await allows(internal)
    await jobs.send_notices(services)
    assert len(peers.notices) == 1


async def test_edge_21_a_permission_counts_once_however_often_the_platform_tells_of_it(
    internal: httpx.AsyncClient, session: AsyncSession
) -> None:
    for _ in range(3):
        await allows(internal)
    assert await sends_left(session) == 1
    await allows(internal, key="another")
    assert await session.scalar(select(NoticePermission.sends_left)) == 2


async def test_edge_21_a_permission_taken_back_is_gone(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await speaks(internal)
    await allows(internal)
    choices = [{"template_id": TEMPLATE, "accepted": False}]
    await send(internal, inbound("", kind="notice_change", choices=choices, dedupe_key="c"))
    await a_decision_after_days(internal, services, database)
    assert peers.notices == []


@pytest.mark.parametrize("outcome", ["blocked", "failed", "unknown"])
async def test_edge_21_a_notice_that_did_not_arrive_leaves_the_words_waiting(
    internal: httpx.AsyncClient,
    peers: Peers,
    services: Services,
    database: Database,
    outcome: str,
) -> None:
    await speaks(internal)
    await allows(internal)
    await a_decision_after_days(internal, services, database)
    await platform_tells(internal, outcome, template_id=TEMPLATE)
    assert await state(database) == ("held", f"notice_{outcome}")
    await jobs.send_notices(services)
    assert len(peers.notices) == 1
    outcome_of_word = await speaks(internal, "在吗", key="m-2")
    assert outcome_of_word["bubble"]["text"].startswith("好消息")


async def test_a_result_told_before_the_send_was_answered_is_not_lost(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    claimed = await claims_a_notice(internal, services, database)
    await platform_tells(internal, "delivered", template_id=TEMPLATE)
    async with database.transaction() as session:
        sent = DeliveryResult(status=DeliveryStatus.accepted, notice_id="4711")
        await noticing.settle(session, claimed, sent)
    assert await state(database) == ("noticed", None)


async def test_a_result_being_recorded_while_the_send_is_noted_is_not_lost(
    internal: httpx.AsyncClient, keyring: Keyring, services: Services, database: Database
) -> None:
    claimed = await claims_a_notice(internal, services, database)

    async def note() -> None:
        async with database.transaction() as session:
            sent = DeliveryResult(status=DeliveryStatus.accepted, notice_id="4711")
            await noticing.settle(session, claimed, sent)

    results = [{"notice_id": "4711", "outcome": "delivered", "template_id": TEMPLATE}]
    told = inbound("", kind="notice_sent", results=results, dedupe_key="told")
    async with database.transaction() as session:
        await record_inbound(session, keyring, InboundMessage.model_validate(told))
        noting = asyncio.create_task(note())
        await asyncio.wait({noting}, timeout=0.5)
    await noting
    assert await state(database) == ("noticed", None)


async def test_without_an_id_the_newest_notice_of_the_template_is_meant(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    peers.notice_result = {"status": "accepted"}
    await speaks(internal)
    await allows(internal)
    await a_decision_after_days(internal, services, database)
    await platform_tells(internal, "delivered", notice_id="99", template_id=TEMPLATE)
    assert await state(database) == ("noticed", None)


async def test_without_an_id_an_early_result_is_not_lost_either(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    peers.notice_result = {"status": "accepted"}
    claimed = await claims_a_notice(internal, services, database)
    await platform_tells(internal, "delivered", notice_id="99", template_id=TEMPLATE)
    async with database.transaction() as session:
        await noticing.settle(session, claimed, DeliveryResult(status=DeliveryStatus.accepted))
    assert await state(database) == ("noticed", None)


async def test_the_platform_that_knows_of_no_permission_is_believed(
    internal: httpx.AsyncClient,
    peers: Peers,
    services: Services,
    database: Database,
    session: AsyncSession,
) -> None:
    peers.notice_result = {"status": "refused", "reason": "no_consent", "errcode": 43101}
    await speaks(internal)
    await allows(internal)
    await allows(internal, key="twice")
    await a_decision_after_days(internal, services, database)
    await jobs.send_notices(services)
    assert len(peers.notices) == 1
    assert await sends_left(session) == 0
    assert (await state(database))[0] == "held"


async def test_a_busy_platform_keeps_the_permission(
    internal: httpx.AsyncClient,
    peers: Peers,
    services: Services,
    database: Database,
    session: AsyncSession,
) -> None:
    peers.notice_result = {"status": "retry", "reason": "busy", "errcode": -1}
    await speaks(internal)
    await allows(internal)
    await a_decision_after_days(internal, services, database)
    assert await sends_left(session) == 1
    message = (await session.scalars(select(Message).where(Message.author == "system"))).one()
    assert message.next_attempt_at is not None
    assert message.next_attempt_at > datetime.now(UTC)
