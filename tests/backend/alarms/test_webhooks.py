"""A page is tried three times within bounds, and a refusal in the small print is a refusal."""

import logging

import pytest

from backend.alarms.webhooks import Patience, Webhooks
from tests.backend.alarms.duty_officer import DutyOfficer
from tests.waiting import until


async def test_the_group_robot_of_wecom_gets_its_text_format(
    officer: DutyOfficer, webhooks: Webhooks
) -> None:
    assert await webhooks.send(officer.at("county"), "有人情绪危机")
    assert officer.pages == [("county", {"msgtype": "text", "text": {"content": "有人情绪危机"}})]


@pytest.mark.parametrize("refusal", [500, 403, 45009, 93000])
async def test_a_page_that_failed_is_tried_again(
    officer: DutyOfficer, webhooks: Webhooks, refusal: int
) -> None:
    officer.answers = [refusal, 0]
    assert await webhooks.send(officer.at("county"), "x")
    assert len(officer.pages) == 2


async def test_a_phone_that_says_nothing_is_tried_again(officer: DutyOfficer) -> None:
    webhooks = Webhooks(is_production=False, patience=Patience(2.5, (0.01,)))
    officer.answers = [3600.0, 0]
    assert await webhooks.send(officer.at("county"), "x")
    assert len(officer.pages) == 2
    await webhooks.close()


async def test_nobody_is_waited_for_and_after_three_tries_it_is_over(
    officer: DutyOfficer,
) -> None:
    webhooks = Webhooks(is_production=False, patience=Patience(0.5, (0.01, 0.02)))
    officer.answers = [3600.0]
    assert not await webhooks.send(officer.at("county"), "x")
    await until(lambda: len(officer.pages) == 3)
    await webhooks.close()


async def test_trying_a_phone_out_takes_one_try(officer: DutyOfficer, webhooks: Webhooks) -> None:
    officer.answers = [500]
    assert not await webhooks.send(officer.at("county"), "x", once=True)
    assert len(officer.pages) == 1


async def test_nobody_listening_is_a_failure_and_no_crash(webhooks: Webhooks) -> None:
    assert not await webhooks.send("http://127.0.0.1:9/hook", "x")
    assert not await webhooks.send("https://no-such-host.invalid/hook", "x")


async def test_a_redirect_is_not_followed(officer: DutyOfficer, webhooks: Webhooks) -> None:
    officer.answers = [officer.at("elsewhere")]
    assert not await webhooks.send(officer.at("county"), "x", once=True)
    assert officer.rung == ["county"]


async def test_production_reaches_nothing_on_its_own_machine_whatever_a_name_says(
    officer: DutyOfficer,
) -> None:
    webhooks = Webhooks(is_production=True, patience=Patience(0.5, ()))
    port = officer.url.rsplit(":", 1)[1]
    for url in (officer.at("county"), f"https://localhost:{port}/county"):
        assert not await webhooks.send(url, "x")
    await webhooks.close()
    assert officer.pages == []


async def test_the_address_is_not_logged(
    officer: DutyOfficer, webhooks: Webhooks, caplog: pytest.LogCaptureFixture
) -> None:
    officer.answers = [93000]
    with caplog.at_level(logging.INFO):
        await webhooks.send(officer.at("secret-key"), "x", once=True)
    # httpx is silenced in every process of ours (backend.contracts.logs); the server here is the phone.
    ours = "".join(r.getMessage() for r in caplog.records if r.name.startswith("backend"))
    assert "93000" in ours
    assert "secret-key" not in ours
