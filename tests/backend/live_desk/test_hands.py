"""One conversation, one pair of hands: taken, answered, passed on and handed back (decision 0017)."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from backend.conversations.models import Handoff, Message
from backend.conversations.words import RECEIVED_WAIT
from backend.database import Database, utc_now
from backend.desk import drafts, transitions, words
from backend.desk.models import DeskStatus
from backend.desk.refusals import AlreadyTaken, OutOfPlace, PersonWaits, StaleOwner
from backend.errors import NotFound
from backend.privacy.audit import first_broken_entry
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role
from tests.backend.live_desk.people import Person, a_colleague, a_person, answers, takes
from tests.backend.peers import Peers
from tests.waiting import until


async def test_before_somebody_takes_over_the_assistant_goes_on_answering(
    person: Person, peers: Peers
) -> None:
    await person.asks_for_a_person()
    await person.writes("还在吗")
    assert [body["message"] for body in peers.heard] == ["还在吗"]
    assert (await person.contact()).owner == "bot"
    assert (await person.row()).waiting_since is not None


async def test_whoever_takes_over_is_heard_and_the_assistant_is_silent(
    person: Person, database: Database, li: StaffIdentity, peers: Peers
) -> None:
    await person.asks_for_a_person()
    epoch = await takes(database, li, person)
    outcome = await person.writes("工资三个月没发")
    assert outcome["bubble"]["text"] == words.JOINED
    assert peers.heard == []
    await answers(database, li, person, "您好，我是老李。", epoch=epoch)
    assert await person.hears() == [words.JOINED, "您好，我是老李。"]
    row = await person.row()
    assert (row.status, row.waiting_since, row.next_step_at) == ("waiting_member", None, None)


async def test_of_two_at_the_same_instant_one_has_it_and_the_other_hears_who(
    person: Person, database: Database, li: StaffIdentity, wang: StaffIdentity
) -> None:
    await person.asks_for_a_person()
    outcomes = await asyncio.gather(
        takes(database, li, person), takes(database, wang, person), return_exceptions=True
    )
    (refusal,) = [each for each in outcomes if isinstance(each, BaseException)]
    assert isinstance(refusal, AlreadyTaken)
    row = await person.row()
    assert refusal.data == {"staff_id": str(row.staff_id), "version": row.version}
    assert (await person.contact()).owner_epoch == 1
    assert await person.lines() == ["desk_taken"]


async def test_a_colleague_gives_way_only_to_who_has_seen_that_they_have_it(
    person: Person, database: Database, li: StaffIdentity, wang: StaffIdentity
) -> None:
    await takes(database, li, person)
    with pytest.raises(AlreadyTaken):
        await takes(database, wang, person, expected_version=0)
    await takes(database, wang, person, expected_version=(await person.row()).version)
    assert (await person.row()).staff_id == wang.id


async def test_words_under_an_old_epoch_are_not_said_and_stay_a_draft(
    person: Person, database: Database, li: StaffIdentity, wang: StaffIdentity
) -> None:
    epoch = await takes(database, li, person)
    await takes(database, wang, person, expected_version=(await person.row()).version)
    with pytest.raises(StaleOwner) as refused:
        await answers(database, li, person, "马上给您办", epoch=epoch)
    assert refused.value.data == {"staff_id": str(wang.id)}
    async with database.transaction() as session:
        await drafts.save(session, li.id, person.id, "马上给您办")
    async with database.transaction() as session:
        assert await drafts.draft_of(session, li.id, person.id) == "马上给您办"
        assert await drafts.draft_of(session, wang.id, person.id) == ""
    assert await person.hears() == []


async def test_edge_a_take_over_and_back_still_makes_the_old_epoch_worthless(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    epoch = await takes(database, li, person)
    async with database.transaction() as session:
        await transitions.hand_back(session, li, person.id)
    newer = await takes(database, li, person)
    assert newer > epoch
    with pytest.raises(StaleOwner):
        await answers(database, li, person, "旧的话", epoch=epoch)


async def test_a_reply_sent_twice_by_the_page_is_said_once(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    epoch = await takes(database, li, person)
    client_id = uuid4()
    sent = await asyncio.gather(
        *(answers(database, li, person, "收到", epoch=epoch, client_id=client_id) for _ in range(3))
    )
    assert len(set(sent)) == 1
    assert await person.hears() == ["收到"]


async def test_a_reply_carries_who_said_it_and_takes_the_draft_along(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    epoch = await takes(database, li, person)
    async with database.transaction() as session:
        await drafts.save(session, li.id, person.id, "您")
    message_id = await answers(database, li, person, "您好", epoch=epoch)
    async with database.transaction() as session:
        message = await session.get_one(Message, message_id)
        assert (message.author, message.staff_id) == ("staff", li.id)
        assert message.data["notice"]["kind"] == "staff_reply"
        assert await drafts.draft_of(session, li.id, person.id) == ""


async def test_an_answer_composed_before_the_take_over_is_dropped_where_colleagues_see_it(
    person: Person, database: Database, li: StaffIdentity, peers: Peers
) -> None:
    await person.asks_for_a_person()
    peers.thinks_over = {"我想入会"}
    writing = asyncio.create_task(person.writes("我想入会"))
    await until(lambda: peers.heard != [])
    await takes(database, li, person)
    peers.thinks_over.clear()
    assert (await writing)["status"] == "nothing"
    assert await person.hears() == [words.JOINED]
    assert await person.lines() == ["desk_taken", "answer_dropped"]
    async with database.transaction() as session:
        dropped = await session.scalar(select(Message).where(Message.kind == "answer_dropped"))
        assert dropped is not None
        assert (dropped.text, dropped.author, dropped.delivery) == ("好的", "system", None)


async def test_handed_back_the_assistant_begins_anew_exactly_once(
    person: Person, database: Database, li: StaffIdentity, peers: Peers
) -> None:
    await person.asks_for_a_person()
    await takes(database, li, person)
    async with database.transaction() as session:
        await transitions.hand_back(session, li, person.id)
    assert peers.restarts == []
    outcome = await person.writes("谢谢")
    assert outcome["status"] == "answered"
    await person.writes("再见")
    assert peers.restarts == [str(person.id)]
    row = await person.row()
    assert (row.status, row.handed_back_seq) == ("closed", None)
    assert (await person.hears())[:2] == [words.JOINED, words.HANDED_BACK]


async def test_after_handing_back_nobody_is_asked_for_again_by_itself(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    await person.asks_for_a_person()
    await takes(database, li, person)
    async with database.transaction() as session:
        await transitions.hand_back(session, li, person.id)
    await person.writes("入会要什么材料")
    async with database.transaction() as session:
        open_ones = select(func.count()).where(Handoff.resolved_at.is_(None))
        assert await session.scalar(open_ones) == 0
    assert (await person.row()).status == "closed"


async def test_who_waits_waits_from_the_first_unanswered_word_on(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    epoch = await takes(database, li, person)
    assert (await person.row()).waiting_since is None
    await person.writes("在吗")
    first = (await person.row()).waiting_since
    assert first is not None
    assert (await person.row()).next_step_at is not None
    await person.writes("有人吗")
    assert (await person.row()).waiting_since == first
    await answers(database, li, person, "在", epoch=epoch)
    await person.writes("好")
    later = (await person.row()).waiting_since
    assert later is not None
    assert later > first


async def test_to_a_colleague_of_another_place_nothing_is_passed_on(
    person: Person, database: Database, li: StaffIdentity, wang: StaffIdentity
) -> None:
    await takes(database, li, person)
    stranger = await a_colleague(database, "far", union_code="410202-NF")
    async with database.transaction() as session:
        with pytest.raises(OutOfPlace):
            await transitions.transfer_to_staff(session, li, person.id, stranger.id)
    async with database.transaction() as session:
        await transitions.transfer_to_staff(session, li, person.id, wang.id, "懂法律")
    assert (await person.row()).staff_id == wang.id
    with pytest.raises(StaleOwner):
        await takes_back(database, li, person)


async def takes_back(database: Database, staff: StaffIdentity, person: Person) -> None:
    async with database.transaction() as session:
        await transitions.hand_back(session, staff, person.id)


async def test_another_union_gets_it_into_its_queue_with_the_request(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    await person.asks_for_a_person()
    await takes(database, li, person)
    far = await a_colleague(database, "far", union_code="410202-NF")
    async with database.transaction() as session:
        union_id = far.bindings[0].union_id
        await transitions.transfer_to_union(session, li, person.id, union_id, "人在开封")
    row = await person.row()
    assert (row.staff_id, row.division_path) == (None, far.bindings[0].path)
    assert (await person.contact()).owner == "bot"
    await takes(database, far, person)
    async with database.transaction() as session:
        handoff = await session.scalar(select(Handoff))
        assert handoff is not None
        assert handoff.division_path == far.bindings[0].path


async def test_closing_asks_once_how_it_was_and_a_late_tap_still_counts(
    person: Person, database: Database, li: StaffIdentity, peers: Peers
) -> None:
    await person.asks_for_a_person()
    await takes(database, li, person)
    async with database.transaction() as session:
        await transitions.close(session, li, person.id, note="已告知仲裁途径")
    async with database.transaction() as session:
        asked = await session.scalar(select(Message).where(Message.text == words.ASK_RATING))
        assert asked is not None
        tap = asked.data["options"][2]["id"]
    await person.writes("不满意", option_id=tap)
    await person.writes("满意", option_id=asked.data["options"][0]["id"])
    assert (await person.hears())[-2:] == [words.SORRY, words.RATED_BEFORE]
    async with database.transaction() as session:
        handoff = await session.scalar(select(Handoff))
        assert handoff is not None
        assert (handoff.rating, handoff.resolved_by) == (1, li.id)
    assert peers.heard == []


async def test_nobody_waits_behind_a_conversation_put_aside(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    epoch = await takes(database, li, person)
    await person.writes("在吗")
    until = utc_now() + timedelta(hours=3)
    async with database.transaction() as session:
        with pytest.raises(PersonWaits):
            await transitions.snooze(session, li, person.id, until=until)
    await answers(database, li, person, "我去问，下午回您", epoch=epoch)
    async with database.transaction() as session:
        await transitions.snooze(session, li, person.id, until=until)
    assert (await person.row()).status == DeskStatus.snoozed
    await person.writes("问到了吗")
    row = await person.row()
    assert (row.status, row.snoozed_until) == ("open", None)
    assert row.waiting_since is not None


async def test_a_conversation_of_another_place_does_not_exist(
    internal: httpx.AsyncClient, database: Database, person: Person
) -> None:
    far = await a_colleague(database, "far", Role.city_administrator, "410200-NF")
    with pytest.raises(NotFound):
        await takes(database, far, person)


async def test_a_photo_and_a_voice_sent_to_a_colleague_are_kept_for_them(
    person: Person, database: Database, li: StaffIdentity, peers: Peers
) -> None:
    await takes(database, li, person)
    peers.media["voice-1"] = b"#!AMR\n" + b"\x3c" + b"\x00" * 31
    outcome = await person.writes("", kind="voice", media_id="voice-1")
    async with database.transaction() as session:
        message = await session.get_one(Message, outcome["message_id"])
        assert message.document_id is not None
    broken = await person.writes("", kind="image", media_id="gone")
    assert "照片没能收下" in broken["bubble"]["text"]
    assert peers.heard == []


async def test_while_the_platform_is_away_a_colleagues_person_hears_no_apology(
    person: Person, database: Database, li: StaffIdentity, peers: Peers
) -> None:
    await takes(database, li, person)
    peers.rasa_is_up = peers.bot_is_up = False
    await person.writes("", kind="image", media_id="photo-1")
    assert RECEIVED_WAIT not in await person.hears()


async def test_every_change_of_hands_stands_in_the_thread_and_in_an_unbroken_log(
    internal: httpx.AsyncClient,
    person: Person,
    database: Database,
    li: StaffIdentity,
    wang: StaffIdentity,
) -> None:
    others = [await a_person(internal, database) for _ in range(3)]
    await asyncio.gather(*(takes(database, li, each) for each in [person, *others]))
    async with database.transaction() as session:
        await transitions.transfer_to_staff(session, li, person.id, wang.id)
    async with database.transaction() as session:
        await transitions.close(session, wang, person.id, note="办完")
    assert await person.lines() == ["desk_taken", "desk_transferred", "desk_closed"]
    async with database.transaction() as session:
        assert await first_broken_entry(session) is None
