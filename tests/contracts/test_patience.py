"""No test depends on how fast the machine is; speed is measured in benchmarks/."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from hypothesis import settings

from runner.paths import ROOT

type Fault = Callable[[ast.AST], bool]


def is_timed(node: ast.AST) -> bool:
    """`clock() - started < 1.0`; what makes a test wait for long enough is no such thing."""
    return (
        isinstance(node, ast.Compare)
        and isinstance(node.left, ast.BinOp)
        and isinstance(node.left.op, ast.Sub)
        and isinstance(node.left.left, ast.Call)
        and ast.unparse(node.left.left.func).endswith(("time", "monotonic", "perf_counter", "now"))
        and isinstance(node.ops[0], ast.Lt | ast.LtE)
    )


def is_impatient(node: ast.AST) -> bool:
    """`for _ in range(50): … sleep(0.1)`; `tests.waiting.until` does it patiently."""
    return (
        isinstance(node, ast.For)
        and ast.unparse(node.iter).startswith("range(")
        and isinstance(node.target, ast.Name)
        and node.target.id == "_"
        and any(isinstance(each, ast.Attribute) and each.attr == "sleep" for each in ast.walk(node))
    )


def found(fault: Fault) -> Iterator[str]:
    for folder in (ROOT / "tests", ROOT / "nlu" / "tests"):
        for file in Path(folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if fault(node):
                    yield f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def test_nothing_is_asserted_about_how_long_it_took() -> None:
    assert any(map(is_timed, ast.walk(ast.parse("assert loop().time() - started < 1.0"))))
    assert list(found(is_timed)) == []


def test_nobody_counts_how_often_they_look() -> None:
    assert any(map(is_impatient, ast.walk(ast.parse("for _ in range(9):\n asyncio.sleep(1)"))))
    assert list(found(is_impatient)) == []


def test_an_example_may_take_its_time() -> None:
    assert settings().deadline is None
