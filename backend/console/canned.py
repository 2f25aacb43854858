"""快捷回复: written for one's places, read by a second pair of eyes, offered while somebody answers."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import person as persons_cases
from backend.console.access import CurrentStaff
from backend.console.people import speakers
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.conversations import desk
from backend.database import Session
from backend.desk import canned, lists
from backend.errors import Refused
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import union_names

router = APIRouter(route_class=ConsoleRoute)

Title = Annotated[str, Form(max_length=canned.LONGEST_TITLE)]
Text = Annotated[str, Form(max_length=canned.LONGEST_TEXT)]
Said = Annotated[str, Query(max_length=40)]
Seen = Annotated[datetime | None, Form()]
_NOTICES = {
    "written": "已保存。请一位同事审核后再放心用。",
    "reviewed": "已标记为审核过。",
    "retired": "已停用，回复时不再出现。",
}
_UNREAD = "没有标记：这条刚改过，请打开看过新的内容，再点「我审核过了」。"
_REWRITTEN = "还没有保存：这条同事刚改过，下面是您写的。看过现在的内容，再保存一次。"
_EMPTY = "还没有保存：标题和内容都要写。"


@dataclass(frozen=True)
class Again:
    """A sheet that was refused, opened again with what was typed."""

    sheet: str
    words: str
    title: str
    text: str


@router.get("/canned")
async def canned_page(
    request: Request, session: Session, staff: CurrentStaff, q: Said = "", notice: str = ""
) -> Response:
    return await _page(request, session, staff, q=q, notice=_NOTICES.get(notice, ""))


async def _page(
    request: Request,
    session: AsyncSession,
    staff: StaffIdentity,
    *,
    q: str = "",
    notice: str = "",
    again: Again | None = None,
    status: int = 200,
) -> Response:
    replies = await canned.kept_for(session, staff, q)
    own = [binding.union_id for binding in staff.bindings]
    unions = await union_names(session, [*own, *(reply.union_id for reply in replies)])
    return render(
        request,
        "canned.html",
        staff,
        status=status,
        q=q,
        replies=replies,
        editable={reply.id for reply in replies if staff.may_see(reply.division_path)},
        unions=unions,
        own_unions=[(union_id, unions[union_id]) for union_id in own],
        variables=[f"{{{name}}}" for name in canned.VARIABLES],
        longest=canned.LONGEST_TEXT,
        notice=notice,
        again=again,
    )


@router.post("/canned")
async def write(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    union_id: Annotated[UUID, Form()],
    title: Title,
    text: Text,
) -> Response:
    try:
        await canned.write(session, staff, union_id, title, text)
    except Refused as refusal:
        return await _again(request, session, staff, refusal, Again("new", "", title, text))
    return _noticed("written")


@router.post("/canned/{reply_id}")
async def rewrite(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    reply_id: UUID,
    union_id: Annotated[UUID, Form()],
    title: Title,
    text: Text,
    seen: Seen = None,
) -> Response:
    try:
        await canned.write(session, staff, union_id, title, text, reply_id=reply_id, seen=seen)
    except Refused as refusal:
        return await _again(request, session, staff, refusal, Again(str(reply_id), "", title, text))
    return _noticed("written")


@router.post("/canned/{reply_id}/reviewed")
async def reviewed(
    request: Request, session: Session, staff: CurrentStaff, reply_id: UUID, seen: Seen = None
) -> Response:
    try:
        await canned.mark_reviewed(session, staff, reply_id, seen=seen)
    except canned.Rewritten:
        return await _page(request, session, staff, notice=_UNREAD, status=409)
    return _noticed("reviewed")


async def _again(
    request: Request,
    session: AsyncSession,
    staff: StaffIdentity,
    refusal: Refused,
    typed: Again,
) -> Response:
    again = replace(typed, words=_why(refusal))
    status = 409 if isinstance(refusal, canned.Rewritten) else 422
    return await _page(request, session, staff, again=again, status=status)


def _why(refusal: Refused) -> str:
    if isinstance(refusal, canned.Rewritten):
        return _REWRITTEN
    unknown = [f"{{{name}}}" for name in refusal.data.get("variables", ())]
    return f"还没有保存：{'、'.join(unknown)} 系统换不了，请改掉。" if unknown else _EMPTY


@router.post("/canned/{reply_id}/retire")
async def retire(session: Session, staff: CurrentStaff, reply_id: UUID) -> Response:
    await canned.retire(session, staff, reply_id)
    return _noticed("retired")


@router.post("/canned/{reply_id}/used")
async def used(session: Session, staff: CurrentStaff, reply_id: UUID) -> Response:
    await canned.count_use(session, staff, reply_id)
    return Response(status_code=204)


@router.get("/conversations/{contact_id}/canned")
async def offered(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    contact_id: UUID,
    q: Said = "",
) -> Response:
    """What 「/」 finds, filled in for this person."""
    await desk.get_contact_for(session, staff, contact_id)
    row = await lists.conversation_of(session, contact_id)
    path = row.division_path if row else (staff.visible_paths or ("",))[0]
    values = await _values(session, keyring, staff, contact_id, row.union_id if row else None)
    replies = [
        (reply, canned.fill_in(reply.text, values)) for reply in await canned.find(session, path, q)
    ]
    return render(request, "desk/canned_options.html", staff, replies=replies)


async def _values(
    session: AsyncSession,
    keyring: Keyring,
    staff: StaffIdentity,
    contact_id: UUID,
    union_id: UUID | None,
) -> dict[str, str]:
    """The family name only: what stands in the field has been on a screen."""
    person = (await speakers(session, keyring, [contact_id]))[contact_id]
    cases = await persons_cases.cases_of(session, staff, contact_id)
    names = await union_names(session, [union_id] if union_id else [])
    return {
        "姓名": f"{person.name[0]}师傅" if person.name.endswith("*") else "师傅",
        "编号": cases[0].number if cases else "",
        "工会": next(iter(names.values()), staff.acting_for[0] if staff.acting_for else ""),
    }


def _noticed(what: str) -> Response:
    return see(f"/canned?{urlencode({'notice': what})}")
