"""Runs a model's graph node after node, in an order found once.

Rasa 3.6 cuts its graph down to what is asked for at every call and hands it to dask, twice for each
message; in one process that is only overhead. Importing this module replaces that method. Nodes get
what they got before: a tuple of name and value of each input, or a name that nothing provided.
"""

from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

_by_dask = DaskGraphRunner.run
Step = tuple[str, GraphNode, tuple[str, ...]]


def run(
    runner: DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: list[str] | None = None,
) -> dict[str, Any]:
    """Raises GraphRunError as Rasa's method does."""
    wanted = tuple(targets or runner._graph_schema.target_names)
    steps = _steps(runner, wanted)
    known = _given(inputs or {}, {name for name, _, _ in steps})
    try:
        for name, node, needs in steps:
            if name not in known:  # what is given stands in for its node
                known[name] = node(*(known.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(known[name] for name in wanted)


def _given(inputs: dict[str, Any], nodes: set[str]) -> dict[str, tuple[str, Any]]:
    for name, value in inputs.items():
        if isinstance(value, str) and value in nodes:
            raise GraphRunError(f"Input value '{value}' of '{name}' clashes with a node name.")
    return {name: (name, value) for name, value in inputs.items()}


def _steps(runner: DaskGraphRunner, targets: tuple[str, ...]) -> list[Step]:
    """Found once for each set of targets; a runner's schema never changes."""
    found: dict[tuple[str, ...], list[Step]] = runner.__dict__.setdefault("_straight", {})
    if targets not in found:
        schema = runner._graph_schema.minimal_graph_schema(list(targets))
        found[targets] = [
            (name, runner._instantiated_nodes[name], tuple(schema.nodes[name].needs.values()))
            for name in in_order(schema)
        ]
    return found[targets]


def in_order(schema: GraphSchema) -> list[str]:
    """Every node after the ones it needs. Raises GraphRunError when they go round in circles."""
    ordered: dict[str, None] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise GraphRunError(f"Node '{name}' needs itself.")
        if name in schema.nodes and name not in ordered:
            for need in schema.nodes[name].needs.values():
                visit(need, (*above, name))
            ordered[name] = None

    for name in schema.nodes:
        visit(name, ())
    return list(ordered)


DaskGraphRunner.run = run
