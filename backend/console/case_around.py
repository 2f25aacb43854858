"""What the page of one case names besides it: people, unions, letters, cases of the same employer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import organizations, referrals, surroundings
from backend.cases.models import Case, CaseEvent, CaseReferral
from backend.cases.referring import may_answer
from backend.staff.colleagues import Colleague, colleagues_for, colleagues_in
from backend.staff.identity import StaffIdentity
from backend.staff.service import display_names
from backend.unions.lookup import union_names

_MENTIONED = (
    "to_union_id",
    "from_union_id",
    "union_id",
    "service_organization_id",
    "from_service_organization_id",
)
_STAFF = ("staff_id", "to_staff_id")


@dataclass(frozen=True)
class Letter:
    """A referral as the page shows it.

    `on_behalf`: whoever looks sent it, and may enter the answer of an organization. `has_account`:
    that one has people here, and answers by itself.
    """

    row: CaseReferral
    receiver: str
    may_answer: bool = False
    on_behalf: bool = False
    has_account: bool = False

    @property
    def is_open(self) -> bool:
        return self.row.accepted_at is None and self.row.declined_at is None

    @property
    def is_for_us(self) -> bool:
        """Nobody else would answer it."""
        return self.may_answer and not (self.on_behalf and self.has_account)

    @property
    def awaited(self) -> str:
        if not self.is_for_us:
            return "等对方接收"
        return (
            "对方没有账号，等回执到了，请替对方记下接收或退回" if self.on_behalf else "请接收或退回"
        )

    @property
    def state(self) -> str:
        if self.is_open:
            return "等对方接收"
        if self.row.accepted_at and self.row.declined_at:
            return "接收后交回"
        return "已接收" if self.row.accepted_at else "已退回"


@dataclass(frozen=True)
class Around:
    """`names` are those of staff, unions and organizations that the history speaks of, by id."""

    names: dict[UUID, str]
    colleagues: Sequence[Colleague]
    letters: Sequence[Letter]
    others: Sequence[Case]
    of_person: Sequence[Case]
    incident: str

    @property
    def open_letter(self) -> Letter | None:
        return next((letter for letter in self.letters if letter.is_open), None)


async def around(
    session: AsyncSession, staff: StaffIdentity, case: Case, events: Sequence[CaseEvent]
) -> Around:
    letters = await referrals.referrals_of(session, case.id)
    names = await _names(session, case, events, letters)
    size = await surroundings.incident_size(session, staff, case)
    return Around(
        names=names,
        colleagues=await colleagues_of(session, staff, case),
        letters=[await _letter(session, staff, row, names) for row in letters],
        others=await surroundings.others_at_employer(session, staff, case),
        of_person=await surroundings.others_of_person(session, staff, case),
        incident=f"同一单位 {size.cases} 件 {size.people} 人" if size and size.cases > 1 else "",
    )


async def colleagues_of(
    session: AsyncSession, staff: StaffIdentity, case: Case
) -> Sequence[Colleague]:
    if staff.service_organization_id is not None:
        return await colleagues_in(session, staff.service_organization_id)
    return await colleagues_for(session, case.division_path)


async def _letter(
    session: AsyncSession, staff: StaffIdentity, row: CaseReferral, names: dict[UUID, str]
) -> Letter:
    to = row.to_union_id or row.to_service_organization_id
    receiver = names.get(to, "—") if to else "—"
    is_open = row.accepted_at is None and row.declined_at is None
    if not is_open or not await may_answer(session, staff, row):
        return Letter(row, receiver)
    organization = row.to_service_organization_id
    if organization is None or staff.service_organization_id is not None:
        return Letter(row, receiver, may_answer=True)
    has_account = bool(await colleagues_in(session, organization))
    return Letter(row, receiver, may_answer=True, on_behalf=True, has_account=has_account)


async def _names(
    session: AsyncSession,
    case: Case,
    events: Iterable[CaseEvent],
    letters: Iterable[CaseReferral],
) -> dict[UUID, str]:
    people = {event.staff_id for event in events if event.staff_id}
    people |= _ids(events, _STAFF) | {row.sent_by for row in letters}
    places = _ids(events, _MENTIONED) | {case.union_id, case.verifier_id}
    for row in letters:
        places.add(row.from_union_id)
        places |= {i for i in (row.to_union_id, row.to_service_organization_id) if i}
    if case.staff_id:
        people.add(case.staff_id)
    if case.service_organization_id:
        places.add(case.service_organization_id)
    return {
        **await display_names(session, people),
        **await union_names(session, places),
        **await organizations.organization_names(session, places),
    }


def _ids(events: Iterable[CaseEvent], keys: tuple[str, ...]) -> set[UUID]:
    return {UUID(event.data[key]) for event in events for key in keys if event.data.get(key)}
