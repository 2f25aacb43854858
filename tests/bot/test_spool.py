"""What could not be handed over waits on disk, encrypted and in order, across restarts."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import httpx

from backend.contracts.messages import InboundKind, InboundMessage
from bot.spool import Spool
from tests.bot.conftest import StartBot
from tests.bot.fakes import FakeBackend
from tests.bot.pushes import push_plain, text_push
from tests.serving import listening
from tests.waiting import until

NOWHERE = "http://127.0.0.1:1"


def message(text: str, *, openid: str = "oWorker", at: int = 1, key: str = "") -> InboundMessage:
    return InboundMessage(
        dedupe_key=key or f"m:{openid}:{at}:{text}",
        openid=openid,
        kind=InboundKind.text,
        text=text,
        sent_at=datetime.fromtimestamp(at, UTC),
    )


def spool_in(folder: Path, secret: str = "secret") -> Spool:
    spool = Spool(folder, secret)
    spool.load()
    return spool


async def has_spooled(bot: httpx.AsyncClient, count: int) -> bool:
    return bool((await bot.get("/ready")).json()["spooled"] == count)


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def drained(spool: Spool, openid: str) -> list[str]:
    texts = []
    while kept := spool.oldest_of(openid):
        texts.append(kept.message.text)
        await spool.remove(kept)
    return texts


async def test_edge_24_messages_survive_a_restart_in_each_persons_order(tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    for text, openid, at in [("二", "oA", 2), ("一", "oA", 1), ("三", "oA", 2), ("别人", "oB", 1)]:
        await spool.keep(message(text, openid=openid, at=at))
    restarted = spool_in(tmp_path)
    assert await drained(restarted, "oA") == ["一", "二", "三"]
    assert restarted.people() == ["oB"]
    assert spool_in(tmp_path).waiting() == 1


async def test_a_retry_is_not_kept_twice(tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    for _ in range(3):
        await spool.keep(message("在吗"))
    assert spool.waiting() == len(files(tmp_path)) == 1


async def test_nothing_readable_lies_on_the_disk(tmp_path: Path) -> None:
    await spool_in(tmp_path).keep(message("我叫样本", openid="oSecretPerson"))
    (file,) = files(tmp_path)
    assert "样本".encode() not in file.read_bytes()
    assert b"oSecretPerson" not in file.read_bytes()
    assert "oSecretPerson" not in file.name
    assert file.stat().st_mode & 0o077 == 0


async def test_a_damaged_or_foreign_file_stops_nobody(tmp_path: Path) -> None:
    await spool_in(tmp_path, "another secret").keep(message("旧密钥"))
    (tmp_path / "half.message").write_bytes(b"\x00\x01")
    spool = spool_in(tmp_path)
    await spool.keep(message("新的"))
    assert await drained(spool, "oWorker") == ["新的"]
    assert len(files(tmp_path)) == 2


async def test_kept_messages_reach_the_backend_in_order_once_it_is_back(
    start_bot: StartBot, backend: FakeBackend, backend_url: str
) -> None:
    async with start_bot(backend_url=NOWHERE) as bot:
        for number, text in enumerate(["一", "二", "三"]):
            await push_plain(bot, text_push(text, msg_id=number, at=1000 + number))
            await push_plain(bot, text_push(text, msg_id=number, at=1000 + number))
    assert backend.received == []
    async with start_bot() as bot:
        await push_plain(bot, text_push("四", msg_id=4, at=1004))
    assert backend.texts == ["一", "二", "三", "四"]
    assert [message["wait_seconds"] for message in backend.received[:3]] == [0, 0, 0]


async def test_a_backend_that_comes_back_gets_them_without_being_asked(
    start_bot: StartBot, backend: FakeBackend, backend_url: str, tmp_path: Path
) -> None:
    backend.status = 503
    async with start_bot() as bot:
        await push_plain(bot, text_push("在吗"))
        assert await has_spooled(bot, 1)
        backend.status = 200
        await until(lambda: has_spooled(bot, 0))
    assert backend.texts == ["在吗"]
    assert files(tmp_path / "spool") == []


async def test_a_kept_message_the_backend_will_never_take_makes_way_for_the_next(
    start_bot: StartBot, tmp_path: Path
) -> None:
    async with start_bot(backend_url=NOWHERE) as bot:
        await push_plain(bot, text_push("坏的", msg_id=1))
        await push_plain(bot, text_push("好的", msg_id=2, openid="oOther"))
    choosy = FakeBackend()
    choosy.status = 422
    async with listening(choosy.app) as url, start_bot(backend_url=url) as bot:
        await until(lambda: has_spooled(bot, 0))
    assert {path.suffix for path in files(tmp_path / "spool")} == {".refused"}


async def test_two_deliveries_of_one_message_kept_in_the_same_moment_are_one(
    tmp_path: Path,
) -> None:
    spool = spool_in(tmp_path)
    for number in range(30):
        twice = message(f"第{number}条")
        await asyncio.gather(spool.keep(twice), spool.keep(twice))
    assert len(files(tmp_path)) == spool.waiting() == 30
