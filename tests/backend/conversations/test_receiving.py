"""A message is recorded once, answered once, in order, whatever fails behind the backend."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.models import Contact, Message, PrivateValue, Turn
from backend.conversations.service import notify
from backend.database import Database
from backend.services import Services
from backend.worker import jobs
from tests.backend.peers import Peers
from tests.waiting import until


def inbound(text: str = "你好", *, dedupe_key: str = "m-1", **fields: Any) -> dict[str, Any]:
    return {
        "dedupe_key": dedupe_key,
        "openid": "o-test-openid",
        "kind": "text",
        "text": text,
        "sent_at": datetime.now(UTC).isoformat(),
        "wait_seconds": 10.0,  # the most that may be asked for
        **fields,
    }


async def send(
    internal: httpx.AsyncClient, body: dict[str, Any], *, is_confirmed: bool = True
) -> dict[str, Any]:
    """As the bot does: what is answered passively is confirmed at once."""
    response = await internal.post("/v1/inbound", json=body)
    assert response.status_code == 200, response.text
    result: dict[str, Any] = response.json()
    if is_confirmed and result["bubble"]:
        await confirm(internal, result["bubble"]["ids"])
    return result


async def confirm(internal: httpx.AsyncClient, ids: list[str]) -> None:
    receipt = {"ids": ids, "at": datetime.now(UTC).isoformat()}
    assert (await internal.post("/v1/outbound/passive-receipts", json=receipt)).status_code == 204


@pytest.fixture
def services(app: Any) -> Services:
    result: Services = app.state.services
    return result


async def make_due(database: Database) -> None:
    """As if the waiting time had passed."""
    past = datetime.now(UTC) - timedelta(minutes=5)
    async with database.transaction() as session:
        await session.execute(update(Turn).values(next_attempt_at=past, created_at=past))


async def test_an_answer_in_time_goes_with_the_passive_reply(
    internal: httpx.AsyncClient, peers: Peers, session: AsyncSession
) -> None:
    outcome = await send(internal, inbound("我想入会"), is_confirmed=False)
    assert outcome["status"] == "answered"
    assert outcome["bubble"]["text"] == "好的"
    assert peers.heard[0]["message"] == "我想入会"
    ids = outcome["bubble"]["ids"]
    await confirm(internal, ids)
    message = await session.get(Message, ids[0])
    assert message is not None
    assert message.delivery == "sent"


async def test_without_the_internal_token_nothing_is_recorded(
    client: httpx.AsyncClient, session: AsyncSession
) -> None:
    assert (await client.post("/v1/inbound", json=inbound())).status_code == 401
    assert await session.scalar(select(Message.id)) is None


async def test_a_retry_of_the_platform_joins_the_running_turn(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.thinks_over = {"你好"}
    first = asyncio.create_task(send(internal, inbound()))
    await until(lambda: len(peers.heard) == 1)
    second = asyncio.create_task(send(internal, inbound()))
    await asyncio.sleep(0.1)
    peers.thinks_over.clear()
    assert (await first)["bubble"] == (await second)["bubble"]
    assert len(peers.heard) == 1


async def test_a_retry_after_the_answer_gets_the_same_answer(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    first = await send(internal, inbound())
    second = await send(internal, inbound())
    assert first["bubble"] == second["bubble"]
    assert len(peers.heard) == 1


async def test_a_retry_that_looked_just_before_the_answer_was_stored_gets_it_too(
    internal: httpx.AsyncClient, services: Services, session: AsyncSession
) -> None:
    """It saw an open turn in the record, and comes to wait when nobody waits any more."""
    first = await send(internal, inbound())
    turn_id = (await session.scalars(select(Turn.id))).one()
    answer = await services.turns.answer_within(turn_id, 1.0)
    assert answer is not None
    assert answer.bubble is not None
    assert [str(each) for each in answer.bubble.ids] == first["bubble"]["ids"]


async def test_a_late_answer_goes_out_as_a_customer_service_message_once(
    internal: httpx.AsyncClient, peers: Peers, services: Services
) -> None:
    peers.thinks_over = {"你好"}
    outcome = await send(internal, inbound(wait_seconds=0.1))
    assert outcome["status"] == "later"
    peers.thinks_over.clear()
    await services.turns.dispatcher.run_due()
    await jobs.deliver_outbox(services)
    await jobs.deliver_outbox(services)
    assert [push["bubble"]["text"] for push in peers.pushes] == ["好的"]
    assert peers.pushes[0]["openid"] == "o-test-openid"


async def test_a_passive_reply_nobody_confirmed_is_sent_after_all(
    internal: httpx.AsyncClient, peers: Peers, services: Services, database: Database
) -> None:
    await send(internal, inbound(), is_confirmed=False)
    await jobs.release_left_behind(services)
    await jobs.deliver_outbox(services)
    assert peers.pushes == []
    past = datetime.now(UTC) - timedelta(minutes=1)
    async with database.transaction() as session:
        await session.execute(update(Message).values(next_attempt_at=past))
    await jobs.release_left_behind(services)
    await jobs.deliver_outbox(services)
    assert len(peers.pushes) == 1


async def test_one_persons_messages_are_answered_one_after_the_other_in_order(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.thinks_over = {"一号"}
    first = asyncio.create_task(send(internal, inbound("一号", dedupe_key="a")))
    await until(lambda: peers.heard != [])
    second = asyncio.create_task(send(internal, inbound("二号", dedupe_key="b")))
    await asyncio.sleep(0.1)
    peers.thinks_over.clear()
    await asyncio.gather(first, second)
    assert [body["message"] for body in peers.heard] == ["一号", "二号"]
    assert peers.most_at_once == 1


async def test_an_answer_does_not_overtake_one_still_on_its_way(
    internal: httpx.AsyncClient, peers: Peers, services: Services
) -> None:
    await send(internal, inbound("一号", dedupe_key="a", wait_seconds=0))
    await services.turns.dispatcher.run_due()
    peers.replies = [{"text": "第二个"}]
    async with services.database.transaction() as session:
        await session.execute(
            update(Message).where(Message.direction == "outbound").values(delivery="sending")
        )
    outcome = await send(internal, inbound("二号", dedupe_key="b"))
    assert outcome["status"] == "nothing"


async def test_people_do_not_wait_for_each_other(internal: httpx.AsyncClient, peers: Peers) -> None:
    peers.thinks_over = {"你好"}
    bodies = [inbound(dedupe_key=f"m-{n}", openid=f"o-{n}") for n in range(5)]
    all_of_them = asyncio.gather(*(send(internal, body) for body in bodies))
    await until(lambda: len(peers.heard) == 5)
    peers.thinks_over.clear()
    outcomes = await all_of_them
    assert {outcome["status"] for outcome in outcomes} == {"answered"}


async def test_a_name_is_spoken_but_not_stored(
    internal: httpx.AsyncClient, peers: Peers, session: AsyncSession
) -> None:
    peers.replies = [{"text": "请核对：姓名 [[name]]"}]
    outcome = await send(internal, inbound())
    assert outcome["bubble"]["text"] == "请核对：姓名 您"
    texts = list(await session.scalars(select(Message.text).where(Message.direction == "outbound")))
    assert texts == ["请核对：姓名 [[name]]"]


async def test_numbers_reach_neither_the_assistant_nor_the_message_table(
    internal: httpx.AsyncClient, peers: Peers, session: AsyncSession
) -> None:
    number, phone = "410199199003070019", "13812345678"
    await send(internal, inbound(f"身份证{number} 电话 {phone}"))
    said = peers.heard[0]["message"]
    assert number not in said
    assert phone not in said
    assert said.startswith("身份证[[id:")
    stored = (await session.scalars(select(Message.text))).all()
    assert not any(number in text or phone in text for text in stored)
    masked = set(await session.scalars(select(PrivateValue.masked)))
    assert masked == {"4101**********0019", "138****5678"}


async def test_edge_11_a_number_answers_the_options_of_the_last_bubble_and_an_old_tap_is_stale(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.replies = [{"text": "开始吗？", "buttons": [{"title": "同意", "payload": "/affirm"}]}]
    outcome = await send(internal, inbound(dedupe_key="a"))
    option = outcome["bubble"]["options"][0]
    await send(internal, inbound("1", dedupe_key="b"))
    await send(internal, inbound("同意", dedupe_key="c", option_id=option["id"]))
    assert [body["message"] for body in peers.heard] == ["你好", "/affirm", "/stale_tap"]


async def test_a_number_does_not_reach_back_to_an_older_question(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.replies = [{"text": "从头来？", "buttons": [{"title": "好", "payload": "/start_over"}]}]
    await send(internal, inbound(dedupe_key="a"))
    peers.replies = [{"text": "请发身份证号"}]
    await send(internal, inbound("不了", dedupe_key="b"))
    await send(internal, inbound("1", dedupe_key="c"))
    assert [body["message"] for body in peers.heard] == ["你好", "不了", "1"]


async def test_of_two_questions_in_one_answer_both_can_be_chosen_and_a_number_means_the_last(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    """「我的诉求」 in the middle of joining: its options stand above those of the form."""
    urge = {"title": "催一催", "payload": "/urge_case"}
    both = [{"text": "您可以：", "buttons": [{"title": "补充", "payload": "/add"}, urge]}, *ASKS]
    for said in ("催一催", "1", "2"):
        peers.replies = both
        await send(internal, inbound("我的诉求", dedupe_key=f"a{said}"))
        peers.replies = [{"text": "好"}]
        await send(internal, inbound(said, dedupe_key=f"b{said}"))
    assert [body["message"] for body in peers.heard[1::2]] == ["/urge_case", "/affirm", "2"]


async def test_an_option_of_a_notice_can_be_tapped_however_late(
    internal: httpx.AsyncClient, peers: Peers, database: Database, services: Services
) -> None:
    await send(internal, inbound(dedupe_key="a"))
    async with database.transaction() as session:
        contact_id = await session.scalar(select(Contact.id))
        assert contact_id is not None
        await notify(session, contact_id, "请补照片", [("现在补", "/join_union")])
    async with database.transaction() as session:
        past = datetime.now(UTC) - timedelta(minutes=1)
        await session.execute(
            update(Message).where(Message.delivery == "handed_over").values(delivery="sent")
        )
        await session.execute(update(Message).values(next_attempt_at=past))
    await jobs.deliver_outbox(services)
    option = peers.pushes[0]["bubble"]["options"][0]
    await send(internal, inbound("在忙", dedupe_key="b"))
    await send(internal, inbound("现在补", dedupe_key="c", option_id=option["id"]))
    assert peers.heard[-1]["message"] == "/join_union"


async def test_a_take_over_drops_the_answer_composed_before_it(
    internal: httpx.AsyncClient, peers: Peers, database: Database, session: AsyncSession
) -> None:
    peers.thinks_over = {"你好"}
    pending = asyncio.create_task(send(internal, inbound()))
    await until(lambda: peers.heard != [])
    async with database.transaction() as other:
        await other.execute(update(Contact).values(owner="staff", owner_epoch=1))
    peers.thinks_over.clear()
    outcome = await pending
    assert outcome["status"] == "nothing"
    assert await session.scalar(select(Message.id).where(Message.direction == "outbound")) is None


async def test_no_photo_is_fetched_before_consent_l05(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    await send(internal, inbound("", kind="image", media_id="media-1"))
    assert peers.heard[0]["message"] == '/send_photo{"problem": "consent_required"}'


async def test_a_qr_code_of_a_county_is_remembered_s22(
    internal: httpx.AsyncClient, session: AsyncSession, peers: Peers
) -> None:
    await send(internal, inbound("", kind="follow", key="county:410105", dedupe_key="f"))
    contact = await session.scalar(select(Contact))
    assert contact is not None
    assert contact.county_code == "410105"
    assert peers.heard[0]["message"] == '/follow{"scene": "county:410105"}'


async def test_edge_10_a_scan_after_following_by_the_same_code_is_answered_too(
    internal: httpx.AsyncClient, peers: Peers, session: AsyncSession
) -> None:
    await send(internal, inbound("", kind="follow", key="county:410105", dedupe_key="f"))
    await send(internal, inbound("", kind="scan", key="county:410105", dedupe_key="s"))
    assert [body["message"].partition("{")[0] for body in peers.heard] == ["/follow", "/scan"]
    assert await session.scalar(select(Contact.scene)) == "county:410105"


@pytest.mark.parametrize("key", [None, "last_trade_no_1", "county:999999", "x" * 300])
async def test_edge_10_a_code_that_names_no_county_teaches_none(
    internal: httpx.AsyncClient, session: AsyncSession, key: str | None
) -> None:
    await send(internal, inbound("", kind="follow", key=key))
    assert await session.scalar(select(Contact.county_code)) is None


ASKS = [{"text": "开始吗？", "buttons": [{"title": "同意", "payload": "/affirm"}]}]


async def test_edge_11_an_option_tapped_twice_counts_once(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    peers.replies = ASKS
    option = (await send(internal, inbound(dedupe_key="a")))["bubble"]["options"][0]
    peers.replies = [{"text": "请发照片"}]
    tap = {"option_id": option["id"]}
    await send(internal, inbound("同意", dedupe_key="b", **tap))
    await send(internal, inbound("同意", dedupe_key="c", **tap))
    assert [body["message"] for body in peers.heard] == ["你好", "/affirm", "/stale_tap"]


@pytest.mark.parametrize("option_id", [None, "0"])
async def test_edge_11_a_tap_without_its_id_and_the_typed_words_mean_the_same(
    internal: httpx.AsyncClient, peers: Peers, option_id: str | None
) -> None:
    peers.replies = ASKS
    await send(internal, inbound(dedupe_key="a"))
    peers.replies = [{"text": "请发照片"}]
    await send(internal, inbound("同意", dedupe_key="b", option_id=option_id))
    await send(internal, inbound("同意", dedupe_key="c", option_id=option_id))
    # Once the question has passed, they are words like any others.
    assert [body["message"] for body in peers.heard] == ["你好", "/affirm", "同意"]


async def test_edge_15_an_album_is_taken_picture_by_picture_in_the_order_it_came(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    names = [f"media-{number}" for number in (3, 1, 9, 2, 5, 4, 8, 7, 6)]
    for name in names:
        await send(internal, inbound("", kind="image", media_id=name, dedupe_key=name))
    assert len(peers.heard) == 9
    assert peers.most_at_once == 1


async def test_edge_25_a_wrong_clock_changes_nobodys_order(
    internal: httpx.AsyncClient, peers: Peers, session: AsyncSession
) -> None:
    now = datetime.now(UTC)
    for hours, text in ((48, "一"), (-48, "二"), (0, "三")):
        at = (now + timedelta(hours=hours)).isoformat()
        assert (await send(internal, inbound(text, dedupe_key=text, sent_at=at)))["bubble"]
    assert [body["message"] for body in peers.heard] == ["一", "二", "三"]
    last = await session.scalar(select(Contact.last_inbound_at))
    assert last is not None
    assert last < now + timedelta(hours=1)
