"""Consents as given, and the audit log that cannot be edited unnoticed (L05, L06)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, Identified, utc_now


class Consent(Base, Identified):
    """Which words (version and hash) somebody agreed to, when; withdrawing closes the row."""

    __tablename__ = "consents"

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    notice_version: Mapped[str] = mapped_column(String(20))
    notice_sha256: Mapped[str] = mapped_column(String(64))
    accepted: Mapped[bool]
    answered_at: Mapped[datetime] = mapped_column(default=utc_now)
    withdrawn_at: Mapped[datetime | None]


class AuditEntry(Base):
    """One act by staff, a member or the system. `hash` covers the row and the one before it."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "subject_kind", "subject_id"),)

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    actor_kind: Mapped[str] = mapped_column(String(10))  # staff, contact, system
    actor_id: Mapped[str | None] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[str] = mapped_column(String(60))
    division_path: Mapped[str | None] = mapped_column(String(40))
    # Ids, field names and reasons; never names or numbers.
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
