"""What was typed into a case's sheet: read strictly, and kept as typed for showing it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from fastapi import Request

from backend.contracts.errors import ErrorCode
from backend.errors import Refused

LONGEST = 2000
_HIDDEN = frozenset({"csrf_token", "revision"})


@dataclass(frozen=True)
class Typed:
    """`values` hold one string a field; several of one name are joined by commas."""

    values: Mapping[str, str]

    def words(self, name: str, *, optional: bool = False) -> str:
        said = self.values.get(name, "").strip()
        if len(said) > LONGEST or not (said or optional):
            raise _wrong(name)
        return said

    def reason(self) -> str:
        """The ticked reason, with the words typed beside it."""
        parts = (self.words("usual", optional=True), self.words("reason", optional=True))
        given = "；".join(part for part in parts if part)
        if not given:
            raise _wrong("reason")
        return given

    def whole(self, name: str) -> int:
        said = self.words(name)
        if not said.isascii() or not said.isdigit() or len(said) > 6:
            raise _wrong(name)
        return int(said)

    def money(self, name: str) -> Decimal | None:
        said = self.words(name, optional=True).replace(",", "")
        try:
            amount = Decimal(said) if said else None
        except InvalidOperation:
            raise _wrong(name) from None
        if amount is not None and not (amount.is_finite() and 0 <= amount < 10**10):
            raise _wrong(name)
        return amount

    def day(self, name: str) -> date | None:
        said = self.words(name, optional=True)
        try:
            return date.fromisoformat(said) if said else None
        except ValueError:
            raise _wrong(name) from None

    def id(self, name: str) -> UUID:
        found = self.maybe_id(name)
        if found is None:
            raise _wrong(name)
        return found

    def maybe_id(self, name: str) -> UUID | None:
        said = self.words(name, optional=True)
        try:
            return UUID(said) if said else None
        except ValueError:
            raise _wrong(name) from None

    def ticked(self, name: str) -> bool:
        return self.values.get(name, "") not in {"", "0", "no"}


def _wrong(name: str) -> Refused:
    return Refused(ErrorCode.invalid_payload, f"field {name}", field=name)


async def typed_in(request: Request) -> Typed:
    form = await request.form()
    values: dict[str, str] = {}
    for name in form:
        if name not in _HIDDEN:
            said = [value for value in form.getlist(name) if isinstance(value, str)]
            values[name] = ",".join(said)
    return Typed(values)
