"""The worker rings by itself, and stops although a duty phone keeps it waiting."""

import asyncio
import dataclasses
from uuid import uuid4

from backend.alarms.models import Alarm, DutyPhone
from backend.alarms.service import raise_alarm
from backend.alarms.webhooks import Patience, Webhooks
from backend.config import Settings
from backend.database import Database
from backend.services import build_services, in_worker
from backend.unions.service import union_by_code
from backend.worker.__main__ import run
from tests.backend.alarms.duty_officer import DutyOfficer
from tests.waiting import PATIENCE


async def rings(database: Database, url: str) -> Alarm:
    async with database.transaction() as session:
        union = await union_by_code(session, "410105-NF")
        session.add(DutyPhone(union_id=union.id, webhook_url=url))
        return await raise_alarm(
            session,
            kind="report_emergency",
            subject_kind="contact",
            subject_id=uuid4(),
            union_id=union.id,
        )


async def test_an_alarm_is_paged_without_anybody_asking_and_counted(
    settings: Settings, database: Database, officer: DutyOfficer
) -> None:
    alarm = await rings(database, officer.at("county"))
    services, stop = build_services(settings, in_worker(settings)), asyncio.Event()
    working = asyncio.create_task(run(services, stop))
    await officer.is_paged()
    stop.set()
    await working
    await services.close()
    async with database.transaction() as session:
        assert (await session.get_one(Alarm, alarm.id)).pages == 1


async def test_a_silent_duty_phone_does_not_keep_the_worker_from_stopping(
    settings: Settings, database: Database, officer: DutyOfficer
) -> None:
    officer.answers = [60.0]
    await rings(database, officer.at("county"))
    patient = Webhooks(is_production=False, patience=Patience(60.0, ()))
    built = build_services(settings, in_worker(settings))
    services, stop = dataclasses.replace(built, webhooks=patient), asyncio.Event()
    working = asyncio.create_task(run(services, stop))
    await officer.is_paged()
    stop.set()
    await asyncio.wait_for(working, PATIENCE)
    await services.close()
