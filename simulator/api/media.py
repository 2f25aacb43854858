"""`/cgi-bin/media/…`: files for three days, and the open PicUrl beside them."""

from typing import Annotated

from fastapi import APIRouter, File, HTTPException, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from simulator.api.body import Asked, json_object, parsed
from simulator.api.route import platform_router
from simulator.errors import PlatformError
from simulator.media import Media
from simulator.media_rules import checked_type
from simulator.service import Running, Simulator

router = platform_router()
pictures = APIRouter()


class VideoRequest(Asked):
    media_id: str
    title: str = ""
    description: str = ""


@router.post("/media/upload")
async def upload(
    running: Running, type: str = "", media: Annotated[UploadFile | None, File()] = None
) -> object:
    if type == "article":
        raise PlatformError(40004)
    kept = await keep(running, type, media)
    name = "thumb_media_id" if type == "thumb" else "media_id"
    return {"type": type, name: kept.id, "created_at": int(kept.created_at.timestamp())}


@router.get("/media/get")
async def get(running: Running, media_id: str = "") -> Response:
    """Binary, or a JSON error with status 200 in its place."""
    media = _found(running, media_id)
    if media.kind == "video":
        return JSONResponse({"video_url": running.world.settings.public_url + media.picture_path})
    return binary(media)


@router.get("/media/get/jssdk")
async def get_jssdk(running: Running, media_id: str = "") -> Response:
    """A voice recorded by a page, in the better of its two qualities."""
    media = _found(running, media_id)
    if media.kind != "voice":
        raise PlatformError(40007)
    return binary(media, "voice/speex")


@router.post("/media/uploadimg")
async def uploadimg(running: Running, media: Annotated[UploadFile | None, File()] = None) -> object:
    """A picture inside an article: it has an address and no id."""
    kept = await keep(running, "article", media, is_permanent=True)
    return {"url": running.world.settings.public_url + kept.picture_path}


@router.post("/media/uploadvideo")
async def uploadvideo(
    running: Running, asked: Annotated[VideoRequest, parsed(VideoRequest)]
) -> object:
    """For sending to many: the same video under another id."""
    video = _found(running, asked.media_id)
    if video.kind != "video":
        raise PlatformError(40007)
    world = running.world
    kept = world.media.add("video", video.content, video.content_type, world.now())
    return {"type": "video", "media_id": kept.id, "created_at": int(kept.created_at.timestamp())}


@router.post("/media/uploadnews")
async def uploadnews(running: Running, request: Request) -> object:
    """Articles for sending to many, as it was done before there were drafts."""
    world = running.world
    asked = json_object(await request.body())
    made = world.news.add(world.writing.checked_all(asked.get("articles")), world.now())
    return {"type": "news", "media_id": made.id, "created_at": int(made.created_at.timestamp())}


@pictures.get("/mmbiz/{picture_key}")
async def picture(running: Running, picture_key: str) -> Response:
    """Asks for no token, like the platform: whoever has the URL has the picture."""
    media = running.world.media.by_picture_key(picture_key)
    if media is None:
        raise HTTPException(404)
    return binary(media)


async def keep(
    running: Simulator,
    kind: str,
    file: UploadFile | None,
    *,
    is_permanent: bool = False,
    **about: str,
) -> Media:
    content = await file.read() if file else b""
    content_type = checked_type(kind, content)
    name = (file.filename or "") if file else ""
    now = running.world.now()
    return running.world.media.add(
        kind, content, content_type, now, is_permanent=is_permanent, name=name, **about
    )


def binary(media: Media, content_type: str | None = None) -> Response:
    return Response(
        media.content,
        media_type=content_type or media.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{media.filename}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _found(running: Simulator, media_id: str) -> Media:
    if not media_id:
        raise PlatformError(41006)
    media = running.world.media.get(media_id, running.world.now())
    if media is None:
        raise PlatformError(40007)
    return media
