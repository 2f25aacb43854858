"""`python -m backend.unions PARENT TRADE WORDS`: found an industry federation (行业工会联合会).

`… 410100-GU courier 快递` is 郑州市快递行业工会联合会, led by 郑州市总工会.
"""

import argparse
import asyncio
import sys

import backend.models  # noqa: F401 — foreign keys lead to tables of every feature
from backend.config import get_settings
from backend.database import Database
from backend.errors import ServiceError
from backend.membership.trades import BY_CODE
from backend.privacy import audit
from backend.unions.models import UnionKind
from backend.unions.service import found_industry_federation, union_by_code


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m backend.unions", description=__doc__)
    parser.add_argument("parent", help="the general union's code: 410100-GU, 410105-GU …")
    parser.add_argument("trade", choices=sorted(BY_CODE))
    parser.add_argument("words", help="how the trade is called in the federation's name")
    return parser.parse_args()


async def found(parent_code: str, trade_code: str, words: str) -> str:
    """Its name; asked again, it founds nothing new."""
    database = Database(get_settings().async_database_url)
    try:
        async with database.transaction() as session:
            parent = await union_by_code(session, parent_code)
            place = parent.name.removesuffix("总工会")
            union = await found_industry_federation(
                session, parent, place=place, trade_code=trade_code, trade=words
            )
            await audit.record(
                session,
                actor=audit.Actor.system,
                actor_id=None,
                action=f"{UnionKind.industry_federation.value}_founded",
                subject_kind="union",
                subject_id=union.id,
                division_path=union.division_path,
            )
            return f"{union.name} ({union.code})"
    finally:
        await database.close()


def main() -> int:
    args = _arguments()
    try:
        said = asyncio.run(found(args.parent, args.trade, args.words))
    except ServiceError as refusal:
        sys.stderr.write(f"not founded: {refusal}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
