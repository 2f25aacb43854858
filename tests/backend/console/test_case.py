"""One case: what its page shows and hides, to whom, and what stands out to be done next."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.cases import history
from backend.cases.kinds import EventKind
from backend.cases.models import Case
from backend.conversations.models import PrivateValue
from backend.database import Database
from backend.privacy.audit import Actor
from backend.privacy.keyring import Keyring
from backend.privacy.models import AuditEntry
from backend.staff.models import Role
from tests.backend.cases.stage import STORY, opened
from tests.backend.desk import LONGTING, Browser, signed_in_as


@pytest.fixture
async def case(database: Database, keyring: Keyring) -> Case:
    async with database.transaction() as session:
        return await opened(session, keyring, employer_text="美团")


async def test_s42_a_case_shows_what_was_asked_and_by_when(county: Browser, case: Case) -> None:
    page = (await county.opens(f"/cases/{case.id}")).text
    for words in (case.number, "欠薪", STORY, "首次回应 · 剩", "12,800 元", "美团", "没有人认领"):
        assert words in page


async def test_name_and_phone_are_masked_until_they_are_revealed_with_a_reason(
    county: Browser, case: Case, database: Database
) -> None:
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "张*" in page
    assert "138****5678" in page
    assert "张小满" not in page
    refused = await county.sends(f"/cases/{case.id}/reveal", reason=" ")
    assert refused.status_code == 422
    await county.sends(f"/cases/{case.id}/reveal", usual="联系本人")
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "张小满" in page
    assert "13800005678" in page
    async with database.transaction() as session:
        entry = await session.scalar(select(AuditEntry).where(AuditEntry.action == "case_revealed"))
    assert entry is not None
    assert entry.data["reason"] == "联系本人"


async def test_the_next_act_is_the_one_big_button(county: Browser, case: Case) -> None:
    for act, button in (("accept", "受理"), ("verify", "核实"), ("start", "开始办理")):
        page = (await county.opens(f"/cases/{case.id}")).text
        assert f"{button} <kbd>A</kbd>" in page
        revision = page.split('name="revision" value="')[1].split('"')[0]
        answer = await county.sends(
            f"/cases/{case.id}/{act}", revision=revision, finding="站长承认", outcome="confirmed"
        )
        assert answer.status_code == 303, act


@pytest.mark.parametrize("address", ["", "/sheet"])
async def test_a_case_of_another_county_does_not_exist_here(
    app: FastAPI, database: Database, case: Case, address: str
) -> None:
    elsewhere = await signed_in_as(app, database, Role.county_staff, f"{LONGTING}-NF")
    assert (await elsewhere.opens(f"/cases/{case.id}{address}")).status_code == 404
    assert case.number not in (await elsewhere.opens("/cases?status=all")).text


async def test_phones_in_what_the_person_added_are_masked_until_revealed_and_ids_always(
    county: Browser, case: Case, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        for kind, token, value, masked in (
            ("phone", "0a1b2c3d", "13900000000", "139****0000"),
            ("id", "1a2b3c4d", "410199199003071234", "4101**********1234"),
        ):
            sealed = keyring.seal_text(value, aad=f"private_values|sealed|{token}")
            session.add(
                PrivateValue(
                    id=token, contact_id=case.contact_id, kind=kind, masked=masked, sealed=sealed
                )
            )
        row = await session.get(Case, case.id)
        assert row is not None
        await history.append(
            session,
            row,
            EventKind.added,
            actor=Actor.contact,
            note="站长电话 [[phone:0a1b2c3d]] 证号 [[id:1a2b3c4d]]",
            is_internal=False,
        )
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "站长电话 139****0000 证号 4101**********1234" in page
    await county.sends(f"/cases/{case.id}/reveal", usual="核实情况")
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "站长电话 13900000000 证号 4101**********1234" in page
