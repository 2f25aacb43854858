"""What cases need without anybody asking: limits looked at, incidents ended, what must hold checked."""

import logging
from datetime import timedelta

from backend.cases import incidents, intake_left, invariants, releasing, watch
from backend.database import utc_now
from backend.services import Services

logger = logging.getLogger(__name__)

# Histories that moved since the last check, and a good while before it.
_MOVED_WITHIN = timedelta(hours=3)


async def look_at_limits(services: Services) -> bool:
    """Warn, and tell of what was missed; True when there may be more."""
    try:
        async with services.database.transaction() as session:
            return await watch.look(session) > 0
    except Exception:
        # One case with something wrong must not silence the limits of all others.
        logger.exception("a batch of limits failed")
        await _look_at_each(services)
        return False


async def _look_at_each(services: Services) -> None:
    async with services.database.transaction() as session:
        due = await watch.due_ids(session)
    for clock_id in due:
        try:
            async with services.database.transaction() as session:
                await watch.look(session, only=clock_id)
        except Exception:
            logger.exception("limit %s failed", clock_id)
            async with services.database.transaction() as session:
                await watch.put_off(session, clock_id)


async def release_cases(services: Services) -> bool:
    """Those of closed accounts; True when there may be more."""
    async with services.database.transaction() as session:
        return await releasing.release_left_behind(session) > 0


async def check_cases(services: Services) -> None:
    """A break is our bug: it is logged by id, and the case stays as it is for somebody to look at."""
    async with services.database.transaction() as session:
        faults = await invariants.broken(session, since=utc_now() - _MOVED_WITHIN)
    for fault in faults:
        logger.error("%s", fault)


async def close_incidents(services: Services) -> None:
    async with services.database.transaction() as session:
        await incidents.close_ended(session)


async def open_urgent_draft(services: Services) -> bool:
    """Of somebody who fell silent in the middle of an emergency (L10); True when there may be more."""
    try:
        async with services.database.transaction() as session:
            opened = await intake_left.open_urgent_one(session, services.keyring)
    except Exception:
        # One draft with something wrong must not leave all others in danger unheard.
        logger.exception("an urgent draft failed")
        await _open_each(services)
        return False
    if opened:
        logger.info("opened an urgent case that was left half told")
    return opened


async def _open_each(services: Services) -> None:
    async with services.database.transaction() as session:
        left = await intake_left.urgent_ids(session)
    for draft_id in left:
        try:
            async with services.database.transaction() as session:
                await intake_left.open_urgent_one(session, services.keyring, only=draft_id)
        except Exception:
            logger.exception("urgent draft %s failed", draft_id)
