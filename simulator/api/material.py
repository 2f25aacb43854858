"""`/cgi-bin/material/…`: files and articles kept for good."""

import json
from typing import Annotated, Any

from fastapi import File, Form, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from simulator.api.body import Asked, json_object, parsed
from simulator.api.media import binary, keep
from simulator.api.route import OK, platform_router
from simulator.articles import ArticleSet
from simulator.errors import PlatformError
from simulator.media import Media
from simulator.service import Running
from simulator.world import World

router = platform_router("/cgi-bin/material")

_LISTED = ("image", "voice", "video")


class MaterialRequest(Asked):
    media_id: str


class ArticleUpdate(Asked):
    media_id: str
    index: int = 0
    articles: dict[str, Any]


class PageRequest(Asked):
    type: str
    offset: int = 0
    count: int = 20


@router.post("/add_material")
async def add_material(
    running: Running,
    request: Request,
    type: str = "",
    media: Annotated[UploadFile | None, File()] = None,
    description: Annotated[str, Form()] = "",
) -> object:
    """A video needs a description; old clients put it, and the type, elsewhere."""
    kind = type or str((await request.form()).get("type", ""))
    if kind not in (*_LISTED, "thumb"):
        raise PlatformError(40004)
    described = description or request.query_params.get("description", "")
    about = _description(described) if kind == "video" else {}
    kept = await keep(running, kind, media, is_permanent=True, **about)
    answer = {"media_id": kept.id}
    if kind in {"image", "thumb"}:
        answer["url"] = running.world.settings.public_url + kept.picture_path
    return answer


@router.post("/add_news")
async def add_news(running: Running, request: Request) -> object:
    world = running.world
    asked = json_object(await request.body())
    made = world.news.add(world.writing.checked_all(asked.get("articles")), world.now())
    return {"media_id": made.id}


@router.post("/update_news")
async def update_news(
    running: Running, asked: Annotated[ArticleUpdate, parsed(ArticleUpdate)]
) -> object:
    world = running.world
    article = world.writing.checked(asked.articles)
    world.news.replace(asked.media_id, asked.index, article, world.now())
    return OK


@router.post("/get_material")
async def get_material(
    running: Running, asked: Annotated[MaterialRequest, parsed(MaterialRequest)]
) -> Response:
    world = running.world
    if asked.media_id in world.news.sets:
        return JSONResponse(shown(world.news.get(asked.media_id)))
    media = _kept(world, asked.media_id)
    if media.kind != "video":
        return binary(media)
    url = world.settings.public_url + media.picture_path
    about = {"title": media.title, "description": media.description}
    return JSONResponse({**about, "down_url": url})


@router.post("/del_material")
async def del_material(
    running: Running, asked: Annotated[MaterialRequest, parsed(MaterialRequest)]
) -> object:
    world = running.world
    if asked.media_id in world.news.sets:
        world.news.take(asked.media_id)
    else:
        world.media.remove(_kept(world, asked.media_id).id)
    return OK


@router.get("/get_materialcount")
async def get_materialcount(running: Running) -> object:
    kinds = [media.kind for media in running.world.media.permanent()]
    counts = {f"{kind}_count": kinds.count(kind) for kind in _LISTED}
    return {**counts, "news_count": len(running.world.news.sets)}


@router.post("/batchget_material")
async def batchget_material(
    running: Running, asked: Annotated[PageRequest, parsed(PageRequest)]
) -> object:
    if not 1 <= asked.count <= 20 or asked.offset < 0:
        raise PlatformError(40097)
    end = asked.offset + asked.count
    if asked.type == "news":
        sets = running.world.news.newest_first()
        return page([listed(one) for one in sets[asked.offset : end]], len(sets))
    if asked.type not in _LISTED:
        raise PlatformError(40004)
    files = [media for media in running.world.media.permanent() if media.kind == asked.type]
    files.reverse()
    base = running.world.settings.public_url
    return page([_listed_file(one, base) for one in files[asked.offset : end]], len(files))


def page(items: list[dict[str, Any]], total: int) -> dict[str, object]:
    return {"total_count": total, "item_count": len(items), "item": items}


def shown(found: ArticleSet) -> dict[str, Any]:
    return {
        "news_item": found.articles,
        "create_time": int(found.created_at.timestamp()),
        "update_time": int(found.updated_at.timestamp()),
    }


def listed(found: ArticleSet, name: str = "media_id") -> dict[str, Any]:
    return {
        name: found.id,
        "content": shown(found),
        "update_time": int(found.updated_at.timestamp()),
    }


def _listed_file(media: Media, base_url: str) -> dict[str, Any]:
    return {
        "media_id": media.id,
        "name": media.name,
        "update_time": int(media.created_at.timestamp()),
        "url": base_url + media.picture_path,
    }


def _kept(world: World, media_id: str) -> Media:
    media = world.media.get(media_id, world.now())
    if media is None or not media.is_permanent:
        raise PlatformError(40007)
    return media


def _description(text: str) -> dict[str, str]:
    try:
        given = json.loads(text)
        return {"title": str(given["title"]), "description": str(given["introduction"])}
    except (ValueError, KeyError, TypeError) as error:
        raise PlatformError(47001, "description") from error
