"""Photos and recordings given while somebody tells of their trouble; kept encrypted from the first on."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import intake, rules
from backend.cases.evidence import PURPOSE
from backend.cases.models import Case, CaseDraft
from backend.contracts.cases import EvidenceAnswer, IntakeState
from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.documents.service import get_document, put_to_use
from backend.errors import NotFound, Refused
from backend.privacy.consents import has_consented
from backend.privacy.keyring import Keyring

MOST = 20
# Once a case was resolved this long ago, a recording is about something else.
_STILL_WANTED = timedelta(days=7)


async def add_evidence(
    session: AsyncSession, keyring: Keyring, contact_id: UUID, answer: EvidenceAnswer
) -> IntakeState:
    """Raises Refused: no_open_intake, consent_required (L05), evidence_full."""
    draft = await intake.the_draft(session, contact_id)
    if not await has_consented(session, contact_id):
        raise Refused(ErrorCode.consent_required)
    await _keep(session, draft, answer.document_id)
    return await intake.state_of(session, keyring, draft)


async def _keep(session: AsyncSession, draft: CaseDraft, document_id: UUID) -> None:
    """A second time changes nothing; another person's paper is not found."""
    document = await get_document(session, document_id)
    if document.contact_id != draft.contact_id:
        raise NotFound(f"document {document_id}")
    if str(document_id) in draft.documents:
        return
    if len(draft.documents) >= MOST:
        raise Refused(ErrorCode.evidence_full)
    await put_to_use(session, document_id, PURPOSE)
    draft.documents = [*draft.documents, str(document_id)]
    await session.flush()


async def wants_recordings(session: AsyncSession, contact_id: UUID) -> bool:
    """Somebody will listen: a request is being told, or a case is open. Consent is another matter."""
    if await intake.open_draft(session, contact_id) is not None:
        return True
    found = await session.scalar(
        select(Case.id)
        .where(Case.contact_id == contact_id, Case.status.in_(rules.OPEN))
        .where(Case.resolved_at.is_(None) | (Case.resolved_at > utc_now() - _STILL_WANTED))
        .limit(1)
    )
    return found is not None
