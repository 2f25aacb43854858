"""Asking for help while an application waits: what was given to join is used as the notice allows, and no more."""

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import sealing
from backend.cases.models import Case
from backend.contracts.cases import IntakeField
from backend.contracts.joining import ApplicationStatus
from backend.conversations.models import Contact
from backend.database import Database
from backend.privacy.keyring import Keyring
from backend.privacy.models import Consent
from tests.backend.cases.test_intake_drafts import FAMOUS, Teller
from tests.backend.membership.joiner import Joiner


@pytest.fixture
async def joiner(app: FastAPI, internal: httpx.AsyncClient, database: Database) -> Joiner:
    contact = Contact(id=uuid4(), openid=f"o{uuid4().hex[:20]}")
    async with database.transaction() as session:
        session.add(contact)
    return Joiner(app, internal, contact.id)


@pytest.fixture
def teller(internal: httpx.AsyncClient, joiner: Joiner) -> Teller:
    return Teller(internal, joiner.id)


async def test_the_number_given_to_join_is_not_asked_for_again(
    joiner: Joiner, teller: Teller, session: AsyncSession, keyring: Keyring
) -> None:
    """It is shown in the summary, where it can be changed like all else."""
    await joiner.fills_everything()
    state = await teller.opens("wage_arrears", FAMOUS + "，美团")
    assert IntakeField.phone not in state.missing
    assert ("电话", "138****5678") in state.summary
    receipt = await teller.submits()
    assert receipt.application is ApplicationStatus.draft
    assert not receipt.is_member
    case = await session.get(Case, receipt.case_id)
    assert case is not None
    assert sealing.phone_of(keyring, case) == "13812345678"


async def test_another_number_may_be_given_for_the_request(joiner: Joiner, teller: Teller) -> None:
    await joiner.fills_everything()
    await teller.opens("wage_arrears", FAMOUS + "，美团")
    state = await teller.answers("phone", "13912345678")
    assert ("电话", "139****5678") in state.summary


async def test_after_consent_was_withdrawn_the_number_is_asked_for_l05(
    joiner: Joiner, teller: Teller, database: Database
) -> None:
    await joiner.fills_everything()
    async with database.transaction() as session:
        await session.execute(
            update(Consent)
            .where(Consent.contact_id == joiner.id)
            .values(withdrawn_at=datetime.now(UTC))
        )
    state = await teller.opens("wage_arrears", FAMOUS + "，美团")
    assert IntakeField.phone in state.missing


async def test_after_joining_was_given_up_the_number_is_gone_l05(
    joiner: Joiner, teller: Teller
) -> None:
    await joiner.fills_everything()
    await teller.opens("wage_arrears", FAMOUS + "，美团")
    await joiner.call("DELETE", "")
    state = await teller.opens("wage_arrears")
    assert IntakeField.phone in state.missing


async def test_an_application_that_nobody_agreed_to_begin_is_none(
    joiner: Joiner, teller: Teller
) -> None:
    await joiner.start()
    await teller.opens("wage_arrears", FAMOUS + "，美团金水区")
    await teller.answers("phone", "13812345678")
    assert (await teller.submits()).application is None


async def test_the_receipt_knows_of_an_application_under_review(
    joiner: Joiner, teller: Teller
) -> None:
    await joiner.fills_everything()
    status, _ = await joiner.call("POST", "/submission")
    assert status == 200
    await teller.opens("wage_arrears", FAMOUS + "，美团")
    assert (await teller.submits()).application is ApplicationStatus.submitted
