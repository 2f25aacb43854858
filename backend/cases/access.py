"""The console's only way to a case: outside one's places, or one's organization, it does not exist."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import rules
from backend.cases.models import Case, CaseReferral, EventKind
from backend.cases.refusals import ActNotPossible, CaseChanged
from backend.contracts.cases import CaseStatus
from backend.conversations.service import hold_contact
from backend.errors import NotAllowed, NotFound
from backend.staff.colleagues import active_identity
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import under, unions_under
from backend.unions.service import get_union

# More than that and the oldest of them are found through their own pages only.
_MOST_ELSEWHERE = 2000


async def get_case_for(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, *, lock: bool = False
) -> Case:
    query = select(Case).where(Case.id == case_id, visible_to(staff))
    if lock:
        # An act that waited for the lock must judge the row as the other one left it.
        query = query.with_for_update().execution_options(populate_existing=True)
    case = await session.scalar(query)
    if case is None:
        raise NotFound(f"case {case_id}")
    if lock and case.contact_id is not None:
        await hold_contact(session, case.contact_id)
    return case


async def lock_cases_for(
    session: AsyncSession, staff: StaffIdentity, case_ids: Iterable[UUID]
) -> None:
    """For one act on many: all are locked before the first event is written, in the order of ids."""
    seen = select(Case.id).where(Case.id.in_(set(case_ids)), visible_to(staff)).order_by(Case.id)
    await session.execute(seen.with_for_update())


async def hold_case(session: AsyncSession, case_id: UUID) -> None:
    """Whoever changes the case waits until we are done."""
    held = select(Case.id).where(Case.id == case_id)
    await session.execute(held.with_for_update(key_share=True))


async def is_seen_by(session: AsyncSession, staff_id: UUID, case_id: UUID) -> bool:
    """By a colleague whose account is open, as they would be signed in."""
    try:
        await get_case_for(session, await active_identity(session, staff_id), case_id)
    except NotFound:
        return False
    return True


def visible_to(staff: StaffIdentity) -> ColumnElement[bool]:
    """Of one's places, to be verified there, or sent there and not answered yet."""
    if staff.service_organization_id is not None:
        return or_(
            Case.service_organization_id == staff.service_organization_id,
            Case.id.in_(_sent_to_service(staff.service_organization_id)),
        )
    return or_(_at(staff.visible_paths), _from_elsewhere(staff.visible_paths))


async def scope_of(session: AsyncSession, staff: StaffIdentity) -> ColumnElement[bool]:
    """What `visible_to` says, as an index answers it: cases of other places are few, and named."""
    if staff.service_organization_id is not None:
        return visible_to(staff)
    paths = staff.visible_paths
    if any("/" not in path for path in paths):
        return true()
    ids = await _ids_from_elsewhere(session, paths)
    return or_(_at(paths), Case.id.in_(ids)) if ids else _at(paths)


async def _ids_from_elsewhere(session: AsyncSession, paths: tuple[str, ...]) -> Sequence[UUID]:
    """Asked once a request: rows, figures and tags of one page share it.

    One query for each of the two reasons, as no index answers both at once.
    """
    known: dict[tuple[str, ...], Sequence[UUID]] = session.info.setdefault("cases_elsewhere", {})
    if paths not in known:
        to_verify = select(Case.id).where(_verified_at(paths), ~_at(paths))
        sent = _sent_to_unions(paths).join(Case, Case.id == CaseReferral.case_id).where(~_at(paths))
        found = await session.scalars(to_verify.union(sent).limit(_MOST_ELSEWHERE))
        known[paths] = found.all()
    return known[paths]


def _at(paths: Iterable[str]) -> ColumnElement[bool]:
    return or_(false(), *(_at_one(path.split("/")) for path in paths))


def _at_one(codes: list[str]) -> ColumnElement[bool]:
    """The whole province, a city with its counties, or one county."""
    match codes:
        case [_]:
            return true()
        case [_, city]:
            return Case.city_code == city
        case _:
            return Case.division_path == "/".join(codes)


def _from_elsewhere(paths: Iterable[str]) -> ColumnElement[bool]:
    """To be verified at one of these places, or sent there and not answered yet."""
    return or_(_verified_at(paths), Case.id.in_(_sent_to_unions(paths)))


def _verified_at(paths: Iterable[str]) -> ColumnElement[bool]:
    return and_(Case.is_verified_elsewhere, under(Case.verifier_path, paths))


def _sent_to_service(organization_id: UUID) -> Select[UUID]:
    return _unanswered().where(CaseReferral.to_service_organization_id == organization_id)


def _sent_to_unions(paths: Iterable[str]) -> Select[UUID]:
    return _unanswered().where(CaseReferral.to_union_id.in_(unions_under(paths)))


def _unanswered() -> Select[UUID]:
    return select(CaseReferral.case_id).where(is_unanswered())


def is_unanswered() -> ColumnElement[bool]:
    """A letter that was sent, and neither accepted nor sent back."""
    return and_(CaseReferral.accepted_at.is_(None), CaseReferral.declined_at.is_(None))


async def case_to_change(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, kind: EventKind
) -> Case:
    """Locked, as the page showed it, and `kind` is this staff's to do now."""
    case = await get_case_for(session, staff, case_id, lock=True)
    if not await may_act(session, staff, case, kind):
        raise NotAllowed(f"case {case_id}: {kind.value} is for others to do")
    if case.revision != revision:
        raise CaseChanged(f"case {case_id} is at {case.revision}", status=case.status)
    if not rules.may(CaseStatus(case.status), kind):
        raise ActNotPossible(f"case {case_id}: {kind.value}", status=case.status)
    return case


async def may_act(session: AsyncSession, staff: StaffIdentity, case: Case, kind: EventKind) -> bool:
    """Whatever the status: is it this staff's to do? Verification belongs to the verifier (S44)."""
    if staff.service_organization_id is not None:
        return kind in rules.OF_SERVICE_ORGANIZATIONS
    if kind is EventKind.verified:
        verifier = await get_union(session, case.verifier_id)
        return staff.may_see(verifier.division_path)
    return kind in rules.OF_VERIFIERS or staff.may_see(case.division_path)


async def acts_open_to(
    session: AsyncSession, staff: StaffIdentity, case: Case
) -> frozenset[EventKind]:
    """What a page offers: possible in this status, and this staff's to do."""
    possible = [kind for kind in EventKind if rules.may(CaseStatus(case.status), kind)]
    return frozenset([kind for kind in possible if await may_act(session, staff, case, kind)])
