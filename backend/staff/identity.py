"""The staff member behind a request: who, for which unions, in which browser."""

from dataclasses import dataclass
from uuid import UUID

from backend.staff import rules
from backend.staff.rules import Binding


@dataclass(frozen=True)
class StaffIdentity:
    """`session_id` and `csrf_token` are empty when no browser is involved (seeds, tests)."""

    id: UUID
    username: str
    display_name: str
    bindings: tuple[Binding, ...]
    acting_for: tuple[str, ...] = ()  # names of the unions, for the top bar
    # Set for accounts of a service organization: they hold no place and see only its cases (S45).
    service_organization_id: UUID | None = None
    session_id: str = ""
    csrf_token: str = ""

    @property
    def visible_paths(self) -> tuple[str, ...]:
        return rules.visible_paths(self.bindings)

    def may_see(self, division_path: str) -> bool:
        return rules.may_see(self.bindings, division_path)

    def may_review(self, *, reviewer_id: UUID, division_path: str) -> bool:
        return rules.may_review(self.bindings, reviewer_id=reviewer_id, division_path=division_path)

    @property
    def may_change_account(self) -> bool:
        return rules.may_change_account(self.bindings)
