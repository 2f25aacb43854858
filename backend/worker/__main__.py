"""`python -m backend.worker`: woken by NOTIFY, otherwise every second; stops cleanly on SIGTERM."""

import asyncio
import contextlib
import logging
import signal

import asyncpg

from backend.config import get_settings
from backend.contracts.logs import configure_logging
from backend.conversations.outbox import CHANNEL
from backend.services import Services, build_services, in_worker
from backend.worker import case_jobs, jobs

logger = logging.getLogger(__name__)

_EVERY = 1.0
_SENDERS = 3
_RARELY_EVERY = 60  # rounds
_LAST_PAGE = 5.0  # seconds; an alarm not settled by then rings again later
_HOURLY_EVERY = 3600


async def run(services: Services, stop: asyncio.Event) -> None:
    wake = asyncio.Event()
    listener = asyncio.create_task(_listen(services.settings.database_url, wake))
    dispatching = asyncio.create_task(services.turns.dispatcher.keep_going())
    senders = [asyncio.create_task(_send(services, stop, wake)) for _ in range(_SENDERS)]
    ringing = asyncio.create_task(_ring(services, stop))
    seating = asyncio.create_task(_seat(services, stop))
    watching = asyncio.create_task(_watch(services, stop))
    rounds = 0
    while not stop.is_set():
        await _round(services, rarely=rounds % _RARELY_EVERY == 0)
        rounds += 1
        await _first_of(stop, seconds=_EVERY)
    await asyncio.gather(*senders, seating, watching)
    await asyncio.wait({ringing}, timeout=_LAST_PAGE)
    for task in (listener, dispatching, ringing):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _send(services: Services, stop: asyncio.Event, wake: asyncio.Event) -> None:
    """One of several: a platform that keeps one message waiting holds up only a share of the rest."""
    while not stop.is_set():
        wake.clear()
        while await jobs.surviving("outbox", jobs.deliver_outbox(services)):
            pass
        await _first_of(stop, wake, seconds=_EVERY)


async def _ring(services: Services, stop: asyncio.Event) -> None:
    """Apart from the rounds: a duty phone that does not answer holds up nothing but itself."""
    while not stop.is_set():
        while await jobs.surviving("alarms", jobs.ring_alarms(services)):
            pass
        await _first_of(stop, seconds=_EVERY)


async def _seat(services: Services, stop: asyncio.Event) -> None:
    """Who waits for a person, apart from the rounds as well."""
    while not stop.is_set():
        await jobs.surviving("desk", jobs.take_desk_steps(services))
        await jobs.surviving("assignment", jobs.give_out_conversations(services))
        await _first_of(stop, seconds=_EVERY)


async def _watch(services: Services, stop: asyncio.Event) -> None:
    """The limits of cases; what must hold of every case once an hour."""
    rounds = 0
    while not stop.is_set():
        while await jobs.surviving("limits", case_jobs.look_at_limits(services)):
            pass
        if rounds % _RARELY_EVERY == 0:
            await jobs.surviving("left behind", case_jobs.release_cases(services))
        if rounds % _HOURLY_EVERY == 0:
            await jobs.surviving("incidents", case_jobs.close_incidents(services))
            await jobs.surviving("cases", case_jobs.check_cases(services))
        rounds += 1
        await _first_of(stop, seconds=_EVERY)


async def _round(services: Services, *, rarely: bool) -> None:
    await jobs.surviving("release", jobs.release_left_behind(services))
    while await jobs.surviving("notices", jobs.send_notices(services)):
        pass
    if rarely:
        await jobs.surviving("held", jobs.forget_held_messages(services))
        await jobs.surviving("feed", jobs.forget_desk_events(services))
        await jobs.surviving("photos", jobs.delete_old_photos(services))
        await jobs.surviving("drafts", jobs.close_forgotten_drafts(services))
        while await jobs.surviving("half told", case_jobs.open_urgent_draft(services)):
            pass


async def _first_of(*events: asyncio.Event, seconds: float) -> None:
    tasks = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


async def _listen(url: str, wake: asyncio.Event) -> None:
    """Wake-ups only; while the connection is gone the clock does the work."""
    while True:
        try:
            await _listen_once(url, wake)
        except (OSError, asyncpg.PostgresError) as error:
            logger.warning("cannot listen: %s", type(error).__name__)
        await asyncio.sleep(2)


async def _listen_once(url: str, wake: asyncio.Event) -> None:
    """Until the connection is lost."""
    lost = asyncio.Event()
    connection = await asyncpg.connect(url)
    try:
        connection.add_termination_listener(lambda _: lost.set())
        await connection.add_listener(CHANNEL, lambda *_: wake.set())
        await lost.wait()
    finally:
        await connection.close()


async def main() -> None:
    settings = get_settings()
    configure_logging("worker", settings.log_level)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stop.set)
    services = build_services(settings, in_worker(settings))
    logger.info("worker started")
    await run(services, stop)
    await services.close()


if __name__ == "__main__":
    asyncio.run(main())
