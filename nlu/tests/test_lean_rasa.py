"""What we replace inside Rasa accepts and refuses exactly what Rasa did."""

import jsonschema
import pytest
from components import compiled_schema, known_events, straight_graph
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.utils.common import all_subclasses

SLOT = {"event": "slot", "name": "join_typing", "value": None, "timestamp": None}


@pytest.mark.parametrize(
    "result",
    [
        {"events": [SLOT], "responses": [{"response": "utter_greet"}]},
        {"events": [], "responses": []},
        {},
        {"events": [{"event": "active_loop", "name": None}]},
        {"events": [{"event": "no such event"}]},
        {"events": [{"name": "no kind"}]},
        {"events": [{"event": "slot"}]},
        {"events": [{"event": "slot", "name": 3, "value": 1}]},
        {"events": [{"event": "slot", "name": "a", "value": 1, "timestamp": "soon"}]},
        {"events": "none"},
        {"events": ["slot"]},
        {"responses": ["hello"]},
        [],
    ],
)
def test_results_pass_and_fail_as_before(result: object) -> None:
    assert _accepts_like_us(result) == _accepts_like_rasa(result)


def test_rasa_uses_our_check() -> None:
    assert RemoteAction._validate_action_result is compiled_schema._validate_action_result


def test_events_are_found_as_before() -> None:
    for event in all_subclasses(Event):
        found = Event.resolve_by_type(event.type_name)
        assert found is known_events._walk(event.type_name)
    assert Event.resolve_by_type("unheard of", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="Unknown event"):
        Event.resolve_by_type("unheard of")


NEEDS = {
    "message": [],
    "tokens": ["message"],
    "intent": ["tokens"],
    "entities": ["tokens", "message"],
    "answer": ["intent", "entities", "nobody"],
    "unused": ["answer"],
}


@pytest.mark.parametrize(
    ("inputs", "targets"),
    [
        (None, ["answer"]),
        ({"nobody": 3}, ["answer", "tokens"]),
        ({"message": "俺想入会"}, ["entities"]),
        ({"tokens": ["given"], "message": "俺"}, ["answer"]),
        ({"placeholder": 1}, ["placeholder", "intent"]),
    ],
)
def test_a_graph_gives_what_dask_gave(inputs: dict | None, targets: list[str]) -> None:
    ours, seen = _runner()
    dask, _ = _runner()
    assert straight_graph.run(ours, inputs, targets) == straight_graph._by_dask(
        dask, inputs, targets
    )
    assert len(seen) == len(set(seen)), "no node runs twice"
    assert "unused" not in seen


def test_a_graph_refuses_what_dask_refused() -> None:
    runner, _ = _runner()
    for run in (straight_graph.run, straight_graph._by_dask):
        with pytest.raises(GraphRunError):
            run(runner, {"word": "tokens"}, ["answer"])


def test_rasa_runs_its_graphs_our_way() -> None:
    assert DaskGraphRunner.run is straight_graph.run


class _Node:
    """Says what it was given; a name that nothing provided comes as itself."""

    def __init__(self, name: str, seen: list[str]) -> None:
        self.name, self.seen = name, seen

    def __call__(self, *given: object) -> tuple[str, object]:
        self.seen.append(self.name)
        return self.name, [self.name, *given]


def _runner() -> tuple[DaskGraphRunner, list[str]]:
    seen: list[str] = []
    nodes = {
        name: SchemaNode(
            needs={f"input{place}": need for place, need in enumerate(needs)},
            uses=object,
            constructor_name="create",
            fn="run",
            config={},
        )
        for name, needs in NEEDS.items()
    }
    runner = DaskGraphRunner.__new__(DaskGraphRunner)
    runner._graph_schema = GraphSchema(nodes)
    runner._instantiated_nodes = {name: _Node(name, seen) for name in NEEDS}
    runner._execution_context = None
    return runner, seen


def _accepts_like_us(result: object) -> bool:
    try:
        return compiled_schema.validate(result)
    except jsonschema.ValidationError:
        return False


def _accepts_like_rasa(result: object) -> bool:
    try:
        jsonschema.validate(result, RemoteAction.action_response_format_spec())
    except jsonschema.ValidationError:
        return False
    return True
