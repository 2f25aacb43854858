"""`/cgi-bin/tags/members/…blacklist`: people the account neither hears nor may write to."""

from typing import Annotated

from simulator.api.body import Asked, parsed
from simulator.api.route import OK, platform_router
from simulator.api.user import page
from simulator.errors import PlatformError
from simulator.service import Running

router = platform_router()

_MOST_AT_ONCE = 20


class ListRequest(Asked):
    begin_openid: str | None = ""


class ChangeRequest(Asked):
    openid_list: list[str]


@router.post("/tags/members/getblacklist")
async def getblacklist(
    running: Running, asked: Annotated[ListRequest, parsed(ListRequest)]
) -> object:
    listed = running.world.followers.blacklist
    return {"total": len(listed), **page(listed, asked.begin_openid or "", running.world)}


@router.post("/tags/members/batchblacklist")
async def batchblacklist(
    running: Running, asked: Annotated[ChangeRequest, parsed(ChangeRequest)]
) -> object:
    listed = running.world.followers.blacklist
    listed += [openid for openid in _known(running, asked) if openid not in listed]
    return OK


@router.post("/tags/members/batchunblacklist")
async def batchunblacklist(
    running: Running, asked: Annotated[ChangeRequest, parsed(ChangeRequest)]
) -> object:
    for openid in _known(running, asked):
        if openid in running.world.followers.blacklist:
            running.world.followers.blacklist.remove(openid)
    return OK


def _known(running: Running, asked: ChangeRequest) -> list[str]:
    if not 1 <= len(asked.openid_list) <= _MOST_AT_ONCE:
        raise PlatformError(40032)
    if any(openid not in running.world.phones for openid in asked.openid_list):
        raise PlatformError(49003)
    return asked.openid_list
