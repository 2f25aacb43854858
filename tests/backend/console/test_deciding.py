"""A city administrator decides from the queue; the worker hears of it; others may not."""

from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.conversations.models import Message
from backend.database import Database
from backend.membership.models import Application, Member, Membership
from backend.privacy.audit import first_broken_entry
from backend.privacy.keyring import Keyring
from backend.privacy.models import AuditEntry
from backend.staff.models import Role
from backend.unions.service import federation_of
from tests.backend.desk import JINSHUI, Browser, signed_in_as, waiting_application


async def status_of(database: Database, application: Application) -> str:
    async with database.transaction() as session:
        status = await session.scalar(
            select(Application.status).where(Application.id == application.id)
        )
    assert status is not None
    return status


async def test_s24_an_approved_rider_belongs_to_the_county_federation(
    city: Browser, application: Application, database: Database
) -> None:
    answer = await city.sends(f"/applications/{application.id}/approve", revision=1)
    assert answer.status_code == 303
    async with database.transaction() as session:
        member = await session.scalar(select(Member))
        membership = await session.scalar(select(Membership))
        county = await federation_of(session, JINSHUI)
    assert member is not None
    assert membership is not None
    assert member.number == "HN410105000001"
    assert (membership.union_id, membership.status) == (county.id, "active")
    assert await status_of(database, application) == "approved"


async def test_s28_the_worker_reads_the_result_with_the_member_number(
    city: Browser, application: Application, database: Database
) -> None:
    await city.sends(f"/applications/{application.id}/approve", revision=1)
    async with database.transaction() as session:
        notice = await session.scalar(select(Message))
    assert notice is not None
    assert notice.contact_id == application.contact_id
    assert notice.delivery == "queued"
    assert str(application.number) in notice.text
    assert "HN410105000001" in notice.text
    assert notice.data["options"][0]["payload"] == "/show_membership"


@pytest.mark.parametrize(
    ("role", "union"),
    [
        (Role.county_staff, "410105-NF"),
        (Role.county_staff, "410100-NF"),
        (Role.province_administrator, "410000-GU"),
        (Role.city_administrator, "410100-GU"),
    ],
)
async def test_s23_nobody_but_the_city_federation_decides(
    app: FastAPI, database: Database, application: Application, role: Role, union: str
) -> None:
    onlooker = await signed_in_as(app, database, role, union)
    page = await onlooker.opens(f"/applications/{application.id}")
    assert page.status_code == 200
    assert "您可以查看" in page.text
    assert "/approve" not in page.text
    for act in ("approve", "return", "reject"):
        answer = await onlooker.sends(
            f"/applications/{application.id}/{act}", revision=1, reason="试一下"
        )
        assert answer.status_code == 403
    assert await status_of(database, application) == "submitted"


async def test_people_of_another_city_do_not_exist_here(
    app: FastAPI, database: Database, application: Application
) -> None:
    elsewhere = await signed_in_as(app, database, Role.city_administrator, "410200-NF")
    for address in (
        f"/applications/{application.id}",
        f"/applications/{application.id}/photos/portrait",
        f"/conversations/{application.contact_id}",
    ):
        assert (await elsewhere.opens(address)).status_code == 404
    for act in ("approve", "reveal"):
        answer = await elsewhere.sends(
            f"/applications/{application.id}/{act}", revision=1, reason="试一下"
        )
        assert answer.status_code == 404
    assert str(application.number) not in (await elsewhere.opens("/applications")).text
    assert "没有找到" in (await elsewhere.opens("/search?q=13800005678")).text


@pytest.mark.parametrize("act", ["return", "reject"])
async def test_sending_back_or_refusing_needs_a_reason(
    city: Browser, application: Application, database: Database, act: str
) -> None:
    answer = await city.sends(f"/applications/{application.id}/{act}", revision=1, reason="  ")
    page = await city.opens(answer.headers["location"])
    assert "请先选一条理由" in page.text
    assert await status_of(database, application) == "submitted"


async def test_the_reason_reaches_the_worker_with_the_way_on(
    city: Browser, application: Application, database: Database
) -> None:
    await city.sends(
        f"/applications/{application.id}/return",
        revision=1,
        usual="身份证照片不清楚，请在亮处重新拍一次",
        reason="国徽面",
    )
    assert await status_of(database, application) == "returned"
    async with database.transaction() as session:
        notice = await session.scalar(select(Message))
    assert notice is not None
    assert "请在亮处重新拍一次；国徽面。" in notice.text
    assert notice.data["options"][0]["payload"] == "/join_union"


async def test_a_rejected_application_stays_in_the_list_with_its_reason(
    city: Browser, application: Application
) -> None:
    await city.sends(f"/applications/{application.id}/reject", revision=1, reason="证件不是本人的")
    page = await city.opens(f"/applications/{application.id}")
    assert "证件不是本人的" in page.text
    assert str(application.number) in (await city.opens("/applications?status=rejected")).text


async def test_acting_opens_the_next_one_that_is_due(
    city: Browser, application: Application, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        later = await waiting_application(session, keyring, name="李大河")
    answer = await city.sends(f"/applications/{application.id}/approve", revision=1)
    assert answer.headers["location"] == f"/applications/{later.id}?notice=approved"
    last = await city.sends(f"/applications/{later.id}/approve", revision=1)
    assert last.headers["location"] == "/applications?notice=approved"


async def test_who_comes_second_is_told_what_was_decided(
    app: FastAPI, city: Browser, application: Application, database: Database
) -> None:
    await city.sends(f"/applications/{application.id}/approve", revision=1)
    again = await city.sends(f"/applications/{application.id}/reject", revision=1, reason="重复")
    page = await city.opens(again.headers["location"])
    assert "有同事先处理了" in page.text
    assert await status_of(database, application) == "approved"


async def test_a_decision_on_an_older_revision_asks_to_look_again(
    city: Browser, application: Application, database: Database
) -> None:
    answer = await city.sends(f"/applications/{application.id}/approve", revision=0)
    page = await city.opens(answer.headers["location"])
    assert "本人又改了内容" in page.text
    assert await status_of(database, application) == "submitted"


async def test_every_act_leaves_its_row_and_the_chain_holds(
    city: Browser, application: Application, database: Database
) -> None:
    await city.sends(f"/applications/{application.id}/reveal", reason="核对入会资格")
    await city.sends(f"/applications/{application.id}/approve", revision=1)
    async with database.transaction() as session:
        rows = (await session.scalars(select(AuditEntry).order_by(AuditEntry.seq))).all()
        assert await first_broken_entry(session) is None
    acts = [row.action for row in rows if row.subject_id == str(application.id)]
    assert acts == ["application_revealed", "application_approved"]
    assert "张小满" not in str([row.data for row in rows])


async def test_an_application_that_never_was_is_not_found(city: Browser) -> None:
    assert (await city.opens(f"/applications/{uuid4()}")).status_code == 404
