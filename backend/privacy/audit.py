"""The audit log: written in the transaction of the act itself, each row chained to the one before."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.privacy.models import AuditEntry

_GENESIS = "0" * 64
# Any number will do, as long as every writer locks the same one.
_CHAIN_LOCK = 715_517_202


class Actor(StrEnum):
    staff = "staff"
    contact = "contact"
    system = "system"


async def record(
    session: AsyncSession,
    *,
    actor: Actor,
    actor_id: UUID | None,
    action: str,
    subject_kind: str,
    subject_id: UUID | str,
    division_path: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add a row. `data` carries ids, field names and reasons, never names or numbers.

    The chain lock is held until the surrounding transaction ends, so acts are serialized from
    here on: call it last.
    """
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    previous = await session.scalar(
        select(AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    )
    entry = AuditEntry(
        at=datetime.now(UTC),
        actor_kind=actor.value,
        actor_id=str(actor_id) if actor_id else None,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        division_path=division_path,
        data=dict(data or {}),
        previous_hash=previous or _GENESIS,
        hash="",
    )
    entry.hash = entry_hash(entry)
    session.add(entry)
    await session.flush()
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the previous hash and the canonical row."""
    row = {
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": [entry.actor_kind, entry.actor_id],
        "action": entry.action,
        "subject": [entry.subject_kind, entry.subject_id],
        "division_path": entry.division_path,
        "data": entry.data,
    }
    canonical = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256((entry.previous_hash + canonical).encode()).hexdigest()


async def first_broken_entry(session: AsyncSession) -> int | None:
    """The `seq` of the first row that was altered, removed or inserted; None when all holds."""
    expected = _GENESIS
    rows = await session.stream_scalars(select(AuditEntry).order_by(AuditEntry.seq))
    async for entry in rows:
        if entry.previous_hash != expected or entry.hash != entry_hash(entry):
            return entry.seq
        expected = entry.hash
    return None
