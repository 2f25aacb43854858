"""`/v1`: what the dialogue asks while somebody tells of their trouble, and of their cases. Masks, no numbers."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from backend.cases import (
    intake,
    intake_answers,
    intake_evidence,
    intake_submission,
    progress,
    wishes,
)
from backend.cases.offers import with_options
from backend.config import Settings
from backend.contracts.cases import (
    CaseAddition,
    CaseRating,
    CaseReceipt,
    CaseView,
    CaseWithdrawal,
    EvidenceAnswer,
    IntakeAnswer,
    IntakeState,
    OpenIntake,
)
from backend.contracts.joining import ConsentAnswer
from backend.database import Session
from backend.privacy import consents
from backend.privacy.keyring import Keyring

router = APIRouter(prefix="/v1")
drafts = APIRouter(prefix="/contacts/{contact_id}/case-draft")
own = APIRouter(prefix="/contacts/{contact_id}/cases")


async def _keyring(request: Request) -> Keyring:
    return cast(Keyring, request.app.state.keyring)


Keys = Annotated[Keyring, Depends(_keyring)]
Offering = Callable[[CaseView], CaseView]


async def _offering(request: Request) -> Offering:
    settings: Settings = request.app.state.settings
    return partial(with_options, has_pages=bool(settings.pages_url))


Offers = Annotated[Offering, Depends(_offering)]


@drafts.post("")
async def open_intake(
    session: Session, keyring: Keys, contact_id: UUID, opening: OpenIntake
) -> IntakeState:
    return await intake.open_intake(session, keyring, contact_id, opening)


@drafts.get("")
async def intake_state(session: Session, keyring: Keys, contact_id: UUID) -> IntakeState | None:
    return await intake.intake_state(session, keyring, contact_id)


@drafts.delete("", status_code=204)
async def cancel_intake(session: Session, contact_id: UUID) -> None:
    await intake.cancel_intake(session, contact_id)


@drafts.put("/answers")
async def answer_intake(
    session: Session, keyring: Keys, contact_id: UUID, answer: IntakeAnswer
) -> IntakeState:
    return await intake_answers.answer_intake(session, keyring, contact_id, answer)


@drafts.post("/evidence")
async def add_evidence(
    session: Session, keyring: Keys, contact_id: UUID, answer: EvidenceAnswer
) -> IntakeState:
    return await intake_evidence.add_evidence(session, keyring, contact_id, answer)


@drafts.post("/submission")
async def submit_intake(
    request: Request, session: Session, keyring: Keys, contact_id: UUID
) -> CaseReceipt:
    receipt = await intake_submission.submit_intake(session, keyring, contact_id)
    notices_url: str = request.app.state.notices_url
    return receipt.model_copy(update={"notices_url": notices_url})


@router.put("/contacts/{contact_id}/evidence-consent", status_code=204)
async def answer_consent(session: Session, contact_id: UUID, answer: ConsentAnswer) -> None:
    """A no ends nothing: the request is taken in without photos (L05)."""
    await consents.answer_consent(
        session, contact_id, accepted=answer.accepted, version=answer.version
    )


@own.get("")
async def my_cases(session: Session, offers: Offers, contact_id: UUID) -> list[CaseView]:
    return [offers(view) for view in await progress.progress_of(session, contact_id)]


@own.post("/{case_id}/additions")
async def add_to_case(
    session: Session, offers: Offers, contact_id: UUID, case_id: UUID, addition: CaseAddition
) -> CaseView:
    return offers(await wishes.add(session, contact_id, case_id, addition))


@own.post("/{case_id}/urging")
async def urge_case(session: Session, offers: Offers, contact_id: UUID, case_id: UUID) -> CaseView:
    return offers(await wishes.urge(session, contact_id, case_id))


@own.post("/{case_id}/withdrawal")
async def withdraw_case(
    session: Session, offers: Offers, contact_id: UUID, case_id: UUID, answer: CaseWithdrawal
) -> CaseView:
    return offers(await wishes.withdraw(session, contact_id, case_id, reason=answer.reason))


@own.post("/{case_id}/rating")
async def rate_case(
    session: Session, offers: Offers, contact_id: UUID, case_id: UUID, rating: CaseRating
) -> CaseView:
    return offers(
        await wishes.rate(session, contact_id, case_id, score=rating.score, text=rating.text)
    )


router.include_router(drafts)
router.include_router(own)
