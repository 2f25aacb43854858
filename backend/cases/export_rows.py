"""A case as a line of a spreadsheet: what reports need, and no more of the person than a family name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.forms import KIND_LABELS
from backend.cases.models import Case
from backend.cases.sealing import name_of
from backend.cases.telling import STATUS_NAMES
from backend.contracts.cases import CaseKind, CaseStatus
from backend.membership.names import mask_name
from backend.membership.trades import BY_CODE
from backend.privacy.keyring import Keyring
from backend.unions.lookup import union_names
from backend.unions.places import county_by_code
from backend.working_time.rules import CHINA

HEADER: Final = (
    "编号",
    "类别",
    "状态",
    "紧急",
    "姓名",
    "行业",
    "单位",
    "县区",
    "人数",
    "金额",
    "负责工会",
    "登记时间",
    "办结时间",
    "归档时间",
    "满意度",
    "标签",
)
_SCORES: Final = {1: "不满意", 2: "基本满意", 3: "满意"}
# A cell that begins like a formula would be run by whoever opens the sheet.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


async def rows_of(
    session: AsyncSession, cases: Sequence[Case], keyring: Keyring
) -> list[list[str]]:
    unions = await union_names(session, {case.union_id for case in cases})
    return [_row(case, unions.get(case.union_id, ""), keyring) for case in cases]


def _row(case: Case, union: str, keyring: Keyring) -> list[str]:
    county = county_by_code(case.county_code) if case.county_code else None
    trade = BY_CODE.get(case.trade or "")
    cells = [
        case.number,
        KIND_LABELS[CaseKind(case.kind)],
        STATUS_NAMES[CaseStatus(case.status)],
        "是" if case.urgent else "",
        mask_name(name_of(keyring, case)),
        trade.label if trade else "",
        case.employer_text or case.employer or "",
        county.label if county else "",
        str(case.people_count),
        str(case.amount) if case.amount is not None else "",
        union,
        _moment(case.opened_at),
        _moment(case.resolved_at),
        _moment(case.closed_at),
        _SCORES.get(case.satisfaction or 0, ""),
        "、".join(case.tags),
    ]
    return [safe_cell(cell) for cell in cells]


def safe_cell(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""
