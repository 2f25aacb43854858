"""Every program of the backend knows every table: a foreign key to one it never imported breaks its first insert."""

import grimp

from runner.paths import ROOT

PROGRAMS = sorted((ROOT / "backend").rglob("__main__.py"))


def test_every_program_that_opens_the_database_imports_all_tables() -> None:
    graph = grimp.build_graph("backend")
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in PROGRAMS]
    tables = graph.find_upstream_modules("backend.models")
    lacking = {
        name: missing
        for name in names
        if graph.chain_exists(name, "backend.database")
        and (missing := tables - graph.find_upstream_modules(name))
    }
    assert lacking == {}
