"""`/cgi-bin/groups/…`: what tags were before 2016; old clients still call it."""

from typing import Annotated

from simulator.api.body import Asked, parsed
from simulator.api.route import OK, platform_router
from simulator.errors import PlatformError
from simulator.service import Running
from simulator.world import World

router = platform_router()


class NewGroup(Asked):
    name: str


class NewGroupRequest(Asked):
    group: NewGroup


class ChangedGroup(NewGroup):
    id: int


class ChangeRequest(Asked):
    group: ChangedGroup


class GroupOnly(Asked):
    id: int


class DeleteRequest(Asked):
    group: GroupOnly


class GroupOfRequest(Asked):
    openid: str


class MoveRequest(Asked):
    openid: str
    to_groupid: int


class MoveAllRequest(Asked):
    openid_list: list[str]
    to_groupid: int


@router.post("/groups/create")
async def create(
    running: Running, asked: Annotated[NewGroupRequest, parsed(NewGroupRequest)]
) -> object:
    group = running.world.followers.create(asked.group.name)
    return {"group": {"id": group.id, "name": group.name}}


@router.get("/groups/get")
async def get(running: Running) -> object:
    world = running.world
    names = {0: "未分组", 1: "黑名单"}
    names |= {tag.id: tag.name for tag in world.followers.tags.values()}
    groups = [
        {"id": group_id, "name": name, "count": _members(world, group_id)}
        for group_id, name in names.items()
    ]
    return {"groups": groups}


@router.post("/groups/getid")
async def getid(
    running: Running, asked: Annotated[GroupOfRequest, parsed(GroupOfRequest)]
) -> object:
    phone = running.world.phone(asked.openid)
    return {"groupid": running.world.followers.group_of(phone.openid)}


@router.post("/groups/update")
async def update(
    running: Running, asked: Annotated[ChangeRequest, parsed(ChangeRequest)]
) -> object:
    running.world.followers.rename(asked.group.id, asked.group.name)
    return OK


@router.post("/groups/members/update")
async def move(running: Running, asked: Annotated[MoveRequest, parsed(MoveRequest)]) -> object:
    running.world.followers.move(running.world.phone(asked.openid).openid, asked.to_groupid)
    return OK


@router.post("/groups/members/batchupdate")
async def move_all(
    running: Running, asked: Annotated[MoveAllRequest, parsed(MoveAllRequest)]
) -> object:
    if not 1 <= len(asked.openid_list) <= 50:
        raise PlatformError(40032)
    for phone in [running.world.phone(openid) for openid in asked.openid_list]:
        running.world.followers.move(phone.openid, asked.to_groupid)
    return OK


@router.post("/groups/delete")
async def delete(
    running: Running, asked: Annotated[DeleteRequest, parsed(DeleteRequest)]
) -> object:
    running.world.followers.delete(asked.group.id)
    return OK


def _members(world: World, group_id: int) -> int:
    followers = [phone.openid for phone in world.phones.values() if phone.following]
    return sum(world.followers.group_of(openid) == group_id for openid in followers)
