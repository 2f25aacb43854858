"""What proves a case: the papers, photos and recordings the person or staff put to it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import Case, CaseEvidence
from backend.documents.service import get_document, put_to_use
from backend.errors import NotFound

PURPOSE = "case_evidence"
LONGEST_TITLE = 80


async def put(
    session: AsyncSession,
    case: Case,
    document_id: UUID,
    *,
    title: str = "",
    staff_id: UUID | None = None,
) -> None:
    """Kept as long as the case. A second time changes nothing; another person's paper is not found."""
    document = await get_document(session, document_id)
    if document.contact_id is None or document.contact_id != case.contact_id:
        raise NotFound(f"document {document_id}")
    if await session.get(CaseEvidence, (case.id, document_id)) is not None:
        return
    await put_to_use(session, document_id, PURPOSE)
    session.add(
        CaseEvidence(
            case_id=case.id,
            document_id=document_id,
            title=title[:LONGEST_TITLE],
            added_by=staff_id,
        )
    )
    await session.flush()


async def evidence_of(session: AsyncSession, case_id: UUID) -> Sequence[CaseEvidence]:
    """Oldest first."""
    rows = await session.scalars(
        select(CaseEvidence)
        .where(CaseEvidence.case_id == case_id)
        .order_by(CaseEvidence.added_at, CaseEvidence.document_id)
    )
    return rows.all()
