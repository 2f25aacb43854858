"""The account's settings on the platform, changed while it runs: type, IP allow-list, limits."""

from fastapi import APIRouter
from pydantic import BaseModel

from simulator.access import Access, AccountType
from simulator.service import Running

router = APIRouter(prefix="/simulator/api/access")


class AccessView(BaseModel):
    account_type: AccountType
    allowed_addresses: list[str]
    daily_limits: dict[str, int]
    minute_limits: dict[str, int]


class AccessChange(BaseModel):
    """Only what is given changes; an empty list lets every address in."""

    account_type: AccountType | None = None
    allowed_addresses: set[str] | None = None
    daily_limits: dict[str, int] | None = None
    minute_limits: dict[str, int] | None = None


@router.get("")
async def show(running: Running) -> AccessView:
    return _view(running.world.access)


@router.put("")
async def change(running: Running, change: AccessChange) -> AccessView:
    access = running.world.access
    if change.account_type is not None:
        access.account_type = change.account_type
    if change.allowed_addresses is not None:
        access.allowed_addresses = change.allowed_addresses
    if change.daily_limits is not None:
        access.daily_limits = change.daily_limits
    if change.minute_limits is not None:
        access.minute_limits = change.minute_limits
    return _view(access)


def _view(access: Access) -> AccessView:
    return AccessView(
        account_type=access.account_type,
        allowed_addresses=sorted(access.allowed_addresses),
        daily_limits=access.daily_limits,
        minute_limits=access.minute_limits,
    )
