"""`python -m backend.seeds`: divisions, unions and holidays; in development also demo staff."""

import asyncio
import json
import logging

import backend.models  # noqa: F401 — foreign keys point at tables no seed touches
from backend.config import Environment, Settings, get_settings
from backend.contracts.logs import configure_logging
from backend.database import Database
from backend.seeds.federations import seed_demo_federations
from backend.seeds.henan import seed_henan
from backend.seeds.staff import seed_demo_staff
from backend.seeds.work_days import seed_work_days

logger = logging.getLogger(__name__)


async def seed(settings: Settings) -> None:
    database = Database(settings.async_database_url)
    async with database.transaction() as session:
        count = await seed_henan(session)
        await seed_work_days(session)
        accounts = []
        if settings.environment is Environment.development:
            await seed_demo_federations(session)
            accounts = await seed_demo_staff(session)
    await database.close()
    logger.info("seeded: %d unions", count)
    if accounts:
        path = settings.data_dir / "demo_accounts.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(accounts, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    configure_logging("seeds", get_settings().log_level)
    asyncio.run(seed(get_settings()))
