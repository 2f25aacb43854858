"""The list's filters as they stand in the address, there and back; a saved view is such a string."""

from dataclasses import dataclass, field, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from backend.cases.filters import OPEN, CaseFilters

BOARD = "board"


@dataclass(frozen=True)
class CaseQuery:
    """`filters` for the service; `link` keeps them, with what changes, in every link."""

    filters: CaseFilters = field(default_factory=CaseFilters)
    view: str = ""
    page: int = 1

    @property
    def is_board(self) -> bool:
        return self.view == BOARD

    @property
    def is_narrowed(self) -> bool:
        """By more than the status and a search, which no view keeps."""
        return replace(self.filters, status=OPEN, q="") != CaseFilters()

    def link(self, **changes: str | int | None) -> str:
        """Query string, shortest form: defaults are left out."""
        query = self._encoded(**changes)
        return f"?{query}" if query else ""

    def stored(self) -> str:
        """What a saved view keeps: never a search, which may be for a person."""
        return self._encoded(page=None, q=None)

    def _encoded(self, **changes: str | int | None) -> str:
        values: dict[str, str | int | None] = {
            **self.filters.as_values(),
            "view": self.view,
            "page": self.page,
            **changes,
        }
        if values.get("status") == OPEN:
            values["status"] = None
        if values["page"] == 1:
            values["page"] = None
        return urlencode({name: value for name, value in values.items() if value})


def case_query(
    request: Request,
    view: Annotated[str, Query(max_length=8)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> CaseQuery:
    """Unknown codes count as not given: old bookmarks keep working."""
    filters = CaseFilters.from_values(request.query_params)
    return CaseQuery(filters, BOARD if view == BOARD else "", page)


FromCases = Annotated[CaseQuery, Depends(case_query)]
