"""One case: what was asked, what happened, who is concerned, by when, and what may be done next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.service import last_taken, open_about
from backend.cases import clocks, hardship, history, listing, notes
from backend.cases.access import acts_open_to, get_case_for
from backend.cases.kinds import EventKind
from backend.cases.models import Case
from backend.cases.revealing import is_revealed
from backend.console import case_words
from backend.console.access import CurrentStaff
from backend.console.case_around import around
from backend.console.case_choices import situation_of
from backend.console.case_clock import chip_of, limit_of
from backend.console.case_evidence import papers_of
from backend.console.case_hardship import Progress, progress_of
from backend.console.case_offers import main_act, menu_of, offered
from backend.console.case_person import fact_rows, person_of
from backend.console.case_query import CaseQuery, FromCases
from backend.console.case_refusals import Retry
from backend.console.case_timeline import entries
from backend.console.case_unheard import unheard
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.contracts.cases import CaseKind, CaseStatus
from backend.conversations.desk import visible_among
from backend.conversations.masking import masked_texts
from backend.database import Session, utc_now
from backend.errors import NotFound
from backend.membership.roster import get_member_for
from backend.paperwork import drafting
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.service import display_names
from backend.working_time.service import calendar_for

router = APIRouter(route_class=ConsoleRoute)

# How far down its list a case still knows its neighbors.
_NEIGHBORHOOD = 500


@dataclass(frozen=True)
class Shown:
    """How the page comes to be shown: from which list, after what."""

    query: CaseQuery
    retry: Retry | None = None
    done: str = ""
    status: int = 200


@router.get("/cases/{case_id}")
async def case_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    query: FromCases,
    case_id: UUID,
    done: str = "",
) -> Response:
    await notes.mark_seen(session, staff, case_id)
    return await show(request, session, staff, keyring, case_id, Shown(query, done=done))


async def show(
    request: Request,
    session: AsyncSession,
    staff: StaffIdentity,
    keyring: Keyring,
    case_id: UUID,
    shown: Shown,
) -> Response:
    case = await get_case_for(session, staff, case_id)
    is_open = await is_revealed(session, staff, case.id)
    return render(
        request,
        "case.html",
        staff,
        status=shown.status,
        case=case,
        words=case_words,
        query=shown.query,
        retry=shown.retry,
        notice=_done(case, shown.done),
        unheard=await unheard(session, case),
        alarms=await open_about(session, staff, case.id),
        alarm_taken=await _alarm_taken(session, staff, case),
        near=await _near(session, staff, keyring, case, shown),
        **await _matter(session, staff, keyring, case, is_open=is_open),
        **await _history_and_acts(session, staff, case, phones=keyring if is_open else None),
    )


def _done(case: Case, act: str) -> str:
    if act == "follow_up" and case.status == CaseStatus.in_progress:
        return case_words.DISSATISFIED
    untold = case_words.DONE_UNTOLD if case.contact_id is None else {}
    return untold.get(act) or case_words.DONE.get(act, "")


@dataclass(frozen=True)
class AlarmTaken:
    by: str
    at: datetime


async def _alarm_taken(
    session: AsyncSession, staff: StaffIdentity, case: Case
) -> AlarmTaken | None:
    """Who said 我来处理, as long as nobody has the case itself."""
    if case.staff_id is not None or case.status in case_words.CLOSED:
        return None
    alarm = await last_taken(session, staff, case.id)
    if alarm is None or alarm.acknowledged_by is None or alarm.acknowledged_at is None:
        return None
    names = await display_names(session, {alarm.acknowledged_by})
    return AlarmTaken(names[alarm.acknowledged_by], alarm.acknowledged_at)


@dataclass(frozen=True)
class Near:
    previous: UUID | None = None
    next: UUID | None = None


async def _near(
    session: AsyncSession, staff: StaffIdentity, keyring: Keyring, case: Case, shown: Shown
) -> Near:
    """Of the same list. An act moves a case within it or out of it: then what is on top is next."""
    ids = await listing.ids_of(
        session, staff, shown.query.filters, keyring=keyring, at_most=_NEIGHBORHOOD
    )
    if shown.done or case.id not in ids:
        return Near(next=next((other for other in ids if other != case.id), None))
    at = ids.index(case.id)
    return Near(ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None)


async def _matter(
    session: AsyncSession, staff: StaffIdentity, keyring: Keyring, case: Case, *, is_open: bool
) -> dict[str, Any]:
    """What was asked, by whom, by when."""
    now, calendar = utc_now(), await calendar_for(session, case.division_path)
    facts = fact_rows(case)
    texts = [case.story, *(value for _, value in facts)]
    story, *values = await masked_texts(session, texts, phones=keyring if is_open else None)
    return {
        "story": story,
        "facts": [(label, value) for (label, _), value in zip(facts, values, strict=True)],
        "person": person_of(keyring, case, is_open=is_open),
        "papers": [(kind.value, drafting.TITLES[kind]) for kind in drafting.offered(case.kind)],
        "clock": chip_of(case, now, calendar),
        "limits": [
            limit_of(case, row, now, calendar) for row in await clocks.running(session, case.id)
        ],
        "may_open_member": await _may_open_member(session, staff, case),
        "may_open_conversation": case.contact_id is not None
        and bool(await visible_among(session, staff, [case.contact_id])),
    }


async def _may_open_member(session: AsyncSession, staff: StaffIdentity, case: Case) -> bool:
    if case.member_id is None or staff.service_organization_id is not None:
        return False
    try:
        await get_member_for(session, staff, case.member_id)
    except NotFound:
        return False
    return True


async def _history_and_acts(
    session: AsyncSession, staff: StaffIdentity, case: Case, *, phones: Keyring | None
) -> dict[str, Any]:
    """What happened, who is named in it, and what may follow."""
    events = await history.events_for(session, staff, case.id)
    near = await around(session, staff, case, events)
    open_events = await acts_open_to(session, staff, case)
    stages = await _stages(session, staff, case)
    now = await situation_of(session, staff, case, near, stages)
    offers = offered(case, open_events, now)
    main = main_act(case, offers, now)
    names = {colleague.username: colleague.display_name for colleague in near.colleagues}
    return {
        "timeline": await entries(session, events, near.names, names, phones=phones),
        "unions": near.names,
        "owner": near.names.get(case.staff_id) if case.staff_id else None,
        "colleagues": near.colleagues,
        "letters": near.letters,
        "others": near.others,
        "of_person": near.of_person,
        "incident": near.incident,
        "evidence": await papers_of(session, case.id, near.names),
        "may_note": EventKind.noted in open_events,
        "may_add": EventKind.added in open_events,
        "may_tag": EventKind.edited in open_events,
        "hardship": stages,
        "next_act": main,
        "menu": menu_of(offers, main),
        "sheets": offers,
        "sources": now.lists,
        "current": _current(case),
        "nothing_to_do": _why_nothing(case, near.names, open_events, has_letter=now.has_letter),
    }


async def _stages(session: AsyncSession, staff: StaffIdentity, case: Case) -> Progress | None:
    if case.kind != CaseKind.hardship_relief:
        return None
    return progress_of(await hardship.record_of(session, staff, case.id))


def _current(case: Case) -> dict[str, str]:
    """What the sheets that change something show first."""
    return {
        "kind": case.kind,
        "case_class": case.case_class,
        "employer_text": case.employer_text or "",
        "county_code": case.county_code or "",
        "people_count": str(case.people_count),
        "amount": f"{case.amount:f}" if case.amount is not None else "",
        "staff_id": str(case.staff_id or ""),
    }


def _why_nothing(
    case: Case, names: dict[UUID, str], events: frozenset[EventKind], *, has_letter: bool
) -> str:
    """Who owes the next step, where it is not whoever looks."""
    if has_letter:
        return "已转办，等对方接收或退回。"
    if case.status == "accepted" and EventKind.verified not in events:
        return f"等{names.get(case.verifier_id, '会籍所在地工会')}核实。"
    if case.status in case_words.CLOSED:
        return f"{case_words.STATUS[case.status]}，没有要办的了。"
    return f"由{names.get(case.union_id, '负责的工会')}办理，您可以查看。"
