"""One application: both photos, what was read beside what was said, the checks, the history."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from backend.console import labels
from backend.console.access import CurrentStaff
from backend.console.application_fields import field_rows
from backend.console.applications import place_label
from backend.console.masked import masked_person
from backend.console.queue_query import FromQueue
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.database import Session
from backend.documents.retention import which_remain
from backend.membership import queue, review, roster
from backend.membership.review import Revealable
from backend.membership.review_rules import is_decidable
from backend.staff import reveals
from backend.staff.service import display_names
from backend.unions.lookup import union_names

router = APIRouter(route_class=ConsoleRoute)


@router.get("/applications/{application_id}")
async def application_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    query: FromQueue,
    application_id: UUID,
    notice: str = "",
) -> Response:
    application = await review.get_application_for(session, staff, application_id)
    open_fields = await reveals.revealed(session, staff, application.id)
    events = await review.events_of(session, application)
    actors = {event.staff_id for event in events if event.staff_id}
    unions = [i for i in (application.union_id, application.reviewer_id) if i]
    return render(
        request,
        "application.html",
        staff,
        application=application,
        person=masked_person(keyring, application),
        fields=field_rows(keyring, application, open_fields),
        remaining=await which_remain(session, (application.portrait_id, application.emblem_id)),
        photos_open=Revealable.photos in open_fields,
        all_open=open_fields.issuperset(Revealable),
        events=events,
        actors=await display_names(session, actors),
        unions=await union_names(session, unions),
        member=await roster.member_of_application(session, application.id),
        near=await queue.neighbors(session, staff, application, query.filters, keyring=keyring),
        query=query,
        place=place_label,
        decidable=is_decidable(application.status),
        may_decide=review.may_decide(staff, application),
        notice=notice,
        return_reasons=labels.RETURN_REASONS,
        reject_reasons=labels.REJECT_REASONS,
        reveal_reasons=labels.REVEAL_REASONS,
    )
