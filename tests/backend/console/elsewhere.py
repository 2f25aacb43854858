"""One of everything a page of the console can name, at some place; and every request that names it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from types import UnionType
from typing import Any, Literal, get_args, get_origin
from uuid import UUID, uuid4

from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.models import Alarm
from backend.cases import evidence, exports, handling, organizations, referring, saved_views
from backend.cases.models import Case, SavedView
from backend.cases.opening import open_case
from backend.console import router
from backend.console.case_act import ACTS
from backend.console.cases import PAGE
from backend.conversations import handoffs
from backend.conversations.models import Contact, Handoff, Message
from backend.database import Database, utc_now
from backend.desk import canned
from backend.documents.videos import keep_video
from backend.membership import review
from backend.membership.review import PhotoRetention
from backend.outreach import codes, drives
from backend.outreach.drives import NewDrive
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role
from backend.unions.service import union_by_code
from tests.backend.cases.stage import wages
from tests.backend.console.test_guards import _flat
from tests.backend.conversations.test_media import MP4
from tests.backend.desk import identity, open_account, waiting_application

# What an act reads from its form by itself, before it looks at anything else.
_SPELLED: Mapping[str, str] = {"reason": "看看", "to": f"union:{UUID(int=7)}"}


@dataclass(frozen=True)
class Place:
    """`ids` by the name they have in an address; whoever works there sees all of them."""

    county: StaffIdentity
    city: StaffIdentity
    ids: Mapping[str, str]


async def furnished(app: FastAPI, database: Database, keyring: Keyring, county: str) -> Place:
    """Somebody who joined, filmed something, asked for a person and has a case out at a lawyer's."""
    city = f"{county[:4]}00"
    async with database.transaction() as session:
        clerk = await open_account(session, f"clerk-{county}", Role.county_staff, f"{county}-NF")
        chief = await open_account(session, f"chief-{city}", Role.city_administrator, f"{city}-NF")
        at_county, at_city = await identity(session, clerk), await identity(session, chief)
        application = await waiting_application(session, keyring, county=county)
        union = await union_by_code(session, f"{county}-NF")
    contact_id = application.contact_id
    document_id = await keep_video(database, app.state.files, contact_id=contact_id, raw=MP4)
    wanted = NewDrive("冬季建会", union.id, date(2020, 11, 1), date(2020, 12, 31))
    drive_id = await drives.start_drive(database, app.state.gateway, at_county, wanted)
    async with database.transaction() as session:
        ids = {
            "contact_id": contact_id,
            "application_id": application.id,
            "document_id": document_id,
            "union_id": union.id,
            "drive_id": drive_id,
            "code_id": (await codes.codes_of_drives(session, [drive_id]))[drive_id].id,
            "staff_id": at_county.id,
            **await _conversation(session, contact_id, document_id, county),
            **await _case(session, keyring, at_county, at_city, contact_id, document_id, county),
            "export_id": await _export(session, keyring, at_county),
            "reply_id": (await canned.write(session, at_county, union.id, "你好", "您好")).id,
            "view_id": await _view(session, at_county),
        }
        member = await review.approve(
            session,
            at_city,
            application.id,
            application.revision,
            keyring=keyring,
            retention=PhotoRetention(timedelta(days=30), timedelta(days=7)),
        )
        ids["member_id"] = member.id
    return Place(at_county, at_city, {name: str(value) for name, value in ids.items()})


async def _conversation(
    session: AsyncSession, contact_id: UUID, document_id: UUID, county: str
) -> dict[str, UUID]:
    contact = await session.get_one(Contact, contact_id)
    contact.county_code = county
    video = {"direction": "inbound", "kind": "video", "document_id": document_id}
    session.add(Message(contact_id=contact_id, **video))
    await session.flush()
    await handoffs.request(session, contact_id, reason="report_emergency", county_code=county)
    asked = select(Handoff.id).where(Handoff.contact_id == contact_id)
    rings = select(Alarm.id).where(Alarm.subject_id == contact_id)
    return {
        "handoff_id": (await session.scalars(asked)).one(),
        "alarm_id": (await session.scalars(rings)).one(),
    }


async def _case(
    session: AsyncSession,
    keyring: Keyring,
    county: StaffIdentity,
    city: StaffIdentity,
    contact_id: UUID,
    document_id: UUID,
    code: str,
) -> dict[str, UUID]:
    contact = await session.get_one(Contact, contact_id)
    case: Case = await open_case(session, keyring, wages(contact, county_code=code))
    await evidence.put(session, case, document_id)
    lawyers = await organizations.add_organization(
        session, city, name=f"法律服务中心{code}", kind="legal", division_path=city.bindings[0].path
    )
    await handling.accept(session, county, case.id, case.revision)
    await handling.verify(session, county, case.id, case.revision, note="属实")
    letter = await referring.refer_to_service(
        session, county, case.id, case.revision, organization_id=lawyers.id, reason="要律师"
    )
    return {"case_id": case.id, "referral_id": letter.id, "organization_id": lawyers.id}


async def _export(session: AsyncSession, keyring: Keyring, staff: StaffIdentity) -> UUID:
    asked = await exports.request_export(
        session, staff, query="status=all", reason="总结", keyring=keyring
    )
    return asked.id


async def _view(session: AsyncSession, staff: StaffIdentity) -> UUID:
    await saved_views.save_view(session, staff, page=PAGE, name="我的", query="status=all")
    mine = select(SavedView.id).where(SavedView.staff_id == staff.id)
    return (await session.scalars(mine)).one()


@dataclass(frozen=True)
class Asking:
    """A request that is well formed, so that nothing but who asks can be wrong with it."""

    method: str
    address: str
    form: Mapping[str, Any]


def requests_naming(ids: Mapping[str, str]) -> Iterator[Asking]:
    """Every route that names something, with these ids. A name nobody knows ends the walk."""
    for route in _flat(router.routes):
        names = _names_in(route, ids)
        unknown = [name for name, values in names.items() if not values]
        assert not unknown, f"{route.path}: say in `furnished` whose {unknown} there are"
        if any(name in ids for name in names):
            yield from _askings(route, names)


def requests_naming_nothing() -> Iterator[Asking]:
    for route in _flat(router.routes):
        if not route.param_convertors:
            yield from _askings(route, {})


def _names_in(route: APIRoute, ids: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """What may stand for each name of an address: somebody's id, or every word it takes."""
    kinds = {field.name: field.field_info.annotation for field in route.dependant.path_params}
    return {
        name: [ids[name]] if name in ids else _words(name, kinds.get(name))
        for name in route.param_convertors
    }


def _words(name: str, kind: Any) -> Sequence[str]:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(each.value) for each in kind]
    if get_origin(kind) is Literal:
        return get_args(kind)
    return tuple(ACTS) if name == "act" else ()


def _askings(route: APIRoute, names: Mapping[str, Sequence[str]]) -> Iterator[Asking]:
    addresses = [route.path]
    for name, values in names.items():
        addresses = [a.replace(f"{{{name}}}", value) for a in addresses for value in values]
    fields = route.dependant.body_params
    form = {**_SPELLED, **{f.alias: _some(f.alias, f.field_info.annotation) for f in fields}}
    for method in sorted(route.methods or ()):
        yield from (Asking(method, address, form) for address in addresses)


def _some(name: str, kind: Any) -> str:
    """A value such a field takes."""
    if name in _SPELLED:
        return _SPELLED[name]
    if get_origin(kind) is list or get_origin(kind) is UnionType:
        return _some(name, get_args(kind)[0])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return str(next(iter(kind)).value)
    if kind is UUID:
        return str(uuid4())
    if kind is date:
        return f"{utc_now():%Y-%m-%d}"
    return "看看" if kind is str else "1"
