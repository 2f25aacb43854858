"""Cases, their history, their clocks, and what hangs on them. Status follows from the last event."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Computed,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.cases.kinds import CaseClass as CaseClass
from backend.cases.kinds import ClockKind as ClockKind
from backend.cases.kinds import EventKind as EventKind
from backend.database import Base, Identified, utc_now


class Incident(Base, Identified):
    """Similar wage cases at one employer, shown as one (L10)."""

    __tablename__ = "incidents"

    employer: Mapped[str] = mapped_column(String(80))
    county_code: Mapped[str] = mapped_column(ForeignKey("divisions.code"))
    division_path: Mapped[str] = mapped_column(String(40), index=True)
    opened_at: Mapped[datetime] = mapped_column(default=utc_now)
    closed_at: Mapped[datetime | None]


class ServiceOrganization(Base, Identified):
    """工会服务机构 or a department cases are referred to; its accounts see only their cases (S45)."""

    __tablename__ = "service_organizations"

    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))  # legal, hardship, mediation, department, other
    division_path: Mapped[str] = mapped_column(String(40), index=True)
    phone: Mapped[str] = mapped_column(String(40), default="")  # an office's, public
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


# Word for word what `report_conditions.is_open` asks, or the partial indexes are not used.
_IS_OPEN = "status NOT IN ('closed', 'merged', 'withdrawn')"


def _open(name: str, *place: str) -> Index:
    order = (text("urgent DESC"), "next_due_at", "id")
    return Index(name, *place, *order, postgresql_where=text(_IS_OPEN))


def _newest(name: str, *of: str) -> Index:
    return Index(name, *of, text("opened_at DESC"), "id")


def _tagged(name: str, *of: str) -> Index:
    return Index(name, *of, text("opened_at DESC"), postgresql_where=text("cardinality(tags) > 0"))


class Case(Base, Identified):
    """诉求. `status`, `next_due_at` and `next_due_kind` repeat what events and clocks say, for lists."""

    __tablename__ = "cases"
    __table_args__ = (
        # Open ones, urgent first, then whatever is due first: of the province, a city, a county.
        _open("ix_cases_open_anywhere"),
        _open("ix_cases_open_city", "city_code"),
        _open("ix_cases_open", "division_path"),
        # For the figures above a list, without looking at the rows.
        Index(
            "ix_cases_open_figures",
            "city_code",
            "division_path",
            "status",
            postgresql_include=[
                *("urgent", "next_due_at", "kind", "case_class", "county_code", "staff_id"),
            ],
            postgresql_where=text(_IS_OPEN),
        ),
        # The newest, of any status and of one.
        _newest("ix_cases_newest"),
        _newest("ix_cases_newest_status", "status"),
        _newest("ix_cases_newest_city", "city_code"),
        _newest("ix_cases_newest_city_status", "city_code", "status"),
        _newest("ix_cases_newest_county", "division_path"),
        _newest("ix_cases_newest_county_status", "division_path", "status"),
        # Few are verified by a union of another place, whose staff see them too.
        Index(
            "ix_cases_verified_elsewhere",
            "verifier_path",
            postgresql_where=text("is_verified_elsewhere"),
        ),
        _tagged("ix_cases_tagged"),
        _tagged("ix_cases_tagged_city", "city_code"),
        _tagged("ix_cases_tagged_county", "division_path"),
        Index("ix_cases_staff", "staff_id", "status"),
        Index("ix_cases_search", "search_terms", postgresql_using="gin"),
        Index("ix_cases_tags", "tags", postgresql_using="gin"),
        # Most carry none, and most that do are in the archive.
        Index(
            "ix_cases_open_tags", "tags", postgresql_using="gin", postgresql_where=text(_IS_OPEN)
        ),
        Index(
            "ix_cases_merged_into",
            "merged_into_id",
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        Index("ix_cases_similar", "employer", "county_code", "kind", "opened_at"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)  # SQ-4101-000031
    kind: Mapped[str] = mapped_column(String(20))
    case_class: Mapped[str] = mapped_column(String(16), default=CaseClass.ordinary)
    status: Mapped[str] = mapped_column(String(12))
    urgent: Mapped[bool] = mapped_column(default=False)
    urgent_reason: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20), default="official_account")

    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"), index=True)
    # As it stood when the case was opened: active, retained, applied or none (domain §0.7).
    membership: Mapped[str] = mapped_column(String(12), default="none")
    name: Mapped[str | None] = mapped_column(Text)  # sealed
    name_index: Mapped[str | None] = mapped_column(String(64), index=True)
    phone: Mapped[str | None] = mapped_column(Text)  # sealed
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)

    # The union that answers for it now, and whoever of it does; never nobody.
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True)
    division_path: Mapped[str] = mapped_column(String(40))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    # The city's part of `division_path`, so that a city's list has an index in its order.
    city_code: Mapped[str] = mapped_column(
        String(6), Computed("split_part(division_path, '/', 2)", persisted=True)
    )
    # Who verifies: the industry federation of the member's home, else the county's, else the city's.
    verifier_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"))
    verifier_path: Mapped[str] = mapped_column(String(40))
    is_verified_elsewhere: Mapped[bool] = mapped_column(
        Computed(
            "NOT (division_path = verifier_path OR starts_with(division_path, verifier_path || '/'))",
            persisted=True,
        )
    )
    service_organization_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("service_organizations.id"), index=True
    )

    county_code: Mapped[str | None] = mapped_column(ForeignKey("divisions.code"))
    trade: Mapped[str | None] = mapped_column(String(20))
    employer: Mapped[str | None] = mapped_column(String(80))  # canonical name, "" = none
    employer_text: Mapped[str | None] = mapped_column(String(200))  # as said
    people_count: Mapped[int] = mapped_column(default=1)
    amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    story: Mapped[str] = mapped_column(Text, default="")  # tokens where numbers stood
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)  # by IntakeField
    tags: Mapped[list[str]] = mapped_column(ARRAY(String(20)), default=list)
    search_terms: Mapped[list[str]] = mapped_column(ARRAY(String(12)), default=list)
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id"), index=True)
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))

    opened_at: Mapped[datetime] = mapped_column(default=utc_now)
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    resolution: Mapped[str | None] = mapped_column(Text)
    satisfaction: Mapped[int | None] = mapped_column(SmallInteger)
    is_escalated: Mapped[bool] = mapped_column(default=False)  # 督办中
    next_due_at: Mapped[datetime | None]
    next_due_kind: Mapped[str | None] = mapped_column(String(24))
    # Raised by every change; a change made on an older revision is refused.
    revision: Mapped[int] = mapped_column(default=0)


class CaseEvent(Base, Identified):
    """The history. Internal ones are never shown to the person."""

    __tablename__ = "case_events"
    __table_args__ = (Index("ix_case_events_case", "case_id", "seq"),)

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    actor: Mapped[str] = mapped_column(String(10))  # staff, contact or system
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    is_internal: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(Text, default="")
    # Ids and codes only: to_union_id, service_organization_id, until, clock, mentions, score …
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class CaseClock(Base, Identified):
    """A limit that runs. Working-time ones pause while the case waits; the law's do not."""

    __tablename__ = "case_clocks"
    __table_args__ = (
        Index("ix_case_clocks_case", "case_id"),
        Index(
            "ix_case_clocks_running",
            "next_look_at",
            postgresql_where=text("stopped_at IS NULL AND next_look_at IS NOT NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(24))
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    due_at: Mapped[datetime]
    warn_at: Mapped[datetime]
    # When the worker looks again: the warning, then the limit, then each step of the ladder.
    next_look_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    # Working seconds left when it was paused.
    paused_left: Mapped[int | None]
    stopped_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    # How often somebody above was told since it was missed.
    ladder_step: Mapped[int] = mapped_column(SmallInteger, default=0)
    extended_at: Mapped[datetime | None]


class CaseReferral(Base, Identified):
    """转办: to another union of ours or to a service organization, which accepts or sends it back."""

    __tablename__ = "case_referrals"
    __table_args__ = (
        Index(
            "uq_case_referrals_one_open",
            "case_id",
            unique=True,
            postgresql_where=text("accepted_at IS NULL AND declined_at IS NULL"),
        ),
        Index("ix_case_referrals_to", "to_union_id", "accepted_at"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)  # ZB-4101-000012, on the letter
    from_union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"))
    to_union_id: Mapped[UUID | None] = mapped_column(ForeignKey("unions.id"))
    to_service_organization_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("service_organizations.id"), index=True
    )
    reason: Mapped[str] = mapped_column(Text)
    sent_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    sent_at: Mapped[datetime] = mapped_column(default=utc_now)
    accepted_at: Mapped[datetime | None]
    # After `accepted_at`: given up again.
    declined_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    answer: Mapped[str] = mapped_column(Text, default="")


class CaseEvidence(Base):
    """What the person or staff put to the case; the bytes are the document's."""

    __tablename__ = "case_evidence"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(80), default="")
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))  # None: the person
    added_at: Mapped[datetime] = mapped_column(default=utc_now)


class CaseDraft(Base, Identified):
    """What somebody is telling us: kept for days, one at a time a person."""

    __tablename__ = "case_drafts"
    __table_args__ = (
        Index(
            "uq_case_drafts_one_open",
            "contact_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    # Fields filled from the story and not yet said back.
    assumed: Mapped[list[str]] = mapped_column(JSONB, default=list)
    skipped: Mapped[list[str]] = mapped_column(JSONB, default=list)
    documents: Mapped[list[str]] = mapped_column(JSONB, default=list)
    name: Mapped[str | None] = mapped_column(Text)  # sealed
    phone: Mapped[str | None] = mapped_column(Text)  # sealed
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
    ended_at: Mapped[datetime | None]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))


class HardshipRecord(Base):
    """困难档案, stage by stage (L11): application, home visit, verification, publicity, decision, relief."""

    __tablename__ = "hardship_records"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(16), default="application")
    level: Mapped[str | None] = mapped_column(String(16))  # deep, relative, accidental
    visited_on: Mapped[date | None]
    publicity_from: Mapped[date | None]
    publicity_until: Mapped[date | None]
    objections: Mapped[str] = mapped_column(Text, default="")
    is_granted: Mapped[bool | None]
    granted_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    paid_on: Mapped[date | None]
    paid_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class CaseMention(Base, Identified):
    """A colleague was named in a note (@)."""

    __tablename__ = "case_mentions"
    __table_args__ = (UniqueConstraint("event_id", "staff_id"),)

    event_id: Mapped[UUID] = mapped_column(ForeignKey("case_events.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime | None]


class CaseExport(Base, Identified):
    """Rows leave the system only with four eyes: one asks, another allows."""

    __tablename__ = "case_exports"

    requested_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    requested_at: Mapped[datetime] = mapped_column(default=utc_now)
    division_paths: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    query: Mapped[str] = mapped_column(Text)  # the list's own, as in its URL; sealed
    reason: Mapped[str] = mapped_column(Text)
    row_count: Mapped[int]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    is_allowed: Mapped[bool | None]
    fetched_at: Mapped[datetime | None]


class SavedView(Base, Identified):
    """A list's filters under a name; one's own."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("staff_id", "page", "name"),)

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    page: Mapped[str] = mapped_column(String(20))  # cases, applications …
    name: Mapped[str] = mapped_column(String(20))
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
