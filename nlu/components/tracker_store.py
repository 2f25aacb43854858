"""Rasa's SQL tracker store without reading back what it has just written.

Rasa reads and replays the whole session for every message, and counts it again before it saves.
Here the number of the newest row says whether the tracker of last time still holds. The database
stays the truth: whatever else happened to a conversation, its tracker is read as Rasa reads it.

Importing this module also takes away Rasa's fail-safe around every store: it gives an empty tracker
when the database is away, and keeps what was not saved in memory. So somebody in the middle of a
form would be a stranger; here the turn fails, and the backend tries it again.
"""

import contextlib
import json
from collections import OrderedDict
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import DBAPIError

# Of those who wrote last, some 30 MB in memory; everybody else's tracker is read as usual.
KEPT_EVENTS = 20_000

# Without it, finding somebody's newest row may mean walking back over everybody else's.
_INDEX = sa.text("CREATE INDEX IF NOT EXISTS ix_events_newest ON events (sender_id, id)")
_NEWEST = sa.text("SELECT max(id) FROM events WHERE sender_id = :sender_id")
# All rows of a turn in one statement, which also tells whether somebody else added some meanwhile.
_ADD = sa.text("""
    WITH added AS (
        INSERT INTO events (sender_id, type_name, timestamp, intent_name, action_name, data)
        SELECT :sender_id, row.type_name, row.timestamp, row.intent_name, row.action_name, row.data
        FROM unnest(
            CAST(:types AS text[]), CAST(:times AS float8[]), CAST(:intents AS text[]),
            CAST(:actions AS text[]), CAST(:rows AS text[])
        ) WITH ORDINALITY AS row (type_name, timestamp, intent_name, action_name, data, place)
        ORDER BY row.place
        RETURNING id
    )
    SELECT
        (SELECT max(id) FROM added) AS newest,
        EXISTS (SELECT FROM events WHERE sender_id = :sender_id AND id > :id) AS others
""")


class InDatabase(NamedTuple):
    """How many of a tracker's events are stored, which row was the newest then, whose slots it has."""

    events: int
    newest: int | None
    domain: Domain


class RememberingTrackerStore(SQLTrackerStore):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._remembered: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        super().__init__(*args, **kwargs)
        # The values of a statement that failed are what somebody said: not for the log.
        self.engine.hide_parameters = True
        # One statement is its own transaction: nothing to begin or to end, and nothing to switch.
        self._statements = sa.create_engine(
            self.engine.url, isolation_level="AUTOCOMMIT", hide_parameters=True
        )
        # Another Rasa that starts at this moment may be creating it.
        with contextlib.suppress(DBAPIError), self.engine.begin() as connection:
            connection.execute(_INDEX)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Taken out of memory: a turn that fails half-way leaves nothing, no two share a tracker."""
        (newest,) = self._ask(_NEWEST, sender_id=sender_id)
        domain = self.domain  # a new model brings a new one
        tracker = self._remembered.pop(sender_id, None)
        if tracker is None or tracker.in_database != (len(tracker.events), newest, domain):
            tracker = await super().retrieve(sender_id)
        if tracker is not None:
            tracker.in_database = InDatabase(len(tracker.events), newest, domain)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """As Rasa does it for a tracker that was not read here; else by one statement."""
        before = _in_database(tracker)
        if before is None:
            await super().save(tracker)
            return
        await self.stream_events(tracker)
        new = list(islice(tracker.events, before.events, None))
        newest, others = self._add(tracker.sender_id, new, before.newest) if new else (None, True)
        tracker.in_database = before._replace(events=len(tracker.events))
        if not others and _reads_back_whole(tracker, new):
            tracker.in_database = tracker.in_database._replace(newest=newest)
            self._remember(tracker)
        # Otherwise the old row number keeps it from ever being remembered.

    def _add(self, sender_id: str, events: list[Event], newest: int | None) -> Any:
        rows = [event.as_dict() for event in events]
        intents = [row.get("parse_data", {}).get("intent", {}).get("name") for row in rows]
        return self._ask(
            _ADD,
            sender_id=sender_id,
            id=newest,
            types=[event.type_name for event in events],
            times=[row.get("timestamp") for row in rows],
            intents=intents,
            actions=[row.get("name") for row in rows],
            rows=[json.dumps(row) for row in rows],
        )

    def _remember(self, tracker: DialogueStateTracker) -> None:
        self._remembered[tracker.sender_id] = tracker
        while sum(len(each.events) for each in self._remembered.values()) > KEPT_EVENTS:
            self._remembered.popitem(last=False)

    def _ask(self, query: Any, **values: Any) -> Any:
        try:
            with self._statements.connect() as connection:
                return connection.execute(query, values).one()
        except DBAPIError as error:
            if error.connection_invalidated:
                self.engine.dispose()  # its connections are as dead, and would fail one by one
            raise


def _in_database(tracker: DialogueStateTracker) -> InDatabase | None:
    """None for a tracker that was not read here, such as that of a new conversation."""
    return getattr(tracker, "in_database", None)


def _reads_back_whole(tracker: DialogueStateTracker, new: list[Event]) -> bool:
    """Rasa reads the events since the start of the last session, by time."""
    start = tracker.events[0].timestamp
    return all(event.timestamp >= start and not isinstance(event, SessionStarted) for event in new)


_fail_safe = Agent._create_tracker_store


def _create_tracker_store(store: TrackerStore | None, domain: Domain) -> TrackerStore:
    """Ours as it is; any other, as in tests of Rasa's own, wrapped as before."""
    if not isinstance(store, RememberingTrackerStore):
        return _fail_safe(store, domain)
    store.domain = domain
    return store


Agent._create_tracker_store = staticmethod(_create_tracker_store)
