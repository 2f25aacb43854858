"""The queue's filters as they stand in the address, there and back."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from backend.contracts.joining import ApplicationStatus
from backend.membership.queue import QueueFilters

ALL = "all"


@dataclass(frozen=True)
class QueueQuery:
    """`filters` for the service; `link` keeps them, with what changes, in every link."""

    filters: QueueFilters
    page: int

    def link(self, **changes: str | int | None) -> str:
        """Query string, shortest form: defaults are left out."""
        f = self.filters
        values: dict[str, str | int | None] = {
            "status": f.status.value if f.status else ALL,
            "county": f.county,
            "trade": f.trade,
            "overdue": 1 if f.overdue else None,
            "manual": 1 if f.manual else None,
            "scene": f.scene,
            "q": f.q,
            "page": self.page,
        } | changes
        if values["status"] == ApplicationStatus.submitted:
            values["status"] = None
        if values["page"] == 1:
            values["page"] = None
        query = urlencode({name: value for name, value in values.items() if value})
        return f"?{query}" if query else ""


def queue_query(
    status: Annotated[str, Query(max_length=12)] = ApplicationStatus.submitted,
    county: Annotated[str, Query(max_length=6)] = "",
    trade: Annotated[str, Query(max_length=20)] = "",
    overdue: bool = False,
    manual: bool = False,
    scene: Annotated[str, Query(max_length=64)] = "",
    q: Annotated[str, Query(max_length=60)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> QueueQuery:
    """An unknown status shows every status: old bookmarks keep working."""
    known = status in {item.value for item in ApplicationStatus}
    filters = QueueFilters(
        status=ApplicationStatus(status) if known else None,
        county=county or None,
        trade=trade or None,
        overdue=overdue,
        manual=manual,
        scene=scene or None,
        q=q.strip(),
    )
    return QueueQuery(filters, page)


FromQueue = Annotated[QueueQuery, Depends(queue_query)]
