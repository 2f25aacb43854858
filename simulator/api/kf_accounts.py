"""`/customservice/kfaccount/…`: the accounts of the platform's own customer service."""

from typing import Annotated

from fastapi import File, Request, UploadFile

from simulator.access import AccountType
from simulator.api.body import Asked, parsed
from simulator.api.route import OK, platform_router
from simulator.errors import PlatformError
from simulator.kf_accounts import KfAccount
from simulator.media import content_type_of
from simulator.service import Running
from simulator.world import World

router = platform_router("/customservice/kfaccount")
lists = platform_router("/cgi-bin/customservice")

_LARGEST_PICTURE = 5 * 1024 * 1024


class AccountRequest(Asked):
    kf_account: str
    nickname: str = ""


class AccountOnly(Asked):
    kf_account: str


class InviteRequest(Asked):
    kf_account: str
    invite_wx: str


@router.post("/add")
async def add(running: Running, asked: Annotated[AccountRequest, parsed(AccountRequest)]) -> object:
    if running.world.access.account_type is AccountType.test:
        # Undocumented; what test accounts have been seen to get.
        raise PlatformError(61450)
    running.world.desk.accounts.add(asked.kf_account, asked.nickname)
    return OK


@router.post("/update")
async def update(
    running: Running, asked: Annotated[AccountRequest, parsed(AccountRequest)]
) -> object:
    running.world.desk.accounts.rename(asked.kf_account, asked.nickname)
    return OK


@router.get("/del")
async def delete_by_query(running: Running, kf_account: str = "") -> object:
    """As it was first documented; old clients still do."""
    running.world.desk.accounts.remove(kf_account)
    return OK


@router.post("/del")
async def delete(running: Running, asked: Annotated[AccountOnly, parsed(AccountOnly)]) -> object:
    running.world.desk.accounts.remove(asked.kf_account)
    return OK


@router.post("/inviteworker")
async def inviteworker(
    running: Running, asked: Annotated[InviteRequest, parsed(InviteRequest)]
) -> object:
    world = running.world
    world.desk.accounts.invite(asked.kf_account, asked.invite_wx, world.now())
    return OK


@router.post("/uploadheadimg")
async def uploadheadimg(
    running: Running,
    request: Request,
    kf_account: str = "",
    media: Annotated[UploadFile | None, File()] = None,
) -> object:
    account = running.world.desk.accounts.get(kf_account)
    content = await media.read() if media else b""
    if not content:
        raise PlatformError(41005)
    if len(content) > _LARGEST_PICTURE:
        raise PlatformError(40009)
    content_type = content_type_of(content)
    if content_type not in {"image/jpeg", "image/png"}:
        raise PlatformError(40005)
    world = running.world
    account.picture_key = world.media.add("image", content, content_type, world.now()).picture_key
    return OK


@lists.get("/getkflist")
async def getkflist(running: Running) -> object:
    accounts = running.world.desk.accounts.by_name.values()
    return {"kf_list": [_listed(running.world, account) for account in accounts]}


@lists.get("/getonlinekflist")
async def getonlinekflist(running: Running) -> object:
    desk = running.world.desk
    served = [session.account for session in desk.sessions.values()]
    online = [
        {
            "kf_account": account.name,
            "status": 1,
            "kf_id": account.id,
            "accepted_case": served.count(account.name),
        }
        for account in desk.accounts.by_name.values()
        if account.is_online
    ]
    return {"kf_online_list": online}


def _listed(world: World, account: KfAccount) -> dict[str, object]:
    listed: dict[str, object] = {
        "kf_account": account.name,
        "kf_headimgurl": f"{world.settings.public_url}/mmbiz/{account.picture_key}",
        "kf_id": account.id,
        "kf_nick": account.nickname,
    }
    status = account.invitation(world.now())
    if account.bound_to:
        listed["kf_wx"] = account.bound_to
    elif status and account.invited_until:
        listed["invite_wx"] = account.invited
        listed["invite_expire_time"] = int(account.invited_until.timestamp())
        listed["invite_status"] = status
    return listed
