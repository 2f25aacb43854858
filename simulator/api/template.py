"""`/cgi-bin/template/…`: the account's trade, and the templates it has chosen for messages."""

from typing import Annotated

from simulator.api.body import Asked, parsed
from simulator.api.route import OK, platform_router
from simulator.errors import PlatformError
from simulator.service import Running
from simulator.template_library import LIBRARY, Keyword

router = platform_router()

# A trade has a number; the platform knows some forty.
_TRADES = {
    "1": ("IT科技", "互联网|电子商务"),
    "2": ("IT科技", "IT软件与服务"),
    "12": ("交通运输", "运输"),
    "14": ("物流", "快递"),
    "17": ("政府与公共事业", "交警"),
    "18": ("政府与公共事业", "博物馆"),
    "19": ("政府与公共事业", "公共事业|非盈利机构"),
}


class IndustryRequest(Asked):
    industry_id1: str
    industry_id2: str


class AddRequest(Asked):
    template_id_short: str
    keyword_name_list: tuple[str, ...] = ()


class DeletionRequest(Asked):
    template_id: str


@router.get("/template/get_industry")
async def get_industry(running: Running) -> object:
    first, second = (_TRADES[trade] for trade in running.world.trades.ids)
    return {"primary_industry": _shown(first), "secondary_industry": _shown(second)}


@router.post("/template/api_set_industry")
async def api_set_industry(
    running: Running, asked: Annotated[IndustryRequest, parsed(IndustryRequest)]
) -> object:
    if asked.industry_id1 not in _TRADES or asked.industry_id2 not in _TRADES:
        raise PlatformError(40102)
    chosen = (asked.industry_id1, asked.industry_id2)
    running.world.trades.change(chosen, running.world.now())
    return OK


@router.post("/template/api_add_template")
async def api_add_template(
    running: Running, asked: Annotated[AddRequest, parsed(AddRequest)]
) -> object:
    entry = next((e for e in LIBRARY.values() if e.short_id == asked.template_id_short), None)
    if entry is None:
        raise PlatformError(40037)
    keywords = _named(entry.keywords, asked.keyword_name_list)
    template = running.world.message_templates.choose(entry, keywords)
    return {"errcode": 0, "errmsg": "ok", "template_id": template.id}


@router.get("/template/get_all_private_template")
async def get_all_private_template(running: Running) -> object:
    first, second = (_TRADES[trade] for trade in running.world.trades.ids)
    listed = [
        {
            "template_id": template.id,
            "title": template.title,
            "primary_industry": first[0],
            "deputy_industry": second[0],
            "content": template.content,
            "example": template.example,
        }
        for template in running.world.message_templates.chosen.values()
    ]
    return {"template_list": listed}


@router.post("/template/del_private_template")
async def del_private_template(
    running: Running, asked: Annotated[DeletionRequest, parsed(DeletionRequest)]
) -> object:
    running.world.message_templates.drop(asked.template_id)
    return OK


def _named(keywords: tuple[Keyword, ...], names: tuple[str, ...]) -> tuple[Keyword, ...]:
    """In the order asked for; all of them when nothing is asked."""
    if not names:
        return keywords
    by_name = {keyword.name: keyword for keyword in keywords}
    if not all(name in by_name for name in names):
        raise PlatformError(40246)
    return tuple(by_name[name] for name in names)


def _shown(trade: tuple[str, str]) -> dict[str, str]:
    return {"first_class": trade[0], "second_class": trade[1]}
