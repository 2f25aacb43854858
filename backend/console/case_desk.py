"""What every act on a case is given: who acts, on which case, and as which revision of it they saw."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.case_form import Typed
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity


@dataclass(frozen=True)
class Desk:
    session: AsyncSession
    staff: StaffIdentity
    keyring: Keyring
    case_id: UUID
    revision: int


Act = Callable[[Desk, Typed], Awaitable[object]]
