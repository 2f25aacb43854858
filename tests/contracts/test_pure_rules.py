"""A file that says "No I/O here" reaches no database, web framework or client, whatever it imports."""

import ast
from pathlib import Path

import grimp
import pytest

from runner.paths import ROOT

PACKAGES = ("actions", "backend", "benchmarks", "bot", "runner", "simulator")
OUTSIDE = ("sqlalchemy", "asyncpg", "fastapi", "starlette", "aiohttp", "httpx", "redis")


def opening(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text())) or ""


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
# What a benchmark calls pure may still quote the one it reports on.
PURE = [
    module_of(path)
    for path in FILES
    if "No I/O" in opening(path) and not path.is_relative_to(ROOT / "benchmarks")
]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> grimp.ImportGraph:
    found = grimp.build_graph(
        *PACKAGES,
        include_external_packages=True,
        exclude_type_checking_imports=True,
        cache_dir=str(tmp_path_factory.mktemp("graph")),
    )
    # The words a page shows are words about rows, so it may know what a row looks like.
    for module in found.find_descendants("backend.console"):
        for imported in found.find_modules_directly_imported_by(module):
            if imported.endswith(".models"):
                found.remove_import(importer=module, imported=imported)
    return found


def test_there_are_pure_files_to_look_at() -> None:
    assert {"backend.membership.age", "backend.conversations.quota"} <= set(PURE)


def test_every_file_of_rules_says_that_it_is_pure() -> None:
    rules = [path for path in FILES if path.name.endswith("rules.py")]
    assert [module_of(path) for path in rules if module_of(path) not in PURE] == []


def test_what_says_it_does_no_io_cannot_reach_any(graph: grimp.ImportGraph) -> None:
    known = [package for package in OUTSIDE if package in graph.modules]
    chains = [graph.find_shortest_chain(module, package) for module in PURE for package in known]
    assert [" imports ".join(chain) for chain in chains if chain] == []
