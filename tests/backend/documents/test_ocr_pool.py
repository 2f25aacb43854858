"""Reading photos never blocks the backend, never piles up, and never leaves a process behind."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from backend.documents.ocr_pool import (
    OcrBusy,
    OcrPool,
    OcrSettings,
    OcrTimedOut,
    OcrUnavailable,
)
from tests.waiting import until

FAKE = (sys.executable, str(Path(__file__).with_name("fake_engine.py")))
PoolMaker = Callable[..., OcrPool]


@pytest.fixture
async def make_pool() -> AsyncIterator[PoolMaker]:
    pools: list[OcrPool] = []

    def make(**changes: object) -> OcrPool:
        settings: dict[str, object] = {"workers": 1, "command": (*FAKE, "works")} | changes
        pools.append(OcrPool(OcrSettings(**settings)))  # type: ignore[arg-type]
        return pools[-1]

    yield make
    for pool in pools:
        await pool.close()
    assert readers() == []


def readers() -> list[psutil.Process]:
    """Ours only: the session's database server is a child of this process too."""
    children = psutil.Process().children(recursive=True)
    return [child for child in children if FAKE[1] in child.cmdline()]


async def pid_that_reads(pool: OcrPool) -> int:
    return (await pool.read(b"read")).quality.width


async def gone(pid: int) -> None:
    await until(lambda: not psutil.pid_exists(pid), lambda: f"the end of process {pid}")


async def test_nothing_is_started_before_the_first_photo(make_pool: PoolMaker) -> None:
    pool = make_pool()
    assert readers() == []
    await pool.warm_up()
    (warm,) = pool.child_pids
    assert await pid_that_reads(pool) == warm


async def test_a_process_is_used_again(make_pool: PoolMaker) -> None:
    pool = make_pool()
    assert await pid_that_reads(pool) == await pid_that_reads(pool)


async def test_a_hanging_reader_is_killed_and_the_next_photo_is_read(make_pool: PoolMaker) -> None:
    pool = make_pool(read_seconds=2.5)
    first = await pid_that_reads(pool)
    with pytest.raises(OcrTimedOut):
        await pool.read(b"hang")
    await gone(first)
    assert await pid_that_reads(pool) != first


async def test_a_reader_that_dies_twice_over_one_photo_is_not_tried_for_ever(
    make_pool: PoolMaker,
) -> None:
    pool = make_pool()
    with pytest.raises(OcrUnavailable):
        await pool.read(b"die")
    assert await pid_that_reads(pool)


async def test_a_reader_killed_while_idle_is_replaced_unnoticed(make_pool: PoolMaker) -> None:
    pool = make_pool()
    first = await pid_that_reads(pool)
    psutil.Process(first).kill()
    assert await pid_that_reads(pool) != first


async def test_a_photo_that_breaks_reading_costs_no_process(make_pool: PoolMaker) -> None:
    pool = make_pool()
    first = await pid_that_reads(pool)
    with pytest.raises(OcrUnavailable):
        await pool.read(b"fail")
    assert await pid_that_reads(pool) == first


async def test_a_cancelled_request_does_not_give_its_answer_to_the_next(
    make_pool: PoolMaker,
) -> None:
    pool = make_pool()
    first = await pid_that_reads(pool)
    request = asyncio.create_task(pool.read(b"hang"))
    await asyncio.sleep(0.05)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    assert await pid_that_reads(pool) != first


async def test_a_full_queue_refuses_at_once(make_pool: PoolMaker) -> None:
    pool = make_pool(queue=2)
    await pool.warm_up()
    waiting = [asyncio.create_task(pool.read(b"slow")) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(OcrBusy):
        await pool.read(b"read")
    assert len(await asyncio.gather(*waiting)) == 3


async def test_two_workers_read_two_photos_at_the_same_time(make_pool: PoolMaker) -> None:
    pool = make_pool(workers=2)
    scans = await asyncio.gather(*(pool.read(b"slow") for _ in range(2)))
    assert len({scan.quality.width for scan in scans}) == 2


async def test_an_idle_reader_gives_its_memory_back(make_pool: PoolMaker) -> None:
    pool = make_pool(idle_seconds=0.05)
    first = await pid_that_reads(pool)
    await gone(first)
    assert await pid_that_reads(pool) != first


async def test_a_reader_that_cannot_start_says_so(make_pool: PoolMaker) -> None:
    with pytest.raises(OcrUnavailable, match="no models"):
        await make_pool(command=(*FAKE, "broken")).read(b"read")
    with pytest.raises(OcrUnavailable):
        await make_pool(command=("/nonexistent/reader",)).read(b"read")


async def test_a_reader_sees_none_of_our_secrets(
    make_pool: PoolMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_OURS", "a key")
    assert (await make_pool().read(b"read")).quality.height == 0


def test_no_reader_survives_a_killed_backend() -> None:
    backend = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import asyncio, time\n"
            "from backend.documents.ocr_pool import OcrPool\n"
            "async def main():\n"
            "    pool = OcrPool()\n"
            "    await pool.warm_up()\n"
            "    print(*pool.child_pids, flush=True)\n"
            "    time.sleep(60)\n"
            "asyncio.run(main())\n",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert backend.stdout is not None
    with backend.stdout:
        reader = psutil.Process(int(backend.stdout.readline()))
    backend.kill()
    backend.wait()
    deadline = time.monotonic() + 30
    while reader.is_running() and reader.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the reader is still there"
        time.sleep(0.02)
