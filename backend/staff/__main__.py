"""`python -m backend.staff USERNAME NAME ROLE UNION`: open an account; the password is asked for.

For the first administrator of an installation: `… zhangsan 张三 province_administrator 410000-GU`.
For a service organization: `… lvshi 李律师 service_staff 职工法律服务站`, by its whole name.
"""

import argparse
import asyncio
import getpass
import sys

from sqlalchemy.ext.asyncio import AsyncSession

import backend.models  # noqa: F401 — foreign keys lead to tables of every feature
from backend.cases.organizations import organization_named
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
    parser.add_argument("union", help="a union's code: 410000-GU, 410105-NF …; or an organization")
    return parser.parse_args()


async def _create(args: argparse.Namespace, password: str) -> None:
    database = Database(get_settings().async_database_url)
    try:
        async with database.transaction() as session:
            await open_account(
                session,
                username=args.username,
                name=args.name,
                role=Role(args.role),
                place=args.union,
                password=password,
            )
    finally:
        await database.close()


async def open_account(
    session: AsyncSession, *, username: str, name: str, role: Role, place: str, password: str
) -> None:
    """`place` is a union's code; for `service_staff` the organization's name: it holds no place (S45)."""
    if role is Role.service_staff:
        organization = await organization_named(session, place)
        await create_staff(
            session,
            username=username,
            display_name=name,
            password=password,
            service_organization_id=organization.id,
        )
        return
    union = await union_by_code(session, place)
    staff = await create_staff(session, username=username, display_name=name, password=password)
    await bind_role(session, staff, union.id, role)


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
