"""Pages to be printed: the letter a case is referred with (转办函), and the case on one sheet."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import clocks, history
from backend.cases.access import get_case_for
from backend.cases.evidence import evidence_of
from backend.cases.kinds import ClockKind
from backend.cases.models import Case
from backend.cases.referrals import get_referral_for
from backend.cases.revealing import is_revealed
from backend.console import case_words
from backend.console.access import CurrentStaff
from backend.console.applications import place_label
from backend.console.case_around import around
from backend.console.case_person import fact_rows, money_words, person_of
from backend.console.case_timeline import entries
from backend.console.formats import full_time
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.conversations.masking import masked_texts
from backend.database import Session, utc_now
from backend.errors import NotFound
from backend.membership.employers import label_of
from backend.working_time.rules import CHINA

router = APIRouter(route_class=ConsoleRoute)


@router.get("/cases/{case_id}/referrals/{referral_id}/letter")
async def letter(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    case_id: UUID,
    referral_id: UUID,
) -> Response:
    """Name and phone are on paper only where this browser has revealed them."""
    referral, case = await get_referral_for(session, staff, referral_id)
    if case.id != case_id:
        raise NotFound(f"referral {referral_id}")
    near = await around(session, staff, case, [])
    to = referral.to_union_id or referral.to_service_organization_id
    (story,) = await masked_texts(session, [case.story])
    return render(
        request,
        "case_letter.html",
        staff,
        case=case,
        words=case_words,
        referral=referral,
        receiver=near.names.get(to, "") if to else "",
        sender=near.names.get(referral.from_union_id, ""),
        sent_by=near.names.get(referral.sent_by, ""),
        sent_on=_day(referral.sent_at),
        opened_on=_day(case.opened_at),
        person=person_of(keyring, case, is_open=await is_revealed(session, staff, case.id)),
        employer=label_of(case.employer) or case.employer_text or "—",
        county=place_label(case.county_code),
        amount=money_words(case.amount) or "—",
        story=story or "—",
        answer_by=await _answer_by(session, case),
        printed_at=full_time(utc_now())[:16],
    )


@router.get("/cases/{case_id}/sheet")
async def sheet(
    request: Request, session: Session, staff: CurrentStaff, keyring: Keys, case_id: UUID
) -> Response:
    """Internal notes stay inside: a sheet may lie on anybody's desk."""
    case = await get_case_for(session, staff, case_id)
    events = [
        event
        for event in await history.events_for(session, staff, case.id)
        if event.kind not in case_words.NOT_ON_PAPER
    ]
    near = await around(session, staff, case, events)
    facts = fact_rows(case)
    story, *values = await masked_texts(session, [case.story, *(value for _, value in facts)])
    return render(
        request,
        "case_sheet.html",
        staff,
        case=case,
        words=case_words,
        person=person_of(keyring, case, is_open=await is_revealed(session, staff, case.id)),
        opened_on=_day(case.opened_at),
        union=near.names.get(case.union_id, "—"),
        story=story or "—",
        facts=[(label, value) for (label, _), value in zip(facts, values, strict=True)],
        evidence_count=len(await evidence_of(session, case.id)),
        timeline=await entries(session, events, near.names, {}),
        printed_at=full_time(utc_now())[:16],
    )


def _day(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日"


async def _answer_by(session: AsyncSession, case: Case) -> str:
    """The end of the limit the receiver has, while it runs."""
    running = await clocks.running(session, case.id)
    due = next((c.due_at for c in running if c.kind == ClockKind.referral_acceptance), None)
    return full_time(due)[:16] if due else ""
