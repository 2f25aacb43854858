"""`/v1`: what the dialogue asks while somebody joins. Answers carry masks and labels, no numbers."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from backend.contracts.joining import (
    ConsentAnswer,
    FieldAnswer,
    JoinState,
    MembershipView,
    PhotoAnswer,
    PrivacyNotice,
    Progress,
    Receipt,
)
from backend.database import Session
from backend.membership import (
    draft_fields,
    draft_photos,
    drafts,
    progress,
    submission,
)
from backend.membership.draft_photos import PhotoReader
from backend.privacy import consents
from backend.privacy.keyring import Keyring
from backend.privacy.notice import current_notice

router = APIRouter(prefix="/v1")
join = APIRouter(prefix="/contacts/{contact_id}/join")


async def _keyring(request: Request) -> Keyring:
    return cast(Keyring, request.app.state.keyring)


Keys = Annotated[Keyring, Depends(_keyring)]


@router.get("/privacy-notice")
async def privacy_notice() -> PrivacyNotice:
    return current_notice()


@join.post("")
async def open_join(session: Session, keyring: Keys, contact_id: UUID) -> JoinState:
    return await drafts.open_join(session, keyring, contact_id)


@join.get("")
async def join_state(session: Session, keyring: Keys, contact_id: UUID) -> JoinState | None:
    return await drafts.join_state(session, keyring, contact_id)


@join.delete("", status_code=204)
async def cancel_join(session: Session, contact_id: UUID) -> None:
    await drafts.cancel_join(session, contact_id)


@join.put("/consent")
async def answer_consent(
    request: Request, session: Session, keyring: Keys, contact_id: UUID, answer: ConsentAnswer
) -> JoinState:
    """Also warms up the card reader: the photo comes next."""
    draft = await drafts.the_draft(session, contact_id)
    await consents.answer_consent(
        session, contact_id, accepted=answer.accepted, version=answer.version
    )
    if answer.accepted:
        request.app.state.warm_up_reader()
    return await drafts.state_of(session, keyring, draft)


@join.post("/photos")
async def add_photo(request: Request, contact_id: UUID, answer: PhotoAnswer) -> JoinState:
    reader: PhotoReader = request.app.state.photo_reader
    return await reader.add(contact_id, answer)


@join.post("/unusable-photos")
async def count_unusable_photo(session: Session, keyring: Keys, contact_id: UUID) -> JoinState:
    return await draft_photos.count_unusable(session, keyring, contact_id)


@join.delete("/photos")
async def retake_photos(session: Session, keyring: Keys, contact_id: UUID) -> JoinState:
    return await draft_photos.retake_photos(session, keyring, contact_id)


@join.put("/fields")
async def answer_field(
    request: Request, keyring: Keys, contact_id: UUID, answer: FieldAnswer
) -> JoinState:
    async with drafts.ending_with_refusal(request.app.state.database, contact_id) as session:
        return await draft_fields.answer_field(session, keyring, contact_id, answer)


@join.post("/identity-confirmation")
async def confirm_identity(session: Session, keyring: Keys, contact_id: UUID) -> JoinState:
    return await draft_fields.confirm_identity(session, keyring, contact_id)


@join.post("/submission")
async def submit_join(request: Request, keyring: Keys, contact_id: UUID) -> Receipt:
    async with drafts.ending_with_refusal(request.app.state.database, contact_id) as session:
        receipt = await submission.submit_join(session, keyring, contact_id)
    notices_url: str = request.app.state.notices_url
    return receipt.model_copy(update={"notices_url": notices_url})


@router.get("/contacts/{contact_id}/applications")
async def applications(session: Session, contact_id: UUID) -> list[Progress]:
    return await progress.progress_of(session, contact_id)


@router.get("/contacts/{contact_id}/membership")
async def membership(session: Session, contact_id: UUID) -> MembershipView | None:
    return await progress.membership_of(session, contact_id)


router.include_router(join)
