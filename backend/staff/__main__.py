"""`python -m backend.staff USERNAME NAME ROLE UNION`: open an account; the password is asked for.

For the first administrator of an installation: `… zhangsan 张三 province_administrator 410000-GU`.
"""

import argparse
import asyncio
import getpass
import sys

import backend.models  # noqa: F401 — foreign keys lead to tables of every feature
from backend.config import get_settings
from backend.database import Database
from backend.errors import ServiceError
from backend.staff.models import Role
from backend.staff.service import bind_role, create_staff
from backend.unions.service import union_by_code


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m backend.staff", description=__doc__)
    parser.add_argument("username")
    parser.add_argument("name", help="shown to colleagues")
    parser.add_argument("role", choices=[role.value for role in Role])
    parser.add_argument("union", help="a union's code: 410000-GU, 410100-NF, 410105-NF …")
    return parser.parse_args()


async def _create(args: argparse.Namespace, password: str) -> None:
    database = Database(get_settings().async_database_url)
    try:
        async with database.transaction() as session:
            union = await union_by_code(session, args.union)
            staff = await create_staff(
                session, username=args.username, display_name=args.name, password=password
            )
            await bind_role(session, staff, union.id, Role(args.role))
    finally:
        await database.close()


def main() -> int:
    args = _arguments()
    is_terminal = sys.stdin.isatty()
    password = getpass.getpass() if is_terminal else sys.stdin.readline().strip()
    try:
        asyncio.run(_create(args, password))
    except ServiceError as refusal:
        sys.stderr.write(f"not created: {refusal}\n")
        return 1
    sys.stdout.write(f"created {args.username}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
