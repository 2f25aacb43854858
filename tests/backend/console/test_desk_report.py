"""统计 · 对话: figures with their dates, and every one in a table."""

import pytest

from backend.conversations import handoffs
from backend.database import Database
from backend.membership.models import Application
from tests.backend.desk import Browser


@pytest.fixture
async def answered(city: Browser, application: Application, database: Database) -> None:
    """One request, taken and closed."""
    async with database.transaction() as session:
        await handoffs.request(
            session,
            application.contact_id,
            reason="wage_arrears",
            county_code=application.county_code,
        )
    here = f"/conversations/{application.contact_id}"
    await city.opens(here)
    await city.sends(f"{here}/take")
    await city.sends(f"{here}/close", note="讲清楚了")


@pytest.mark.usefixtures("answered")
async def test_requests_are_counted_by_reason_place_trade_and_colleague(city: Browser) -> None:
    page = (await city.opens("/statistics/desk")).text
    for heading in ("按原因", "按地方", "按行业", "按处理人"):
        assert heading in page
    for row in ("欠薪", "金水区", "外卖配送", "测试city"):
        assert row in page


@pytest.mark.usefixtures("answered")
async def test_another_time_has_none_of_them(city: Browser) -> None:
    page = (await city.opens("/statistics/desk?from=2020-01-01&to=2020-01-31")).text
    assert "这段时间没有" in page
    assert "2020-01-01 至 2020-01-31" in page


@pytest.mark.parametrize("asked", ["from=2030-01-01&to=2020-01-01", "from=1990-01-01"])
async def test_odd_times_are_put_right(city: Browser, asked: str) -> None:
    assert (await city.opens(f"/statistics/desk?{asked}")).status_code == 200
