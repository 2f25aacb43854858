"""设置 · 公众号: only the province publishes, sees what changes, and reads what went wrong."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.config import Settings
from backend.outreach.models import MenuPublication
from backend.privacy.models import AuditEntry
from tests.backend.desk import Browser
from tests.backend.peers import Peers

JOIN = {"name": "我要入会", "type": "click", "value": "/join_union", "entries": []}
SITE = {"name": "官网", "type": "view", "value": "https://a.test", "entries": []}


@pytest.fixture(autouse=True)
def menu(settings: Settings, peers: Peers) -> None:
    """After `settings`, which resets the peers."""
    peers.menu = {"configured": [JOIN], "fingerprint": "f-1", "live": [SITE]}


async def audited(session: AsyncSession) -> list[str]:
    rows = await session.scalars(
        select(AuditEntry.action)
        .where(AuditEntry.subject_kind == "menu_publication")
        .order_by(AuditEntry.seq)
    )
    return list(rows)


async def test_only_the_province_opens_or_publishes(
    city: Browser, county: Browser, province: Browser, peers: Peers
) -> None:
    for browser in (city, county):
        assert 'href="/account"' not in (await browser.opens("/calendar")).text
        assert (await browser.opens("/account")).status_code == 403
        assert (await browser.sends("/account/menu", fingerprint="f-1")).status_code == 403
    assert peers.menus_published == []
    assert (await province.opens("/account")).status_code == 200


async def test_both_menus_stand_side_by_side_before_anything_changes(province: Browser) -> None:
    page = (await province.opens("/account")).text
    assert "https://a.test" in page
    assert "/join_union" in page
    assert "改动" in page
    assert "还没有人在这里发布过" in page


async def test_publishing_is_written_down_with_whom_and_when(
    province: Browser, session: AsyncSession, peers: Peers
) -> None:
    await province.opens("/account")
    answer = await province.sends("/account/menu", fingerprint="f-1")
    assert answer.headers["location"] == "/account?notice=published"
    assert peers.menus_published == ["f-1"]
    assert await audited(session) == ["menu_ordered", "menu_published"]
    kept = (await session.scalars(select(MenuPublication))).one()
    assert (kept.outcome, kept.menu) == ("published", [JOIN])
    page = (await province.opens("/account?notice=published")).text
    assert "菜单已发布" in page
    assert "测试province-410000-GU" in page


async def test_a_menu_that_changed_since_it_was_looked_at_is_not_published(
    province: Browser, session: AsyncSession, peers: Peers
) -> None:
    await province.opens("/account")
    peers.menu["fingerprint"] = "f-2"
    answer = await province.sends("/account/menu", fingerprint="f-1")
    assert answer.headers["location"] == "/account?notice=changed"
    assert peers.menus_published == []
    assert await audited(session) == []


async def test_the_platforms_refusal_is_said_in_words(
    province: Browser, session: AsyncSession, peers: Peers
) -> None:
    peers.platform_errcode = 48001
    await province.opens("/account")
    answer = await province.sends("/account/menu", fingerprint="f-1")
    page = (await province.opens(answer.headers["location"])).text
    assert "要已认证的服务号" in page
    assert "错误码 48001" in page
    assert await audited(session) == ["menu_ordered", "menu_refused"]


async def test_without_an_answer_nobody_claims_to_know(
    province: Browser, session: AsyncSession, peers: Peers
) -> None:
    peers.bot_is_up = False
    await province.opens("/account")
    answer = await province.sends("/account/menu", fingerprint="f-1")
    page = (await province.opens(answer.headers["location"])).text
    assert "没有发布：公众号网关（bot）没有回应" in page
    peers.bot_is_up, peers.platform_errcode = True, 503
    answer = await province.sends("/account/menu", fingerprint="f-1")
    page = (await province.opens(answer.headers["location"])).text
    assert "不知道成没成" in page
    assert await audited(session) == ["menu_ordered", "menu_unknown"]


async def test_an_unfit_menu_names_its_button_and_cannot_be_published(
    province: Browser, peers: Peers
) -> None:
    data = {"field": "name", "taken": 18, "most": 16}
    problem = {"button": "我要加入工会", "code": "menu_too_long", "data": data}
    peers.menu |= {"problems": [problem], "fingerprint": ""}
    page = (await province.opens("/account")).text
    assert "<b>我要加入工会</b>：名字占 18 字节，最多 16 字节" in page
    assert "/account/menu" not in page
    await province.sends("/account/menu", fingerprint="")
    assert peers.menus_published == []


async def test_the_same_menu_needs_no_publishing(province: Browser, peers: Peers) -> None:
    peers.menu["live"] = [JOIN]
    assert "不用发布" in (await province.opens("/account")).text


async def test_a_live_menu_nobody_can_see_is_not_taken_for_none(
    province: Browser, peers: Peers
) -> None:
    peers.menu |= {"live": None, "live_is_known": False, "errcode": 40164}
    page = (await province.opens("/account")).text
    assert "IP 白名单" in page
    assert "公众号现在没有菜单" not in page


async def test_the_pages_figures_lead_to_the_organizations(province: Browser) -> None:
    page = (await province.opens("/account")).text
    assert '已用 <b class="num">0</b> 个' in page
    assert 'href="/unions"' in page
