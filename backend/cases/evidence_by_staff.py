"""What the person brought or sent otherwise: staff put it to the case, with or without a conversation."""

import asyncio
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import rules
from backend.cases.access import get_case_for, may_act
from backend.cases.evidence import LONGEST_TITLE, PURPOSE
from backend.cases.history import append
from backend.cases.models import Case, CaseEvidence, EventKind
from backend.cases.refusals import ActNotPossible, EvidenceRefused
from backend.contracts.cases import CaseStatus
from backend.database import Database
from backend.documents import papers
from backend.documents.files import EncryptedFiles
from backend.errors import NotAllowed
from backend.privacy.audit import Actor
from backend.staff.identity import StaffIdentity

MOST: Final = 60


async def must_be_allowed(session: AsyncSession, staff: StaffIdentity, case_id: UUID) -> None:
    """Before a file is received that nobody may keep."""
    await _must(session, staff, await get_case_for(session, staff, case_id))


async def add(
    database: Database,
    files: EncryptedFiles,
    staff: StaffIdentity,
    case_id: UUID,
    *,
    raw: bytes,
    title: str = "",
) -> UUID:
    """Needs no revision: it takes nothing away from what others do. Raises EvidenceRefused.

    The file is written before its row: a crash in between leaves bytes nobody has a key for.
    """
    try:
        paper = await asyncio.to_thread(papers.inspect, raw)
    except papers.PaperRefused as refusal:
        raise EvidenceRefused(f"case {case_id}", why=refusal.why) from refusal
    async with database.transaction() as session:
        case = await get_case_for(session, staff, case_id)
        contact_id = case.contact_id
    document = await papers.kept(files, paper, contact_id=contact_id, purpose=PURPOSE)
    async with database.transaction() as session:
        case = await get_case_for(session, staff, case_id, lock=True)
        await _must(session, staff, case)
        if await _count(session, case_id) >= MOST:
            raise EvidenceRefused(f"case {case_id}", why="full")
        session.add(document)
        await session.flush()
        row = CaseEvidence(case_id=case_id, document_id=document.id, added_by=staff.id)
        row.title = title.strip()[:LONGEST_TITLE]
        session.add(row)
        data = {"document_id": str(document.id)}
        await append(
            session, case, EventKind.added, actor=Actor.staff, staff_id=staff.id, data=data
        )
    return document.id


async def _must(session: AsyncSession, staff: StaffIdentity, case: Case) -> None:
    if not await may_act(session, staff, case, EventKind.added):
        raise NotAllowed(f"case {case.id}: its papers are for others to add")
    if not rules.may_add(CaseStatus(case.status)):
        raise ActNotPossible(f"case {case.id}: added", status=case.status)


async def _count(session: AsyncSession, case_id: UUID) -> int:
    mine = select(func.count()).select_from(CaseEvidence).where(CaseEvidence.case_id == case_id)
    return await session.scalar(mine) or 0
