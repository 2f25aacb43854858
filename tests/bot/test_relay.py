"""The platform gets its answer in time, and nobody's message is lost behind it."""

from pathlib import Path

import httpx
import pytest

from bot.relay import KEPT, NOT_KEPT
from tests.bot.conftest import StartBot
from tests.bot.fakes import FakeBackend, FakePlatform
from tests.bot.pushes import field, payload, push_plain, push_sealed, reply_in, text_push
from tests.waiting import PATIENCE

OPTIONS = [{"id": "consent:yes", "title": "同意"}]


async def test_the_backend_is_told_how_long_it_may_think(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    await push_plain(bot, payload("text"))
    assert PATIENCE / 2 < backend.received[0]["wait_seconds"] <= PATIENCE


async def test_options_are_tappable_in_a_passive_reply(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    backend.answers("您同意吗？", OPTIONS)
    reply = reply_in(await push_sealed(bot, payload("text")))
    assert "msgmenucontent=同意&msgmenuid=consent%3Ayes" in field(reply, "Content")


async def test_what_does_not_fit_into_a_passive_reply_is_left_to_the_outbox(
    bot: httpx.AsyncClient, backend: FakeBackend, platform: FakePlatform
) -> None:
    """Without a receipt the outbox hands it over, where its parts are counted and remembered."""
    backend.answers("您的申请已收到，请放心。" * 120)
    assert (await push_plain(bot, payload("text"))).text == "success"
    assert (platform.sent, backend.receipts) == ([], [])


async def test_edge_14_an_answer_that_breaks_xml_still_arrives(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    backend.answers("您说「]]></Content><Content>」\x0b")
    response = await push_plain(bot, payload("text"))
    assert "]]]]><![CDATA[>" in response.text
    assert "\x0b" not in response.text


async def test_an_empty_answer_is_only_acknowledged(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    backend.answers("")
    assert (await push_plain(bot, payload("text"))).text == "success"
    assert backend.receipts == []


async def test_a_backend_that_hangs_does_not_keep_the_platform_waiting(
    start_bot: StartBot, backend: FakeBackend
) -> None:
    backend.is_held = True
    async with start_bot(reply_deadline=0.1, reply_grace=0.05) as bot:
        response = await push_sealed(bot, payload("text"))
        assert field(reply_in(response), "Content") == KEPT.text


@pytest.mark.parametrize("status", [500, 503, 401, 404])
async def test_a_broken_backend_costs_nobody_a_message(
    start_bot: StartBot, backend: FakeBackend, status: int
) -> None:
    backend.status = status
    async with start_bot(spool_retry_seconds=0.01) as bot:
        response = await push_plain(bot, payload("text"))
        assert field(response.text, "Content") == KEPT.text
        backend.status = 200
        await push_plain(bot, text_push("后来的", openid="oSimulatedWorker0000000000001"))
    assert backend.texts == ["我要入会", "后来的"]


async def test_a_message_the_backend_will_never_take_is_not_kept(
    bot: httpx.AsyncClient, backend: FakeBackend, tmp_path: Path
) -> None:
    backend.status = 422
    response = await push_plain(bot, payload("text"))
    assert field(response.text, "Content") == NOT_KEPT.text
    assert list((tmp_path / "spool").iterdir()) == []


async def test_somebody_who_left_is_not_answered_but_not_forgotten(
    start_bot: StartBot, tmp_path: Path
) -> None:
    async with start_bot(backend_url="http://127.0.0.1:1", spool_retry_seconds=9.0) as bot:
        assert (await push_plain(bot, payload("event_unsubscribe"))).text == "success"
    assert len(list((tmp_path / "spool").iterdir())) == 1


async def test_a_full_disk_is_admitted(start_bot: StartBot, tmp_path: Path) -> None:
    async with start_bot(backend_url="http://127.0.0.1:1") as bot:
        (tmp_path / "spool").rmdir()
        (tmp_path / "spool").write_text("a file where the folder should be")
        response = await push_plain(bot, payload("text"))
    assert field(response.text, "Content") == NOT_KEPT.text


@pytest.mark.parametrize("status", [503, 422])
@pytest.mark.parametrize("name", ["event_template_sent", "event_subscribe_popup_one", "event_view"])
async def test_an_event_is_never_spoken_to_whatever_state_the_backend_is_in(
    start_bot: StartBot, backend: FakeBackend, status: int, name: str
) -> None:
    backend.status = status
    async with start_bot(spool_retry_seconds=9.0) as bot:
        assert (await push_plain(bot, payload(name))).text == "success"
