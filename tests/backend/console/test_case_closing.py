"""After the result: what staff and the person read when it was not good enough."""

import pytest

from backend.cases.models import Case
from backend.database import Database
from backend.privacy.keyring import Keyring
from tests.backend.cases.stage import opened
from tests.backend.console.test_case_acts import does, told
from tests.backend.desk import Browser


@pytest.fixture
async def resolved(county: Browser, database: Database, keyring: Keyring) -> Case:
    async with database.transaction() as session:
        case = await opened(session, keyring)
    await does(county, case, "accept")
    await does(county, case, "verify", finding="站长承认欠薪", outcome="confirmed")
    await does(county, case, "start")
    page = await does(county, case, "resolve", resolution="补发了一个月")
    assert "<h2>办理结果</h2>" in page
    return case


async def test_who_was_called_and_is_dissatisfied_is_said_to_be_handled_again(
    county: Browser, resolved: Case, database: Database
) -> None:
    page = await does(county, resolved, "follow_up", score="1", note="还差俩月")
    assert "本人不满意，这一件重新办" in page
    assert "<h2>上次的办理结果</h2>" in page
    assert "您不满意，我们重新办" in await told(database)


async def test_whose_result_the_office_itself_takes_back_is_not_told_that_they_are_dissatisfied(
    county: Browser, resolved: Case, database: Database
) -> None:
    await does(county, resolved, "return", usual="处理结果没有落实")
    heard = await told(database)
    assert "还没办到位，我们重新办" in heard
    assert "您不满意" not in heard
