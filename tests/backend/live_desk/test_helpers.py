"""Drafts, quick replies, who looks on, and the figures: what makes a desk usable."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.figures import Asked
from backend.database import Database, utc_now
from backend.desk import canned, drafts, report_rules, reports, transitions
from backend.desk.viewers import Viewers
from backend.errors import NotAllowed, NotFound, Refused
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role
from backend.working_time.ruler import Ruler
from backend.working_time.rules import WorkCalendar
from runner.services import Services as Servers
from tests.backend.desk import identity, open_account
from tests.backend.live_desk.people import Person, a_colleague, answers, takes
from tests.waiting import PATIENCE

TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 10:00 in Henan
HERE = "410000/410100/410105"


async def test_an_emptied_draft_is_none(
    session: AsyncSession, person: Person, li: StaffIdentity
) -> None:
    await drafts.save(session, li.id, person.id, "您好，")
    await drafts.save(session, li.id, person.id, "您好，我是")
    assert await drafts.draft_of(session, li.id, person.id) == "您好，我是"
    await drafts.save(session, li.id, person.id, "  ")
    assert await drafts.draft_of(session, li.id, person.id) == ""


def test_what_is_not_known_of_a_quick_reply_stays_to_be_written() -> None:
    text = "{姓名}您好，您的编号 {编号}，{工会}"
    assert (
        canned.fill_in(text, {"姓名": "张师傅", "编号": ""})
        == "张师傅您好，您的编号 {编号}，{工会}"
    )


async def test_quick_replies_of_the_place_and_from_above_are_found_by_any_word(
    session: AsyncSession, li: StaffIdentity
) -> None:
    city = await a_colleague_in(session, "city", Role.city_administrator, "410100-NF")
    far = await a_colleague_in(session, "far", Role.county_staff, "410202-NF")
    path = li.bindings[0].path
    await canned.write(session, li, li.bindings[0].union_id, "欠薪", "请准备考勤和转账记录")
    mine = await canned.write(
        session, city, city.bindings[0].union_id, "工伤", "先去医院，留好票据"
    )
    await canned.write(session, far, far.bindings[0].union_id, "欠薪", "开封的")
    assert [each.title for each in await canned.find(session, path, "票据")] == ["工伤"]
    await canned.count_use(session, li, mine.id)
    assert [each.title for each in await canned.find(session, path)] == ["工伤", "欠薪"]
    await canned.retire(session, city, mine.id)
    assert [each.title for each in await canned.find(session, path)] == ["欠薪"]


async def test_whoever_wrote_a_quick_reply_does_not_confirm_it(
    session: AsyncSession, li: StaffIdentity, wang: StaffIdentity
) -> None:
    union_id = li.bindings[0].union_id
    reply = await canned.write(session, li, union_id, "欠薪", "请{姓名}准备材料")
    with pytest.raises(NotAllowed):
        await canned.mark_reviewed(session, li, reply.id)
    await canned.mark_reviewed(session, wang, reply.id)
    assert reply.is_reviewed
    await canned.write(session, li, union_id, "欠薪", "改了", reply_id=reply.id)
    assert not reply.is_reviewed


@pytest.mark.parametrize(
    ("title", "text"), [("", "文"), ("题", ""), ("题", "{身份证}"), ("长" * 41, "文")]
)
async def test_edge_a_quick_reply_nobody_could_use_is_refused(
    session: AsyncSession, li: StaffIdentity, title: str, text: str
) -> None:
    with pytest.raises(Refused):
        await canned.write(session, li, li.bindings[0].union_id, title, text)


async def test_another_places_quick_replies_are_not_theirs(
    session: AsyncSession, li: StaffIdentity
) -> None:
    far = await a_colleague_in(session, "far", Role.county_staff, "410202-NF")
    reply = await canned.write(session, far, far.bindings[0].union_id, "题", "文")
    with pytest.raises(NotFound):
        await canned.retire(session, li, reply.id)
    with pytest.raises(NotAllowed):
        await canned.write(session, li, far.bindings[0].union_id, "题", "文")


async def a_colleague_in(
    session: AsyncSession, username: str, role: Role, union_code: str
) -> StaffIdentity:
    return await identity(session, await open_account(session, username, role, union_code))


async def test_colleagues_see_who_looks_and_who_types(servers: Servers) -> None:
    viewers = Viewers(servers.redis_url, patience_seconds=PATIENCE)
    conversation, li, wang = uuid4(), uuid4(), uuid4()
    assert await viewers.look(conversation, li, typing=True) == {}
    assert await viewers.look(conversation, wang, typing=False) == {li: True}
    assert await viewers.look(conversation, li, typing=False) == {wang: False}
    assert await viewers.look(uuid4(), wang, typing=False) == {}
    await viewers.close()


@pytest.mark.parametrize("url", ["", "redis://127.0.0.1:1/0"])
async def test_without_redis_nobody_is_shown(url: str) -> None:
    viewers = Viewers(url)
    assert await viewers.look(uuid4(), uuid4(), typing=True) == {}
    await viewers.close()


def asked(contact_id: UUID, minute: int, **more: Any) -> Asked:
    at = TUESDAY + timedelta(minutes=minute)
    values: dict[str, Any] = {
        "reason": "request_human",
        "division_path": HERE,
        "requested_at": at,
        "due_at": at + timedelta(minutes=30),
        "answered_at": None,
        "resolved_at": None,
        "resolved_by": None,
        "case_id": None,
        "rating": None,
    }
    return Asked(contact_id, **(values | {"id": uuid4()} | more))


def test_figures_count_in_working_time_and_know_who_came_again() -> None:
    one, two = uuid4(), uuid4()
    minute = timedelta(minutes=1)
    rows = [
        asked(
            one, 0, answered_at=TUESDAY + 2 * minute, resolved_at=TUESDAY + 20 * minute, rating=3
        ),
        asked(one, 60, answered_at=TUESDAY + 64 * minute),
        asked(two, 100, answered_at=TUESDAY + 250 * minute),  # lunch lies between
        asked(two, 5),
    ]
    now = TUESDAY + timedelta(hours=5)
    found = report_rules.figures(rows, {HERE: Ruler(WorkCalendar(), TUESDAY, now)}, now)
    assert (found.count, found.answered, found.resolved) == (4, 3, 1)
    assert found.first_answer == 4 * minute
    assert found.breached == 2
    assert found.came_again == 1
    assert (found.satisfied, found.rated) == (1, 1)


def test_figures_of_nothing_are_nothing() -> None:
    found = report_rules.figures([], {}, TUESDAY)
    assert (found.count, found.first_answer, found.breached) == (0, None, 0)


async def test_the_report_is_of_ones_own_places(
    person: Person, database: Database, li: StaffIdentity
) -> None:
    far = await a_colleague(database, "far", union_code="410202-NF")
    await person.asks_for_a_person()
    epoch = await takes(database, li, person)
    await answers(database, li, person, "您好", epoch=epoch)
    async with database.transaction() as session:
        await transitions.close(session, li, person.id, note="答复了")
    day = timedelta(days=1)
    async with database.transaction() as session:
        mine = await reports.report(session, li, utc_now() - day, utc_now() + day)
        theirs = await reports.report(session, far, utc_now() - day, utc_now() + day)
    assert (mine.whole.count, mine.whole.answered, mine.whole.resolved) == (1, 1, 1)
    assert set(mine.by_staff) == {li.id}
    assert set(mine.by_kind) == {"request_human"}
    assert theirs.whole.count == 0
