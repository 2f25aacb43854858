"""`/customservice/kfsession/…` and `msgrecord/getmsglist`: who is served by whom, and what was said."""

from datetime import UTC, datetime
from typing import Annotated

from simulator.api.body import Asked, parsed
from simulator.api.route import OK, platform_router
from simulator.errors import PlatformError
from simulator.service import Running

router = platform_router("/customservice")

_MOST_WAITING = 100
_MOST_RECORDS = 10_000
_LONGEST_SECONDS = 24 * 3600


class SessionRequest(Asked):
    kf_account: str
    openid: str
    text: str = ""


class RecordsRequest(Asked):
    starttime: int
    endtime: int
    msgid: int = 1
    number: int = _MOST_RECORDS


@router.post("/kfsession/create")
async def create(
    running: Running, asked: Annotated[SessionRequest, parsed(SessionRequest)]
) -> object:
    world = running.world
    phone = world.follower(asked.openid)
    world.desk.open(phone.openid, asked.kf_account, world.now())
    return OK


@router.post("/kfsession/close")
async def close(
    running: Running, asked: Annotated[SessionRequest, parsed(SessionRequest)]
) -> object:
    world = running.world
    phone = world.phone(asked.openid)
    world.desk.close(phone.openid, asked.kf_account, world.now())
    return OK


@router.get("/kfsession/getsession")
async def getsession(running: Running, openid: str = "") -> object:
    world = running.world
    session = world.desk.session_of(world.phone(openid).openid, world.now())
    if session is None:
        return {**OK, "createtime": 0, "kf_account": ""}
    return {"createtime": int(session.created_at.timestamp()), "kf_account": session.account}


@router.get("/kfsession/getsessionlist")
async def getsessionlist(running: Running, kf_account: str = "") -> object:
    world = running.world
    account = world.desk.accounts.get(kf_account)
    world.desk.end_silent(world.now())
    listed = [
        {"createtime": int(session.created_at.timestamp()), "openid": session.openid}
        for session in world.desk.sessions.values()
        if session.account == account.name
    ]
    return {"sessionlist": listed}


@router.get("/kfsession/getwaitcase")
async def getwaitcase(running: Running) -> object:
    waiting = list(running.world.desk.waiting.values())
    listed = [
        {"latest_time": int(one.latest_at.timestamp()), "openid": one.openid}
        for one in waiting[:_MOST_WAITING]
    ]
    return {"count": len(waiting), "waitcaselist": listed}


@router.post("/msgrecord/getmsglist")
async def getmsglist(
    running: Running, asked: Annotated[RecordsRequest, parsed(RecordsRequest)]
) -> object:
    """A day at most; `msgid` in the answer is where the next page begins."""
    if asked.endtime <= asked.starttime or not 1 <= asked.number <= _MOST_RECORDS:
        raise PlatformError(65416)
    if asked.endtime - asked.starttime > _LONGEST_SECONDS:
        raise PlatformError(65417)
    first, last = (datetime.fromtimestamp(at, UTC) for at in (asked.starttime, asked.endtime))
    found = [
        record
        for record in running.world.desk.records
        if record.id >= asked.msgid and first <= record.at <= last
    ][: asked.number]
    listed = [
        {
            "openid": record.openid,
            "opercode": record.operation.value,
            "text": record.text,
            "time": int(record.at.timestamp()),
            "worker": record.account,
        }
        for record in found
    ]
    next_id = found[-1].id + 1 if found else 0
    return {"recordlist": listed, "number": len(found), "msgid": next_id}
