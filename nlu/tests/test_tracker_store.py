"""What is remembered of a conversation is what Rasa's own store would have read, on PostgreSQL."""

import asyncio
import re
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from components import tracker_store
from components.tracker_store import RememberingTrackerStore
from rasa.core.agent import Agent
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.exc import OperationalError

NLU = Path(__file__).parents[1]
DOMAIN = Domain.from_dict(
    {
        "intents": ["greet"],
        "slots": {"county": {"type": "text", "mappings": [{"type": "custom"}]}},
        "forms": {"question_form": {"required_slots": ["county"]}},
    }
)
START = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of the runner's: what a second process sees cannot be shown in memory."""
    folder = str(tmp_path_factory.mktemp("data"))
    python = str(NLU.parent / ".venv/bin/python")
    command = [python, "-m", "runner", "services", "--data-dir", folder]
    servers = subprocess.Popen(command, cwd=NLU.parent, stdout=subprocess.PIPE, text=True)
    assert servers.stdout is not None
    try:
        found = re.search(r"DATABASE_URL='?([^'\s]+)", servers.stdout.readline())
        assert found
        yield found[1].rsplit("/", 1)[0] + "/rasa"
    finally:
        servers.terminate()
        servers.wait()
        servers.stdout.close()


@pytest.fixture
def store(url: str) -> RememberingTrackerStore:
    return RememberingTrackerStore(domain=DOMAIN, host=url)


@pytest.fixture
def stock(url: str) -> SQLTrackerStore:
    """Rasa's own; as a writer, it is the other process."""
    return SQLTrackerStore(domain=DOMAIN, host=url)


@pytest.fixture
def person(store: RememberingTrackerStore) -> str:
    """Somebody whose second message has just been answered, so that the tracker is remembered."""
    name = uuid.uuid4().hex
    turn(store, name, *fresh(START), *said("你好"))
    turn(store, name, *said("我要入会"), ActiveLoop("question_form"), SlotSet("county", "金水区"))
    assert name in store._remembered
    return name


def fresh(events: list[Event]) -> list[Event]:
    """Events are stamped when they are made, and must be newer than what is there."""
    return [type(event).from_parameters({**event.as_dict(), "timestamp": None}) for event in events]


def said(text: str) -> list[Event]:
    intent = {"name": "greet", "confidence": 0.9}
    return [
        UserUttered(text, intent, parse_data={"intent": intent, "entities": [], "text": text}),
        ActionExecuted("utter_greet", confidence=1.0),
        BotUttered("您好", {"buttons": None}),
        ActionExecuted("action_listen"),
    ]


def turn(store: TrackerStore, name: str, *events: Event) -> DialogueStateTracker:
    """As Rasa handles a message: read, add, save."""

    async def take() -> DialogueStateTracker:
        tracker = await store.get_or_create_tracker(name, append_action_listen=False)
        for event in events:
            tracker.update(event, DOMAIN)
        await store.save(tracker)
        return tracker

    return asyncio.run(take())


def read(store: TrackerStore, name: str) -> dict:
    tracker = asyncio.run(store.retrieve(name))
    assert tracker is not None
    return tracker.current_state(EventVerbosity.ALL)


def stored(stock: SQLTrackerStore, name: str) -> list[dict]:
    tracker = asyncio.run(stock.retrieve_full_tracker(name))
    assert tracker is not None
    return [event.as_dict() for event in tracker.events]


def test_what_is_remembered_is_what_rasa_would_read(store, stock, person) -> None:
    remembered = store._remembered[person]
    before = read(stock, person)
    assert asyncio.run(store.retrieve(person)) is remembered
    assert remembered.current_state(EventVerbosity.ALL) == before
    assert before["slots"]["county"] == "金水区"


def test_every_event_is_stored_exactly_once(store, stock, person) -> None:
    turns = [turn(store, person, *said(f"第{number}句")) for number in range(3)]
    texts = [event["text"] for event in stored(stock, person) if event["event"] == "user"]
    assert texts == ["你好", "我要入会", "第0句", "第1句", "第2句"]
    # The first three events are read no more: the action that starts a session precedes it.
    assert len(stored(stock, person)) == len(turns[-1].events) + 1


def test_saving_twice_stores_nothing_twice(store, stock, person) -> None:
    tracker = turn(store, person, *said("在吗"))
    count = len(stored(stock, person))
    asyncio.run(store.save(tracker))
    tracker.update(SlotSet("county", "二七区"), DOMAIN)
    asyncio.run(store.save(tracker))
    assert len(stored(stock, person)) == count + 1
    assert read(store, person) == read(stock, person)


def test_rows_of_another_process_are_seen(store, stock, person) -> None:
    turn(stock, person, SlotSet("county", "二七区"))
    assert read(store, person)["slots"]["county"] == "二七区"


def test_two_who_write_at_once_both_keep_their_events(store, stock, person) -> None:
    tracker = asyncio.run(store.retrieve(person))
    assert tracker is not None
    turn(stock, person, *said("从别处"))
    tracker.update(SlotSet("county", "二七区"), DOMAIN)
    asyncio.run(store.save(tracker))
    asyncio.run(store.save(tracker))
    assert person not in store._remembered
    assert [event["event"] for event in stored(stock, person)[-2:]] == ["action", "slot"]
    assert read(store, person) == read(stock, person)


def test_a_turn_that_fails_leaves_nothing_behind(store, stock, person) -> None:
    tracker = asyncio.run(store.retrieve(person))
    assert tracker is not None
    tracker.update(SlotSet("county", "二七区"), DOMAIN)
    assert read(store, person)["slots"]["county"] == "金水区"


def test_what_was_changed_after_saving_is_not_believed(store, stock, person) -> None:
    turn(store, person, *said("在吗")).update(SlotSet("county", "二七区"), DOMAIN)
    assert read(store, person)["slots"]["county"] == "金水区"


def test_a_save_that_fails_is_not_remembered(store, stock, person) -> None:
    with pytest.raises(TypeError):
        turn(store, person, SlotSet("county", {"a set cannot be stored"}))
    assert person not in store._remembered
    assert read(store, person) == read(stock, person)


def test_a_restarted_rasa_goes_on_where_the_other_stopped(url, stock, person) -> None:
    restarted = RememberingTrackerStore(domain=DOMAIN, host=url)
    assert read(restarted, person) == read(stock, person)
    turn(restarted, person, *said("又来了"))
    assert person in restarted._remembered
    assert read(restarted, person) == read(stock, person)


@pytest.mark.parametrize("events", [[UserUtteranceReverted()], [Restarted()], []])
def test_taking_back_and_starting_over_are_remembered_as_read(store, stock, person, events) -> None:
    turn(store, person, *said("打错了"), *fresh(events))
    assert person in store._remembered
    assert read(store, person) == read(stock, person)


def test_a_new_session_forgets_the_events_of_the_old_one(store, stock, person) -> None:
    tracker = turn(store, person, *fresh(START), *said("早"))
    asyncio.run(store.save(tracker))
    assert person not in store._remembered
    assert read(store, person) == read(stock, person)
    assert read(store, person)["events"][0]["event"] == "session_started"
    turn(store, person, *said("早上好"))
    assert read(store, person) == read(stock, person)


def test_events_dated_before_the_session_are_left_out_as_rasa_does(store, stock, person) -> None:
    turn(store, person, SlotSet("county", "二七区", timestamp=time.time() - 9000))
    assert read(store, person) == read(stock, person)


def test_a_new_conversation_begins_as_with_rasa_even_with_a_short_history(store, stock) -> None:
    store.max_event_history = 2
    name = uuid.uuid4().hex

    async def begin() -> None:
        tracker = await store.get_or_create_tracker(name, max_event_history=2)
        tracker.update(SlotSet("county", "二七区"), DOMAIN)
        await store.save(tracker)

    asyncio.run(begin())
    turn(store, name, *said("你好"))
    assert len(read(store, name)["events"]) == 6
    assert read(store, name) == read(stock, name)


def test_erased_conversations_are_forgotten(store, person) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM events WHERE sender_id = %s", (person,))
    assert asyncio.run(store.retrieve(person)) is None
    assert person not in store._remembered


def test_a_new_domain_makes_memory_give_way(store, person) -> None:
    store.domain = Domain.from_dict({"slots": {}})
    assert "county" not in read(store, person)["slots"]


def test_only_the_last_ones_are_kept(store, monkeypatch, person) -> None:
    monkeypatch.setattr(tracker_store, "KEPT_EVENTS", 20)
    others = [uuid.uuid4().hex for _ in range(3)]
    for name in others:
        turn(store, name, *fresh(START))
        turn(store, name, *said("你好"))
    assert list(store._remembered) == others
    turn(store, others[0], *(event for _ in range(6) for event in said("喂")))
    assert not store._remembered, "one of them alone is too long"


def test_rasa_finds_the_store_by_the_name_in_its_settings(url) -> None:
    """It would quietly keep trackers in memory only if it did not."""
    name = yaml.safe_load((NLU / "endpoints.yml").read_text())["tracker_store"]["type"]
    made = TrackerStore.create(EndpointConfig(url, type=name), domain=DOMAIN)
    assert type(made) is RememberingTrackerStore


def cut_connections(stock: SQLTrackerStore) -> None:
    """As a database that is started anew leaves everybody."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with stock.engine.begin() as connection:
        connection.execute(sa.text(others))


def test_while_the_database_is_away_nobody_becomes_a_stranger(store, stock, person) -> None:
    agent = Agent(DOMAIN, tracker_store=store)
    asyncio.run(agent.tracker_store.retrieve(person))
    cut_connections(stock)
    with pytest.raises(OperationalError):
        asyncio.run(agent.tracker_store.retrieve(person))
    assert read(agent.tracker_store, person)["slots"]["county"] == "金水区"


def test_a_turn_that_could_not_be_stored_fails_and_leaves_nothing(store, stock, person) -> None:
    agent = Agent(DOMAIN, tracker_store=store)
    before = stored(stock, person)
    tracker = asyncio.run(agent.tracker_store.retrieve(person))
    for event in fresh(said("我住在文化路")):
        tracker.update(event, DOMAIN)
    cut_connections(stock)
    with pytest.raises(OperationalError) as failure:
        asyncio.run(agent.tracker_store.save(tracker))
    assert "文化路" not in str(failure.value)
    assert stored(stock, person) == before
    assert read(agent.tracker_store, person)["slots"]["county"] == "金水区"
