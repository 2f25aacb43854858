"""`/cgi-bin/message/mass/…`: the same message to everybody, to a tag, or to a list."""

from typing import Annotated, Any

from fastapi import BackgroundTasks, Request

from simulator import events
from simulator.api.body import Asked, parsed, readable_object
from simulator.api.route import OK, CurrentExchange, platform_router
from simulator.custom_messages import Parts, read_mass_message
from simulator.errors import PlatformError
from simulator.mass import DELETED, MassJob
from simulator.messages import Fields
from simulator.records import Direction
from simulator.service import Running, Simulator
from simulator.world import Phone, World

router = platform_router("/cgi-bin/message/mass")

# Who tells of the result, in the platform's documentation.
_HELPER = "mphelper"
_SPEEDS = {0: 80, 1: 60, 2: 45, 3: 30, 4: 10}


class JobRequest(Asked):
    msg_id: int
    article_idx: int = 0


class SpeedRequest(Asked):
    speed: int


@router.post("/sendall")
async def sendall(
    running: Running, request: Request, exchange: CurrentExchange, later: BackgroundTasks
) -> object:
    message = readable_object(await request.body())
    chosen = message.get("filter")
    if not isinstance(chosen, dict):
        raise PlatformError(40035, "filter")
    openids = _tagged(running.world, chosen)
    return _submitted(running, message, openids, exchange.id, later)


@router.post("/send")
async def send(
    running: Running, request: Request, exchange: CurrentExchange, later: BackgroundTasks
) -> object:
    message = readable_object(await request.body())
    asked = message.get("touser")
    if not isinstance(asked, list) or not 2 <= len(asked) <= 10_000:
        raise PlatformError(40130)
    followers = {phone.openid for phone in _followers(running.world)}
    openids = [openid for openid in asked if openid in followers]
    if not openids:
        raise PlatformError(40003)
    return _submitted(running, message, openids, exchange.id, later)


@router.post("/preview")
async def preview(running: Running, request: Request, exchange: CurrentExchange) -> object:
    """To one person, who need not be a tester here; WeChat names are known to nobody."""
    message = readable_object(await request.body())
    if message.get("towxname"):
        raise PlatformError(40132)
    phone = running.world.follower(message.get("touser"))
    kind, parts = read_mass_message(message, running.world)
    _show(running.world, [phone], kind, parts, exchange.id)
    return {"errcode": 0, "errmsg": "preview success", "msg_id": 34_182}


@router.post("/get")
async def get(running: Running, asked: Annotated[JobRequest, parsed(JobRequest)]) -> object:
    job = running.world.mass.get(asked.msg_id)
    return {"msg_id": job.id, "msg_status": job.status}


@router.post("/delete")
async def delete(running: Running, asked: Annotated[JobRequest, parsed(JobRequest)]) -> object:
    """Only the page behind the message goes; the message stays in people's chats."""
    running.world.mass.get(asked.msg_id).status = DELETED
    return OK


@router.post("/speed/get")
async def speed_get(running: Running) -> object:
    speed = running.world.mass.speed
    return {"speed": speed, "realspeed": _SPEEDS[speed]}


@router.post("/speed/set")
async def speed_set(
    running: Running, asked: Annotated[SpeedRequest, parsed(SpeedRequest)]
) -> object:
    if asked.speed not in _SPEEDS:
        raise PlatformError(45083)
    running.world.mass.speed = asked.speed
    return OK


def _submitted(
    running: Simulator,
    message: dict[str, Any],
    openids: list[str],
    exchange_id: int,
    later: BackgroundTasks,
) -> object:
    world = running.world
    client_id = str(message.get("clientmsgid") or "")
    if len(client_id.encode()) > 64:
        raise PlatformError(45067)
    if earlier := world.mass.by_client_id.get(client_id):
        return {"errcode": 45065, "errmsg": "clientmsgid exist", "msg_id": earlier.id}
    kind, parts = read_mass_message(message, world)
    job = world.mass.send(openids, world.access.account_type, world.now())
    if client_id:
        world.mass.by_client_id[client_id] = job
    _show(world, [world.phones[openid] for openid in job.reached], kind, parts, exchange_id)
    later.add_task(_tell, running, job)
    submitted = {"errcode": 0, "errmsg": "send job submission success", "msg_id": job.id}
    return {**submitted, "msg_data_id": job.data_id}


def _tagged(world: World, chosen: dict[str, Any]) -> list[str]:
    followers = [phone.openid for phone in _followers(world)]
    if chosen.get("is_to_all"):
        return followers
    asked = chosen.get("tag_id", chosen.get("group_id"))
    if not str(asked).isdigit():
        raise PlatformError(45159)
    tagged = world.followers.tagged(int(str(asked)))
    return [openid for openid in tagged if openid in followers]


def _followers(world: World) -> list[Phone]:
    listed = world.followers.blacklist
    return [p for p in world.phones.values() if p.following and p.openid not in listed]


def _show(world: World, phones: list[Phone], kind: str, parts: Parts, exchange_id: int) -> None:
    for phone in phones:
        world.add_entry(
            phone, Direction.to_person, kind, delivery="mass", exchange_id=exchange_id, **parts
        )


async def _tell(running: Simulator, job: MassJob) -> None:
    counts: Fields = {
        "MsgID": job.id,
        "Status": "send success",
        "TotalCount": len(job.asked),
        "FilterCount": len(job.reached),
        "SentCount": len(job.reached),
        "ErrorCount": 0,
        "CopyrightCheckResult": {"Count": 0, "ResultList": "", "CheckState": 0},
        "ArticleUrlResult": {"Count": 0, "ResultList": ""},
    }
    running.courier.announce({**events.event("MASSSENDJOBFINISH"), **counts}, _HELPER)
