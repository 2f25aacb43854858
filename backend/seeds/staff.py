"""Demo accounts for development, one of each role; never in production."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.staff.models import Role
from backend.staff.service import bind_role, create_staff, find_staff
from backend.unions.models import UnionKind
from backend.unions.names import union_code
from backend.unions.service import union_by_code

_PASSWORD = "gonghui-demo-2026"  # development only, printed by `make run`
_ACCOUNTS = (
    ("province", "省级演示", "410000", UnionKind.general_union, Role.province_administrator),
    ("zhengzhou", "郑州演示", "410100", UnionKind.new_forms_federation, Role.city_administrator),
    ("luoyang", "洛阳演示", "410300", UnionKind.new_forms_federation, Role.city_administrator),
    ("jinshui", "金水演示", "410105", UnionKind.new_forms_federation, Role.county_staff),
)


async def seed_demo_staff(session: AsyncSession) -> list[dict[str, str]]:
    """Create what is missing; the accounts with their passwords, to be printed."""
    printed = []
    for username, name, division, kind, role in _ACCOUNTS:
        union = await union_by_code(session, union_code(division, kind))
        if await find_staff(session, username) is None:
            staff = await create_staff(
                session, username=username, display_name=name, password=_PASSWORD
            )
            await bind_role(session, staff, union.id, role)
        printed.append(
            {
                "username": username,
                "password": _PASSWORD,
                "name": f"{name} · {union.name}",
                "role": role.value,
            }
        )
    return printed
