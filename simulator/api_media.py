"""`/cgi-bin/media/upload` and `/cgi-bin/media/get`, and the open PicUrl beside them."""

from typing import Annotated

from fastapi import APIRouter, File, HTTPException, Response, UploadFile
from fastapi.responses import JSONResponse

from simulator.api_route import platform_router
from simulator.errors import PlatformError
from simulator.media import Media, content_type_of
from simulator.service import Running

router = platform_router()
pictures = APIRouter()

_MB = 1024 * 1024

# Largest size, the error beyond it, and what the first bytes may say.
_RULES = {
    "image": (10 * _MB, 40009, {"image/jpeg", "image/png", "image/gif"}),
    "voice": (2 * _MB, 40010, {"audio/amr", "audio/mpeg"}),
    "video": (10 * _MB, 40011, {"video/mp4"}),
    "thumb": (64 * 1024, 40012, {"image/jpeg"}),
}


@router.post("/media/upload")
async def upload(
    running: Running, type: str = "", media: Annotated[UploadFile | None, File()] = None
) -> object:
    if type not in _RULES:
        raise PlatformError(40004)
    content = await media.read() if media else b""
    if not content:
        raise PlatformError(41005)
    largest, too_large, content_types = _RULES[type]
    if len(content) > largest:
        raise PlatformError(too_large)
    content_type = content_type_of(content)
    if content_type not in content_types:
        raise PlatformError(40005)
    kept = running.world.media.add(type, content, content_type, running.world.now())
    name = "thumb_media_id" if type == "thumb" else "media_id"
    return {"type": type, name: kept.id, "created_at": int(kept.created_at.timestamp())}


@router.get("/media/get")
async def get(running: Running, media_id: str = "") -> Response:
    """Binary, or a JSON error with status 200 in its place."""
    if not media_id:
        raise PlatformError(41006)
    media = running.world.media.get(media_id, running.world.now())
    if media is None:
        raise PlatformError(40007)
    if media.kind == "video":
        url = f"{running.world.settings.public_url}/mmbiz/{media.picture_key}"
        return JSONResponse({"video_url": url})
    return _binary(media)


@pictures.get("/mmbiz/{picture_key}")
async def picture(running: Running, picture_key: str) -> Response:
    """Asks for no token, like the platform: whoever has the URL has the picture."""
    media = running.world.media.by_picture_key(picture_key)
    if media is None:
        raise HTTPException(404)
    return _binary(media)


def _binary(media: Media) -> Response:
    return Response(
        media.content,
        media_type=media.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{media.filename}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
