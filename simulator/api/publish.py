"""`/cgi-bin/freepublish/…`: drafts made public, which is told afterwards."""

import secrets
from typing import Annotated

from fastapi import BackgroundTasks

from simulator import events
from simulator.api.body import Asked, parsed
from simulator.api.draft import without_content
from simulator.api.material import listed, page, shown
from simulator.api.route import OK, platform_router
from simulator.articles import ArticleSet
from simulator.errors import PlatformError
from simulator.messages import Fields
from simulator.service import Running, Simulator

router = platform_router("/cgi-bin/freepublish")


class SubmitRequest(Asked):
    media_id: str


class StatusRequest(Asked):
    publish_id: str


class ArticleRequest(Asked):
    article_id: str


class DeletionRequest(Asked):
    article_id: str
    # 0 is all of them.
    index: int = 0


class PageRequest(Asked):
    offset: int
    count: int
    no_content: bool = False


@router.post("/submit")
async def submit(
    running: Running,
    asked: Annotated[SubmitRequest, parsed(SubmitRequest)],
    later: BackgroundTasks,
) -> object:
    """The draft leaves the drafts."""
    world = running.world
    draft = world.drafts.take(asked.media_id)
    published = world.published.add(draft.articles, world.now())
    publish_id = str(2_247_483_650 + secrets.randbelow(10**6))
    world.published.tasks[publish_id] = published.id
    later.add_task(_tell, running, publish_id, published)
    return {**OK, "publish_id": publish_id, "msg_data_id": publish_id}


@router.post("/get")
async def get(running: Running, asked: Annotated[StatusRequest, parsed(StatusRequest)]) -> object:
    world = running.world
    article_id = world.published.tasks.get(asked.publish_id)
    if article_id is None:
        raise PlatformError(40097)
    published = world.published.sets.get(article_id)
    if published is None:
        # 成功后用户删除所有文章
        return {"publish_id": asked.publish_id, "publish_status": 5, "fail_idx": []}
    items = [
        {"idx": number, "article_url": article["url"]}
        for number, article in enumerate(published.articles, start=1)
    ]
    return {
        "publish_id": asked.publish_id,
        "publish_status": 0,
        "article_id": article_id,
        "article_detail": {"count": len(items), "item": items},
        "fail_idx": [],
    }


@router.post("/getarticle")
async def getarticle(
    running: Running, asked: Annotated[ArticleRequest, parsed(ArticleRequest)]
) -> object:
    published = _published(running, asked.article_id)
    return shown(published)


@router.post("/delete")
async def delete(
    running: Running, asked: Annotated[DeletionRequest, parsed(DeletionRequest)]
) -> object:
    published = _published(running, asked.article_id)
    if asked.index > len(published.articles):
        raise PlatformError(40114)
    if asked.index:
        del published.articles[asked.index - 1]
    if not asked.index or not published.articles:
        running.world.published.take(published.id)
    return OK


@router.post("/batchget")
async def batchget(running: Running, asked: Annotated[PageRequest, parsed(PageRequest)]) -> object:
    if not 1 <= asked.count <= 20 or asked.offset < 0:
        raise PlatformError(40097)
    published = running.world.published.newest_first()
    found = published[asked.offset : asked.offset + asked.count]
    items = [listed(one, "article_id") for one in found]
    return page(without_content(items) if asked.no_content else items, len(published))


def _published(running: Simulator, article_id: str) -> ArticleSet:
    published = running.world.published.sets.get(article_id)
    if published is None:
        raise PlatformError(53600)
    return published


async def _tell(running: Simulator, publish_id: str, published: ArticleSet) -> None:
    items = [
        {"idx": number, "article_url": article["url"]}
        for number, article in enumerate(published.articles, start=1)
    ]
    info: Fields = {
        "publish_id": int(publish_id),
        "publish_status": 0,
        "article_id": published.id,
        "article_detail": {"count": len(items), "item": items},
    }
    body = {**events.event("PUBLISHJOBFINISH"), "PublishEventInfo": info}
    running.courier.announce(body, events.PLATFORM)
