"""`/cgi-bin/tags/…` and `/cgi-bin/user/tag/get`: labels on people."""

from typing import Annotated

from simulator.api.body import Asked, parsed
from simulator.api.route import OK, platform_router
from simulator.api.user import page
from simulator.errors import PlatformError
from simulator.followers import Tag
from simulator.service import Running
from simulator.world import World

router = platform_router()

_MOST_AT_ONCE = 50


class NewTag(Asked):
    name: str


class NewTagRequest(Asked):
    tag: NewTag


class ChangedTag(NewTag):
    id: int


class ChangeRequest(Asked):
    tag: ChangedTag


class TagOnly(Asked):
    id: int


class DeleteRequest(Asked):
    tag: TagOnly


class TaggingRequest(Asked):
    openid_list: list[str]
    tagid: int


class TagsOfRequest(Asked):
    openid: str


class TaggedRequest(Asked):
    tagid: int
    next_openid: str | None = ""


@router.post("/tags/create")
async def create(
    running: Running, asked: Annotated[NewTagRequest, parsed(NewTagRequest)]
) -> object:
    tag = running.world.followers.create(asked.tag.name)
    return {"tag": {"id": tag.id, "name": tag.name}}


@router.get("/tags/get")
async def get(running: Running) -> object:
    tags = running.world.followers.tags.values()
    return {"tags": [_counted(running.world, tag) for tag in tags]}


@router.post("/tags/update")
async def update(
    running: Running, asked: Annotated[ChangeRequest, parsed(ChangeRequest)]
) -> object:
    running.world.followers.rename(asked.tag.id, asked.tag.name)
    return OK


@router.post("/tags/delete")
async def delete(
    running: Running, asked: Annotated[DeleteRequest, parsed(DeleteRequest)]
) -> object:
    running.world.followers.delete(asked.tag.id)
    return OK


@router.post("/tags/members/batchtagging")
async def batchtagging(
    running: Running, asked: Annotated[TaggingRequest, parsed(TaggingRequest)]
) -> object:
    for openid in _followers(running.world, asked.openid_list):
        running.world.followers.tag(openid, asked.tagid)
    return OK


@router.post("/tags/members/batchuntagging")
async def batchuntagging(
    running: Running, asked: Annotated[TaggingRequest, parsed(TaggingRequest)]
) -> object:
    for openid in _followers(running.world, asked.openid_list):
        running.world.followers.untag(openid, asked.tagid)
    return OK


@router.post("/tags/getidlist")
async def getidlist(
    running: Running, asked: Annotated[TagsOfRequest, parsed(TagsOfRequest)]
) -> object:
    phone = running.world.phone(asked.openid)
    return {"tagid_list": running.world.followers.tags_of.get(phone.openid, [])}


@router.post("/user/tag/get")
async def tagged(
    running: Running, asked: Annotated[TaggedRequest, parsed(TaggedRequest)]
) -> object:
    openids = running.world.followers.tagged(asked.tagid)
    return page(openids, asked.next_openid or "", running.world)


def _counted(world: World, tag: Tag) -> dict[str, object]:
    return {"id": tag.id, "name": tag.name, "count": len(world.followers.tagged(tag.id))}


def _followers(world: World, openids: list[str]) -> list[str]:
    """All or none: one wrong openid, and nobody is tagged."""
    if not 1 <= len(openids) <= _MOST_AT_ONCE:
        raise PlatformError(40032)
    if not all(openid in world.phones and world.phones[openid].following for openid in openids):
        raise PlatformError(49003)
    return openids
