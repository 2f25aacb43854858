"""A request for help becomes a case: numbered, routed, its limits running, staff alarmed where it burns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import alarming, evidence, incidents, sealing
from backend.cases.history import append
from backend.cases.models import Case, CaseClass, EventKind
from backend.cases.routing import Route, route
from backend.cases.search_terms import terms_of
from backend.cases.urgency import MANY_PEOPLE, urgent_reason
from backend.contracts.cases import CaseKind, CaseStatus
from backend.conversations.service import get_contact, hold_contact
from backend.database import utc_now
from backend.membership.employers import find_employer
from backend.membership.numbers import next_number
from backend.membership.standing import Standing, standing_of
from backend.privacy.audit import Actor
from backend.privacy.keyring import Keyring

OFFICIAL_ACCOUNT: Final = "official_account"


@dataclass(frozen=True)
class NewCase:
    """`story` and `facts` hold tokens where numbers stood; `name` and `phone` are in clear, sealed here.

    `staff_id` is who took it down, where the person did not write it themselves; `is_rung_for` says
    that an alarm of the person's rings for it already.
    """

    kind: CaseKind
    contact_id: UUID | None
    story: str = ""
    member_id: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    employer_text: str | None = None
    county_code: str | None = None
    trade: str | None = None
    people_count: int = 1
    amount: Decimal | None = None
    name: str | None = None
    phone: str | None = None
    documents: Sequence[UUID] = ()
    channel: str = OFFICIAL_ACCOUNT
    urgent_reason: str | None = None
    staff_id: UUID | None = None
    is_rung_for: bool = False


async def open_case(
    session: AsyncSession, keyring: Keyring, new: NewCase, *, now: datetime | None = None
) -> Case:
    """Whoever asks is heard, member or not; a retained member too (domain §0.7)."""
    now = now or utc_now()
    if new.contact_id is not None:
        await hold_contact(session, new.contact_id)
    standing = await standing_of(
        session, keyring, contact_id=new.contact_id, member_id=new.member_id
    )
    county = new.county_code or await _known_county(session, new, standing)
    routed = await route(
        session, county=county, home=standing.county_code, trade=new.trade or standing.trade
    )
    case = _case(new, standing, routed, county, now)
    sealing.put_name(keyring, case, new.name or standing.name)
    sealing.put_phone(keyring, case, new.phone or standing.phone)
    count = await next_number(session, f"case:{routed.city_code}")
    case.number = f"SQ-{routed.city_code[:4]}-{count:06d}"
    case.search_terms = search_terms(case)
    session.add(case)
    await session.flush()
    others = await incidents.similar(session, case, now)
    incident = await incidents.found_or_new(session, case, others, now)
    if case.urgent and not new.is_rung_for:
        await alarming.ring(session, case)
    await append(
        session,
        case,
        EventKind.received,
        actor=Actor.staff if new.staff_id else Actor.contact,
        staff_id=new.staff_id,
        is_internal=False,
        now=now,
    )
    for document_id in new.documents:
        await evidence.put(session, case, document_id, staff_id=new.staff_id)
    if incident is not None:
        await incidents.join(session, incident, [*others, case], now)
    return case


def search_terms(case: Case) -> list[str]:
    """What a case is found by besides its number, name and phone."""
    said = [str(value) for value in case.facts.values() if isinstance(value, str)]
    return terms_of(case.story, case.employer_text, case.employer, *said)


async def _known_county(session: AsyncSession, new: NewCase, standing: Standing) -> str | None:
    """Where the membership is, else where the person once said they work."""
    if standing.county_code or new.contact_id is None:
        return standing.county_code
    return (await get_contact(session, new.contact_id)).county_code


def _case(
    new: NewCase, standing: Standing, routed: Route, county: str | None, now: datetime
) -> Case:
    trade = new.trade or standing.trade
    said = new.employer_text
    employer = find_employer(said, trade=trade).name if said else standing.employer
    reason = new.urgent_reason or urgent_reason(
        new.story, people_count=new.people_count, facts=new.facts
    )
    return Case(
        id=uuid4(),  # known before sealing
        kind=new.kind,
        case_class=_first_class(new),
        status=CaseStatus.received,
        urgent=reason is not None,
        urgent_reason=reason,
        channel=new.channel,
        contact_id=new.contact_id,
        member_id=standing.member_id,
        membership=standing.status,
        union_id=routed.answers.id,
        division_path=routed.answers.division_path,
        verifier_id=routed.verifies.id,
        verifier_path=routed.verifies.division_path,
        county_code=county,
        trade=trade,
        employer=employer,
        employer_text=said,
        people_count=new.people_count,
        amount=new.amount,
        story=new.story,
        facts=dict(new.facts),
        tags=[],
        opened_at=now,
        revision=0,
    )


def _first_class(new: NewCase) -> CaseClass:
    """Staff judge it anew; a crowd is never ordinary."""
    return CaseClass.difficult if new.people_count >= MANY_PEOPLE else CaseClass.ordinary
