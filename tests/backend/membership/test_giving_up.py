"""「填过的都删了」 is true: whoever gives up, is forgotten or may not join leaves nothing behind (L05)."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.models import PrivateValue
from backend.database import Database, utc_now
from backend.documents.models import Document
from backend.documents.service import delete_due
from backend.membership.drafts import withdraw_forgotten
from backend.membership.models import Application, Member, Membership
from backend.membership.sealing import ID_NUMBER
from backend.privacy.keyring import Keyring
from backend.unions.service import federation_of
from tests.backend.documents import cards
from tests.backend.membership.joiner import CARD, Joiner

# What happened, and to which of our records; all else is about a person.
_STAYS = {
    "id", "contact_id", "number", "status", "channel", "scene", "division_path", "union_id",
    "reviewer_id", "created_at", "updated_at", "submitted_at", "due_at", "decided_at",
    "decided_by", "decision_reason", "revision",
}  # fmt: skip


def told_of_oneself(row: Application) -> dict[str, Any]:
    columns = (column.name for column in Application.__table__.columns)
    return {name: value for name in columns if name not in _STAYS and (value := getattr(row, name))}


async def the_only(database: Database) -> Application:
    async with database.transaction() as session:
        return (await session.scalars(select(Application))).one()


async def becomes_a_member(session: AsyncSession, keyring: Keyring, number: str) -> None:
    union = await federation_of(session, "410105")
    index = keyring.blind_index(number, purpose=ID_NUMBER)
    member = Member(
        number="HN410105000001", name="x", name_index="x", id_number="x", id_number_index=index,
        phone="x", phone_index="x", birth_date="x", sex="male", trade="rider",
    )  # fmt: skip
    session.add(member)
    await session.flush()
    session.add(
        Membership(
            member_id=member.id,
            union_id=union.id,
            division_path=union.division_path,
            since=utc_now().date(),
        )
    )


async def test_who_gives_up_finds_everything_deleted_photos_included(
    joiner: Joiner, app: FastAPI, database: Database
) -> None:
    await joiner.start()
    await joiner.consents()
    await joiner.sends(cards.jpeg(cards.portrait()), "portrait")
    await joiner.types("trade", "给美团跑单嘞")
    await joiner.types("phone", "13812345678")
    assert told_of_oneself(await the_only(database)).keys() >= {"name", "id_number", "phone"}
    await joiner.call("DELETE", "")
    assert told_of_oneself(await the_only(database)) == {}
    async with database.transaction() as session:
        await delete_due(session, app.state.files)
        documents = list(await session.scalars(select(Document)))
    assert [document.wrapped_key for document in documents] == [None]
    assert not [path for path in app.state.settings.data_dir.rglob("*") if path.is_file()]


async def test_a_draft_nobody_came_back_to_is_emptied(joiner: Joiner, database: Database) -> None:
    await joiner.fills_everything()
    async with database.transaction() as session:
        long_ago = utc_now() - timedelta(days=31)
        await session.execute(update(Application).values(updated_at=long_ago))
    async with database.transaction() as session:
        await withdraw_forgotten(session, untouched_for=timedelta(days=30))
    row = await the_only(database)
    assert (row.status, told_of_oneself(row)) == ("withdrawn", {})


async def test_a_child_who_typed_the_number_leaves_nothing_l04(
    joiner: Joiner, database: Database
) -> None:
    await joiner.start()
    await joiner.consents()
    await joiner.types("name", "程小样")
    child = cards.Person(number=f"410199{utc_now().year - 15}0827001")
    _, refusal = await joiner.types("id_number", child.full_number)
    assert refusal["code"] == "under_age"
    row = await the_only(database)
    assert (row.status, told_of_oneself(row)) == ("withdrawn", {})


async def test_a_member_who_typed_the_number_leaves_nothing_s32(
    joiner: Joiner, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        await becomes_a_member(session, keyring, CARD.full_number)
    await joiner.start()
    await joiner.types("name", CARD.name)
    _, refusal = await joiner.types("id_number", CARD.full_number)
    assert refusal["code"] == "already_member"
    row = await the_only(database)
    assert (row.status, told_of_oneself(row)) == ("withdrawn", {})


async def test_who_became_a_member_before_submitting_is_told_and_leaves_nothing_s32(
    joiner: Joiner, database: Database, keyring: Keyring
) -> None:
    await joiner.fills_everything()
    async with database.transaction() as session:
        await becomes_a_member(session, keyring, CARD.full_number)
    _, refusal = await joiner.call("POST", "/submission")
    assert refusal["code"] == "already_member"
    assert told_of_oneself(await the_only(database)) == {}


async def test_numbers_said_in_the_chat_go_too_and_their_masks_stay(
    joiner: Joiner, database: Database, keyring: Keyring
) -> None:
    sealed = keyring.seal_text(CARD.full_number, aad="private_values|sealed|1f3a9c02")
    async with database.transaction() as session:
        session.add(
            PrivateValue(
                id="1f3a9c02", contact_id=joiner.id, kind="id", sealed=sealed, masked="4101**1234"
            )
        )
    await joiner.start()
    await joiner.types("id_number", "[[id:1f3a9c02]]")
    await joiner.call("DELETE", "")
    async with database.transaction() as session:
        kept = (await session.scalars(select(PrivateValue))).one()
    assert (kept.sealed, kept.masked) == ("", "4101**1234")
    await joiner.start()
    _, refusal = await joiner.types("id_number", "[[id:1f3a9c02]]")
    assert refusal["code"] == "id_number_invalid"


@pytest.mark.parametrize("times", [1, 3])
async def test_photos_that_could_not_be_stored_are_counted_as_tries(
    joiner: Joiner, internal: httpx.AsyncClient, times: int
) -> None:
    await joiner.start()
    for _ in range(times):
        _, state = await joiner.call("POST", "/unusable-photos")
    assert state["photo_failures"] == times
