"""登记诉求 from a conversation: the person's own words are there already, the receipt goes to them."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.opening import NewCase, open_case
from backend.console import case_words
from backend.console.access import CurrentStaff
from backend.console.desk_acts import done
from backend.console.formats import full_time
from backend.console.people import speakers
from backend.console.resources import Keys
from backend.console.web import ConsoleRoute
from backend.contracts.cases import CaseKind
from backend.contracts.errors import ErrorCode
from backend.conversations import desk, told
from backend.conversations.masking import masked_texts
from backend.conversations.service import notify
from backend.database import Session
from backend.errors import Refused

router = APIRouter(route_class=ConsoleRoute)

# Reasons of hand-offs are intents; these open cases under another name.
_KINDS = {"complain": CaseKind.complaint}
_RECEIPT = "工作人员帮您登记了诉求，编号 {number}，{due}前有人联系您。发「查诉求」看进度。"


async def case_form_context(
    session: AsyncSession, contact_id: UUID, reasons: Sequence[str]
) -> dict[str, Any]:
    words = await told.last_words(session, contact_id)
    return {
        "story": "\n".join(await masked_texts(session, words)),
        "case_kinds": case_words.KIND,
        "likely_kind": next((kind for r in reversed(reasons) if (kind := _kind(r))), ""),
    }


def _kind(reason: str) -> str | None:
    if reason in _KINDS:
        return _KINDS[reason].value
    return reason if reason in {kind.value for kind in CaseKind} else None


@router.post("/conversations/{contact_id}/case")
async def open_one(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    contact_id: UUID,
    kind: Annotated[CaseKind, Form()],
    story: Annotated[str, Form(max_length=2000)] = "",
    employer: Annotated[str, Form(max_length=80)] = "",
    people: Annotated[int, Form(ge=1, le=9999)] = 1,
) -> Response:
    contact = await desk.get_contact_for(session, staff, contact_id)
    person = (await speakers(session, keyring, [contact_id]))[contact_id]
    if not story.strip():
        raise Refused(ErrorCode.invalid_payload, "a story is needed")
    case = await open_case(
        session,
        keyring,
        NewCase(
            kind,
            contact_id,
            story=await told.with_tokens(session, keyring, contact_id, story.strip()),
            employer_text=employer.strip() or None,
            county_code=contact.county_code or person.county_code,
            people_count=people,
            staff_id=staff.id,
        ),
    )
    due = full_time(case.next_due_at)[:16]
    await notify(session, contact_id, _RECEIPT.format(number=case.number, due=due))
    return done(request, contact_id)
