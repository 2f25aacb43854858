"""On duty by the switch of every page; off duty, nobody who waits stays behind."""

from backend.conversations import handoffs
from backend.database import Database
from backend.membership.models import Application
from tests.backend.desk import Browser


async def test_the_switch_says_how_it_stands_and_turns(city: Browser) -> None:
    page = (await city.opens("/desk/duty")).text
    assert 'aria-checked="false"' in page
    await city.sends("/desk/duty", on=1)
    assert "值班中" in (await city.opens("/desk/duty")).text
    await city.sends("/desk/duty", on=0)
    assert "不在值班" in (await city.opens("/desk/duty")).text


async def test_going_off_duty_puts_back_who_waits(
    city: Browser, county: Browser, application: Application, database: Database
) -> None:
    async with database.transaction() as session:
        await handoffs.request(
            session,
            application.contact_id,
            reason="request_human",
            county_code=application.county_code,
        )
    here = f"/conversations/{application.contact_id}"
    await city.opens(here)
    await city.sends(f"{here}/take")
    assert 'data-waiting="0"' in (await county.opens("/desk/duty")).text
    await city.sends("/desk/duty", on=0)
    assert "张*" in (await county.opens("/conversations")).text
    assert 'data-waiting="1"' in (await county.opens("/desk/duty")).text
    assert "对话重新排队" in (await county.opens(f"{here}/thread")).text


async def test_a_beating_page_is_noticed_and_changes_nothing_else(city: Browser) -> None:
    await city.opens("/conversations")
    assert (await city.sends("/desk/heartbeat")).status_code == 204
    assert "不在值班" in (await city.opens("/desk/duty")).text
