"""`/wxaapi/newtmpl/…`: choosing templates for subscribe notices from the public library."""

from typing import Annotated

from simulator.api.body import Asked, parsed
from simulator.api.route import OK, platform_router
from simulator.errors import PlatformError
from simulator.service import Running
from simulator.template_library import CATEGORIES, LIBRARY

router = platform_router("/wxaapi/newtmpl")


class AddRequest(Asked):
    tid: str
    kidList: list[int]  # noqa: N815 - the platform's spelling
    sceneDesc: str = ""  # noqa: N815


class DeletionRequest(Asked):
    priTmplId: str  # noqa: N815


@router.get("/getcategory")
async def getcategory() -> object:
    categories = [{"id": number, "name": name} for number, name in CATEGORIES.items()]
    return {"errcode": 0, "errmsg": "ok", "data": categories}


@router.get("/getpubtemplatetitles")
async def getpubtemplatetitles(ids: str = "", start: int = 0, limit: int = 30) -> object:
    wanted = {part.strip().strip('"') for part in ids.split(",")}
    found = [entry for entry in LIBRARY.values() if str(entry.category) in wanted]
    shown = [
        {
            "tid": entry.id,
            "title": entry.title,
            "type": entry.type,
            "categoryId": str(entry.category),
        }
        for entry in found[start : start + min(limit, 30)]
    ]
    return {"errcode": 0, "errmsg": "ok", "count": len(found), "data": shown}


@router.get("/getpubtemplatekeywords")
async def getpubtemplatekeywords(tid: str = "") -> object:
    entry = LIBRARY.get(int(tid)) if tid.isdigit() else None
    if entry is None:
        raise PlatformError(200014)
    shown = [
        {"kid": word.id, "name": word.name, "example": word.example, "rule": word.rule}
        for word in entry.keywords
    ]
    return {"errcode": 0, "errmsg": "ok", "count": len(shown), "data": shown}


@router.post("/addtemplate")
async def addtemplate(running: Running, asked: Annotated[AddRequest, parsed(AddRequest)]) -> object:
    entry = LIBRARY.get(int(asked.tid)) if asked.tid.isdigit() else None
    if entry is None:
        raise PlatformError(200014)
    by_id = {keyword.id: keyword for keyword in entry.keywords}
    known = all(number in by_id for number in asked.kidList)
    if not known or not 2 <= len(set(asked.kidList)) <= 5:
        raise PlatformError(200020)
    if not 1 <= len(asked.sceneDesc) <= 15:
        raise PlatformError(200021)
    keywords = tuple(by_id[number] for number in asked.kidList)
    template = running.world.notice_templates.choose(entry, keywords)
    return {"errcode": 0, "errmsg": "ok", "priTmplId": template.id}


@router.get("/gettemplate")
async def gettemplate(running: Running) -> object:
    listed = [
        {
            "priTmplId": template.id,
            "title": template.title,
            "content": template.content,
            "example": template.example,
            "type": template.type,
            "keywordEnumValueList": [],
        }
        for template in running.world.notice_templates.chosen.values()
    ]
    return {"errcode": 0, "errmsg": "ok", "data": listed}


@router.post("/deltemplate")
async def deltemplate(
    running: Running, asked: Annotated[DeletionRequest, parsed(DeletionRequest)]
) -> object:
    running.world.notice_templates.drop(asked.priTmplId)
    return OK
