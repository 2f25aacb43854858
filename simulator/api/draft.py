"""`/cgi-bin/draft/…`: articles being written."""

from typing import Annotated, Any

from fastapi import Request

from simulator.api.body import Asked, json_object, parsed
from simulator.api.material import listed, page, shown
from simulator.api.route import OK, platform_router
from simulator.errors import PlatformError
from simulator.service import Running

router = platform_router("/cgi-bin/draft")


class DraftRequest(Asked):
    media_id: str


class DraftUpdate(Asked):
    media_id: str
    index: int = 0
    articles: dict[str, Any]


class PageRequest(Asked):
    offset: int
    count: int
    no_content: bool = False


@router.post("/add")
async def add(running: Running, request: Request) -> object:
    world = running.world
    asked = json_object(await request.body())
    made = world.drafts.add(world.writing.checked_all(asked.get("articles")), world.now())
    return {"media_id": made.id}


@router.post("/get")
async def get(running: Running, asked: Annotated[DraftRequest, parsed(DraftRequest)]) -> object:
    return shown(running.world.drafts.get(asked.media_id))


@router.post("/update")
async def update(running: Running, asked: Annotated[DraftUpdate, parsed(DraftUpdate)]) -> object:
    world = running.world
    article = world.writing.checked(asked.articles)
    world.drafts.replace(asked.media_id, asked.index, article, world.now())
    return OK


@router.post("/delete")
async def delete(running: Running, asked: Annotated[DraftRequest, parsed(DraftRequest)]) -> object:
    running.world.drafts.take(asked.media_id)
    return OK


@router.get("/count")
async def count(running: Running) -> object:
    return {"total_count": len(running.world.drafts.sets)}


@router.post("/batchget")
async def batchget(running: Running, asked: Annotated[PageRequest, parsed(PageRequest)]) -> object:
    if not 1 <= asked.count <= 20 or asked.offset < 0:
        raise PlatformError(40097)
    drafts = running.world.drafts.newest_first()
    items = [listed(one) for one in drafts[asked.offset : asked.offset + asked.count]]
    return page(without_content(items) if asked.no_content else items, len(drafts))


def without_content(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for item in items:
        articles = [{**article, "content": ""} for article in item["content"]["news_item"]]
        item["content"] = {**item["content"], "news_item": articles}
    return items
