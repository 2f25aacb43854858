"""Half a million cases in the tables: made up in bulk, as many open ones as a province would have."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from backend.cases.search_terms import terms_of
from benchmarks import case_history

CASES: Final = 500_000
# A tenth is open; of the others most are in the archive.
_STATUSES: Final = (
    ("received", 2),
    ("accepted", 2),
    ("verified", 1),
    ("referred", 1),
    ("in_progress", 3),
    ("waiting", 1),
    ("closed", 82),
    ("merged", 3),
    ("withdrawn", 5),
)
_KINDS: Final = (
    ("wage_arrears", 45),
    ("work_injury", 15),
    ("platform_dispute", 15),
    ("legal_aid", 10),
    ("hardship_relief", 10),
    ("other", 5),
)
_EMPLOYERS: Final = ("美团", "饿了么", "顺丰", "滴滴", "货拉拉", "京东物流", "中通", "UU跑腿")
_OPENINGS: Final = ("站长拖欠工资", "送餐路上被车撞了", "平台扣了我的钱", "老板跑了", "账号被封")
_MIDDLES: Final = ("三个月没发", "一共十几个人", "电话打不通", "说没有合同", "住院花了不少")
_TRADES: Final = ("rider", "courier", "ride", "truck", "other")
_ROADS: Final = ("花园路", "农业路", "中原路", "航海路", "文化路", "建设路", "黄河路", "人民路")
_COLUMNS: Final = (
    *("id", "number", "kind", "case_class", "status", "urgent", "channel", "membership"),
    *("union_id", "division_path", "verifier_id", "verifier_path"),
    *("county_code", "employer", "people_count"),
    *("story", "facts", "tags", "search_terms", "opened_at", "is_escalated", "next_due_at"),
    *("next_due_kind", "revision", "staff_id", "trade", "resolved_at", "satisfaction"),
)
_OPEN: Final = frozenset({"received", "accepted", "verified", "referred", "in_progress", "waiting"})
_FEDERATIONS: Final = """
    SELECT id, division_code, division_path FROM unions
    WHERE kind = 'new_forms_federation' AND level = 'county'
"""


async def load(database_url: str, count: int = CASES) -> None:
    """Straight into the tables, with no more history than the report looks at."""
    connection = await asyncpg.connect(database_url)
    try:
        unions = await connection.fetch(_FEDERATIONS)
        staff = [row["id"] for row in await connection.fetch("SELECT id FROM staff")]
        await connection.copy_records_to_table(
            "cases", records=_rows(unions, staff, count), columns=_COLUMNS
        )
        await case_history.write(connection)
        for table in ("cases", "case_events", "case_clocks"):
            await connection.execute(f"VACUUM ANALYZE {table}")
    finally:
        await connection.close()


def _rows(unions: list[Any], staff: list[UUID], count: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(500)
    statuses, status_weights = zip(*_STATUSES, strict=True)
    kinds, kind_weights = zip(*_KINDS, strict=True)
    now = datetime.now(UTC)
    for serial in range(count):
        union = chance.choice(unions)
        status = chance.choices(statuses, status_weights)[0]
        is_open = status in _OPEN
        story = _story(chance, serial)
        employer = chance.choice(_EMPLOYERS)
        opened = now - timedelta(minutes=chance.randrange(60_000 if is_open else 1_500_000))
        resolved = _resolved(chance, opened, now) if status == "closed" else None
        yield (
            UUID(int=chance.getrandbits(128), version=4),
            f"SQ-{union['division_code'][:4]}-{900_000 + serial:06d}",
            chance.choices(kinds, kind_weights)[0],
            "ordinary",
            status,
            is_open and chance.random() < 0.03,
            "official_account",
            "active",
            union["id"],
            union["division_path"],
            union["id"],
            union["division_path"],
            union["division_code"],
            employer,
            1,
            story,
            "{}",
            ["重点"] if chance.random() < 0.02 else [],
            terms_of(story, employer),
            opened,
            False,
            now + timedelta(minutes=chance.randrange(-3000, 9000)) if is_open else None,
            "handling" if is_open else None,
            0,
            chance.choice(staff) if chance.random() < 0.7 else None,
            chance.choice(_TRADES),
            resolved,
            chance.choice((1, 3, 3, 3, None, None)) if resolved else None,
        )


def _resolved(chance: random.Random, opened: datetime, now: datetime) -> datetime:
    """Mostly within a week or two, some after a month."""
    return min(opened + timedelta(days=30) * chance.random() * chance.random(), now)


def _story(chance: random.Random, serial: int) -> str:
    """Mostly words that thousands share, and a site few do."""
    said = (chance.choice(_OPENINGS), chance.choice(_MIDDLES), chance.choice(_MIDDLES))
    return f"{chance.choice(_ROADS)}{serial % 997}号站点，{'，'.join(said)}"
