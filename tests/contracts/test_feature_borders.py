"""A feature calls another's functions and never touches its tables; pages never query at all."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import DeclarativeBase

from runner.paths import ROOT

BACKEND = ROOT / "backend"
FEATURES = sorted(path.parent.name for path in BACKEND.glob("*/models.py"))


def imports(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def is_table(module: str, name: str) -> bool:
    found = getattr(importlib.import_module(module), name, None)
    return isinstance(found, type) and issubclass(found, DeclarativeBase)


def test_there_are_features_to_look_at() -> None:
    assert {"conversations", "membership", "unions"} <= set(FEATURES)


def test_no_feature_imports_the_tables_of_another() -> None:
    trespassing = [
        f"{path.relative_to(ROOT)} imports {module}.{name}"
        for feature in FEATURES
        for path in sorted((BACKEND / feature).rglob("*.py"))
        for module, name in imports(path)
        for other in FEATURES
        if other != feature
        and (
            (module == f"backend.{other}.models" and (not name or is_table(module, name)))
            or (module == f"backend.{other}" and name == "models")
        )
    ]
    assert trespassing == []


def test_no_console_page_queries_the_database_itself() -> None:
    querying = [
        f"{path.relative_to(ROOT)} imports {module}.{name}"
        for path in sorted((BACKEND / "console").rglob("*.py"))
        for module, name in imports(path)
        if module == "sqlalchemy" or (module.startswith("sqlalchemy.orm"))
    ]
    assert querying == []


def test_every_file_opens_with_its_point_and_stays_short() -> None:
    ours = [
        path
        for package in ("actions", "backend", "benchmarks", "bot", "runner", "simulator", "tests")
        for path in (ROOT / package).rglob("*.py")
        if "versions" not in path.parts
    ]
    silent = [path for path in ours if not ast.get_docstring(ast.parse(path.read_text()))]
    long = [path for path in ours if len(path.read_text().splitlines()) > 400]
    assert [str(path.relative_to(ROOT)) for path in silent if path.stat().st_size] == []
    assert [str(path.relative_to(ROOT)) for path in long] == []
