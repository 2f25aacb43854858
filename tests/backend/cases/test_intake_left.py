"""Half-told requests: the urgent ones are opened as they stand, the old ones forgotten (L05, L10)."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.intake_left import PATIENCE, forget_old_ones, open_urgent_one
from backend.cases.models import Case, CaseDraft
from backend.config import Settings
from backend.conversations.models import Message
from backend.database import Database, utc_now
from backend.privacy.keyring import Keyring
from backend.services import build_services
from backend.worker.case_jobs import open_urgent_draft
from backend.worker.jobs import surviving
from tests.backend.cases.stage import somebody
from tests.backend.cases.test_intake_drafts import FAMOUS, Teller, contact, teller

__all__ = ["contact", "teller"]


async def ages(database: Database, by: timedelta) -> None:
    async with database.transaction() as session:
        await session.execute(update(CaseDraft).values(updated_at=utc_now() - by))


@pytest.mark.parametrize(
    ("kind", "story"), [("wage_arrears", FAMOUS), ("work_injury", "刚才被车撞了动不了")]
)
async def test_an_urgent_one_is_opened_as_it_stands(
    teller: Teller,
    database: Database,
    keyring: Keyring,
    kind: str,
    story: str,
) -> None:
    await teller.opens(kind, story)
    await ages(database, PATIENCE + timedelta(minutes=1))
    async with database.transaction() as session:
        assert await open_urgent_one(session, keyring)
    async with database.transaction() as session:
        case = (await session.scalars(select(Case))).one()
        assert (case.story, case.urgent) == (story, True)
        said = (await session.scalars(select(Message.text))).all()
        assert any(case.number in text for text in said)
        assert not await open_urgent_one(session, keyring)


async def test_an_urgent_one_is_found_behind_any_number_that_can_wait(
    teller: Teller, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        for _ in range(101):
            other = await somebody(session)
            session.add(CaseDraft(contact_id=other.id, kind="other", facts={"story": "问个事"}))
    await ages(database, 2 * PATIENCE)
    await teller.opens("wage_arrears", FAMOUS)
    async with database.transaction() as session:
        newest = CaseDraft.kind == "wage_arrears"
        before = utc_now() - PATIENCE - timedelta(minutes=1)
        await session.execute(update(CaseDraft).where(newest).values(updated_at=before))
    async with database.transaction() as session:
        assert await open_urgent_one(session, keyring)


async def test_one_that_cannot_be_opened_leaves_the_others_no_worse(
    teller: Teller, database: Database, settings: Settings
) -> None:
    await teller.opens("wage_arrears", FAMOUS)
    async with database.transaction() as session:
        other = await somebody(session)
        spoilt = CaseDraft(
            contact_id=other.id,
            kind="wage_arrears",
            facts={"story": "刚才十几个人都没发工资", "people": 12},
            assumed=[],
            documents=["no document"],
        )
        session.add(spoilt)
    await ages(database, PATIENCE + timedelta(minutes=1))
    async with database.transaction() as session:
        mine = CaseDraft.contact_id == other.id
        before = utc_now() - 2 * PATIENCE
        await session.execute(update(CaseDraft).where(mine).values(updated_at=before))
    services = build_services(settings)
    await surviving("half told", open_urgent_draft(services))
    await services.close()
    async with database.transaction() as session:
        assert (await session.scalars(select(Case.story))).all() == [FAMOUS]
        assert (await session.get_one(CaseDraft, spoilt.id)).ended_at is None


async def test_whoever_is_still_telling_is_left_to_tell(
    teller: Teller,
    database: Database,
    keyring: Keyring,
) -> None:
    await teller.opens("wage_arrears", FAMOUS)
    async with database.transaction() as session:
        assert not await open_urgent_one(session, keyring)


async def test_what_can_wait_waits_for_the_person(
    teller: Teller,
    database: Database,
    session: AsyncSession,
    keyring: Keyring,
) -> None:
    await teller.opens("wage_arrears", "中通三个月没发工资")
    await ages(database, timedelta(hours=5))
    assert not await open_urgent_one(session, keyring)
    assert await session.scalar(select(func.count(Case.id))) == 0


async def test_after_a_month_nothing_of_it_is_kept(
    teller: Teller,
    database: Database,
    contact: UUID,
) -> None:
    await teller.opens("wage_arrears", "中通三个月没发工资")
    await ages(database, timedelta(days=31))
    async with database.transaction() as session:
        assert await forget_old_ones(session, untouched_for=timedelta(days=30)) == 1
    async with database.transaction() as session:
        draft = (await session.scalars(select(CaseDraft))).one()
        assert (draft.facts, draft.contact_id) == ({}, contact)
