"""`python -m backend.staff USERNAME NAME ROLE UNION`: open an account; the password is asked for.

For the first administrator of an installation: `… zhangsan 张三 province_administrator 410000-GU`.
For a service organization: `… lvshi 李律师 service_staff 职工法律服务站`, by its whole name.
Who forgot it: `… --new-password zhangsan`. Who left: `… --close zhangsan`. Both sign out everywhere.
"""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

import backend.models  # noqa: F401 — foreign keys lead to tables of every feature
from backend.cases.organizations import organization_named
from backend.config import get_settings
from backend.database import Database
from backend.errors import NotFound, ServiceError
from backend.staff.models import Role
from backend.staff.service import (
    bind_role,
    change_password,
    close_account,
    create_staff,
    find_staff,
)
from backend.unions.service import union_by_code


def arguments(typed: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m backend.staff", description=__doc__)
    parser.add_argument("username")
    parser.add_argument("name", nargs="?", help="shown to colleagues")
    parser.add_argument("role", nargs="?", choices=[role.value for role in Role])
    parser.add_argument(
        "union", nargs="?", help="a union's code: 410000-GU, 410105-NF …; or an organization"
    )
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--new-password", action="store_true", help="of an account there is")
    change.add_argument("--close", action="store_true", help="an account there is")
    args = parser.parse_args(typed)
    is_change = args.new_password or args.close
    if is_change and args.name is not None:
        change_of = "--close" if args.close else "--new-password"
        parser.error(f"{change_of} takes USERNAME alone; nothing was changed")
    if is_change == (args.union is not None):
        parser.error("USERNAME NAME ROLE UNION, or --new-password or --close with USERNAME alone")
    return args


async def _do(args: argparse.Namespace, password: str | None) -> None:
    database = Database(get_settings().async_database_url)
    try:
        async with database.transaction() as session:
            if args.union is None:
                await change_account(session, username=args.username, password=password)
                return
            await open_account(
                session,
                username=args.username,
                name=args.name,
                role=Role(args.role),
                place=args.union,
                password=password or "",
            )
    finally:
        await database.close()


async def change_account(session: AsyncSession, *, username: str, password: str | None) -> None:
    """Another password; without one the account is closed."""
    staff = await find_staff(session, username)
    if staff is None:
        raise NotFound(f"no account {username}")
    if password is None:
        await close_account(session, staff)
    else:
        await change_password(session, staff, password)


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
    args = arguments()
    password = None if args.close else _asked_password()
    try:
        asyncio.run(_do(args, password))
    except ServiceError as refusal:
        sys.stderr.write(f"not done: {refusal}\n")
        return 1
    done = "closed" if args.close else "password changed for" if args.new_password else "created"
    sys.stdout.write(f"{done} {args.username}\n")
    return 0


def _asked_password() -> str:
    return getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().strip()


if __name__ == "__main__":
    sys.exit(main())
