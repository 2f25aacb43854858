"""Somebody is in danger: their next words stay with the alarm, and a place brings it to who is near (L10)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from backend.alarms.models import Alarm
from backend.alarms.taking import acknowledge
from backend.conversations import handoffs
from backend.conversations.models import Contact, Handoff
from backend.conversations.place_words import place_in
from backend.database import Database, utc_now
from backend.desk import escalation
from backend.desk.models import DeskConversation
from backend.staff.models import Role
from backend.unions.models import UnionKind
from backend.unions.names import union_code
from tests.backend.desk import identity, open_account

ERQI = "410000/410100/410103"


@pytest.fixture
async def contact_id(database: Database) -> UUID:
    """Of no known place, so that the province is called."""
    async with database.transaction() as session:
        contact = Contact(openid="o-in-danger", followed_at=utc_now())
        session.add(contact)
        await session.flush()
        await handoffs.request(session, contact.id, reason="express_crisis")
        return contact.id


async def hears(
    internal: httpx.AsyncClient, contact_id: UUID, text: str, **more: str
) -> dict[str, Any] | None:
    response = await internal.post(
        f"/v1/contacts/{contact_id}/danger/words", json={"text": text, **more}
    )
    assert response.status_code == 200, response.text
    answer: dict[str, Any] | None = response.json()
    return answer


async def test_it_is_remembered_until_somebody_closed_it(
    internal: httpx.AsyncClient, database: Database, contact_id: UUID
) -> None:
    address = f"/v1/contacts/{contact_id}/danger"
    known = (await internal.get(address)).json()
    assert (known["kind"], known["is_seen"]) == ("express_crisis", False)
    async with database.transaction() as session:
        handoff = await session.scalar(select(Handoff).where(Handoff.contact_id == contact_id))
        assert handoff is not None
        province = await open_account(
            session,
            "qian",
            Role.province_administrator,
            union_code("410000", UnionKind.general_union),
        )
        await handoffs.resolve(session, province.id, handoff.id, "打过电话，人没事")
    assert (await internal.get(address)).json() is None
    assert await hears(internal, contact_id, "在二七广场") is None


async def test_nobody_else_is_in_danger(
    internal: httpx.AsyncClient, database: Database, contact_id: UUID
) -> None:
    async with database.transaction() as session:
        other = Contact(openid="o-calm", followed_at=utc_now())
        session.add(other)
        await session.flush()
        await handoffs.request(session, other.id, reason="request_human")
        calm = other.id
    assert (await internal.get(f"/v1/contacts/{calm}/danger")).json() is None


async def test_whoever_took_the_alarm_is_told_of_and_after_a_day_it_is_over(
    internal: httpx.AsyncClient, database: Database, contact_id: UUID
) -> None:
    async with database.transaction() as session:
        alarm = await session.scalar(select(Alarm).where(Alarm.subject_id == contact_id))
        assert alarm is not None
        province = await identity(
            session,
            await open_account(
                session,
                "zhao",
                Role.province_administrator,
                union_code("410000", UnionKind.general_union),
            ),
        )
        await acknowledge(session, province, alarm.id)
    heard = await hears(internal, contact_id, "嗯")
    assert heard is not None
    assert (heard["is_seen"], heard["place"]) == (True, None)
    async with database.transaction() as session:
        alarm = await session.scalar(select(Alarm).where(Alarm.subject_id == contact_id))
        assert alarm is not None
        alarm.raised_at = utc_now() - timedelta(days=1, minutes=1)
    assert await hears(internal, contact_id, "嗯") is None


async def test_a_place_brings_the_alarm_to_the_union_of_that_place(
    internal: httpx.AsyncClient, database: Database, contact_id: UUID
) -> None:
    heard = await hears(internal, contact_id, "在二七广场那边")
    assert heard is not None
    assert heard["place"] == "在二七广场那边"
    assert "二七" in heard["union"]
    async with database.transaction() as session:
        alarm = await session.scalar(select(Alarm).where(Alarm.subject_id == contact_id))
        handoff = await session.scalar(select(Handoff).where(Handoff.contact_id == contact_id))
        row = await session.get(DeskConversation, contact_id)
        assert alarm is not None
        assert handoff is not None
        assert row is not None
        assert {alarm.division_path, handoff.division_path, row.division_path} == {ERQI}
        # It rings there at once, from the bottom.
        assert alarm.level == 0
        assert alarm.next_page_at is not None
        assert alarm.next_page_at <= utc_now()


async def test_it_is_never_taken_from_a_county_that_has_it_already(
    internal: httpx.AsyncClient, database: Database, contact_id: UUID
) -> None:
    await hears(internal, contact_id, "在二七广场那边")
    heard = await hears(internal, contact_id, "现在到了金水区花园路")
    assert heard is not None
    assert heard["place"] == "现在到了金水区花园路"
    async with database.transaction() as session:
        alarm = await session.scalar(select(Alarm).where(Alarm.subject_id == contact_id))
        assert alarm is not None
        assert alarm.division_path == ERQI


@pytest.mark.parametrize(
    "said",
    ["老家在兰考", "俺家在固始", "户口在新密", "我是固始人", "兰考县的老板打我", "从新密来的"],
)
async def test_where_somebody_comes_from_moves_no_alarm(
    internal: httpx.AsyncClient, database: Database, contact_id: UUID, said: str
) -> None:
    await hears(internal, contact_id, said)
    heard = await hears(internal, contact_id, "我现在在二七区")
    assert heard is not None
    assert "二七" in heard["union"]


async def test_it_rings_where_the_person_stands_in_the_queue(database: Database) -> None:
    async with database.transaction() as session:
        moved = Contact(openid="o-moved", followed_at=utc_now(), county_code="410103")
        session.add(moved)
        await session.flush()
        await handoffs.request(session, moved.id, reason="request_human")
        # Of another place by now: they stay with who has them.
        moved.county_code = "410105"
        receipt = await handoffs.request(session, moved.id, reason="report_emergency")
        assert "二七" in receipt.union
        alarm = await session.scalar(select(Alarm).where(Alarm.subject_id == moved.id))
        assert alarm is not None
        assert alarm.division_path == ERQI


async def test_a_county_known_by_now_gets_what_stood_with_the_province(database: Database) -> None:
    async with database.transaction() as session:
        lost = Contact(openid="o-lost", followed_at=utc_now())
        session.add(lost)
        await session.flush()
        await handoffs.request(session, lost.id, reason="request_human")
        lost.county_code = "410103"
        await handoffs.request(session, lost.id, reason="express_crisis")
        row = await session.get_one(DeskConversation, lost.id)
        alarm = await session.scalar(select(Alarm).where(Alarm.subject_id == lost.id))
        wishes = await session.scalars(select(Handoff).where(Handoff.contact_id == lost.id))
        assert alarm is not None
        places = {alarm.division_path, row.division_path, *(w.division_path for w in wishes)}
        assert places == {ERQI}


async def test_a_shared_position_counts_as_a_place(
    internal: httpx.AsyncClient, contact_id: UUID
) -> None:
    heard = await hears(internal, contact_id, "", county="410103")
    assert heard is not None
    assert "二七" in heard["union"]
    assert heard["place"] == "郑州市二七区"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("在二七广场那边", "在二七广场那边"),
        ("农业路天桥上", "农业路天桥上"),
        ("我在花园路跟农科路口，手机快没电了", "我在花园路跟农科路口"),
        ("俺搁金水区国基路这儿嘞", "俺搁金水区国基路这儿嘞"),
        ("东风渠边上", "东风渠边上"),
        ("在家", "在家"),
        ("航海路大润发门口", "航海路大润发门口"),
        ("宇通厂北门3号楼502", "宇通厂北门3号楼502"),
        ("我就站在黄河大桥上", "我就站在黄河大桥上"),
        ("站点 新郑龙湖那个", "站点 新郑龙湖那个"),
        ("我在新密", "我在新密"),
        ("出租屋里", "出租屋里"),
        ("我在陈寨都市村庄", "我在陈寨都市村庄"),
        ("成都路口", "成都路口"),
        ("生活广场门口", "生活广场门口"),
        ("干部宿舍", "干部宿舍"),
    ],
)
def test_a_place_is_heard_as_people_say_it(said: str, place: str) -> None:
    assert place_in(said) == place


@pytest.mark.parametrize(
    "said",
    ["嗯", "好", "在", "在呢", "你在吗", "你们在哪", "我没有活路了", "走投无路", "对不起大家",
     "我不想回家", "不在家", "人在发抖", "他们还在外面骂", "都怪站长", "老板不给钱", "我现在就想死",
     "有人在吗", "正在想", "没事了", ""],
)  # fmt: skip
def test_other_words_are_no_place(said: str) -> None:
    assert place_in(said) is None


async def test_who_would_rather_talk_to_the_assistant_is_remembered_while_the_alarm_rings(
    internal: httpx.AsyncClient, database: Database, contact_id: UUID
) -> None:
    async with database.transaction() as session:
        await escalation.let_go(session, contact_id)
    assert await hears(internal, contact_id, "嗯") is not None
