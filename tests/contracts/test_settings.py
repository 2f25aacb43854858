"""Every setting anybody reads is documented in `.env.example`, and nothing else is."""

import importlib
import re
from collections.abc import Iterator

import pytest
from pydantic_settings import BaseSettings

from runner.paths import NLU, ROOT

MODULES = ("bot.config", "backend.config", "actions.config", "simulator.config")
# Read by a program that has no settings class.
READ_ELSEWHERE = {"RASA_PORT", "SIMULATOR_FONT"}
READ_BY_LIBRARIES = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "SANIC_KEEP_ALIVE_TIMEOUT"}


def documented() -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M))


def read_by(module: str) -> Iterator[str]:
    settings: type[BaseSettings] = importlib.import_module(module).Settings
    prefix = settings.model_config.get("env_prefix", "")
    for name, field in settings.model_fields.items():
        alias = field.validation_alias
        yield (alias if isinstance(alias, str) else prefix + name).upper()


def read_by_rasa() -> set[str]:
    return set(re.findall(r"\$\{(\w+)\}", (NLU / "endpoints.yml").read_text()))


def read_by_compose() -> set[str]:
    return set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))


@pytest.mark.parametrize("module", MODULES)
def test_every_setting_of_a_process_is_documented(module: str) -> None:
    assert set(read_by(module)) <= documented()


def test_every_variable_of_rasa_and_of_compose_is_documented() -> None:
    assert read_by_rasa() | read_by_compose() <= documented()


def test_nothing_is_documented_that_nobody_reads() -> None:
    read = {name for module in MODULES for name in read_by(module)}
    assert documented() <= read | read_by_rasa() | read_by_compose() | READ_ELSEWHERE


def test_the_example_holds_no_value_that_takes_effect() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert all(line.startswith("#") or not line for line in lines)


def test_what_compose_sets_is_read_by_somebody() -> None:
    """A misspelled name in compose would silently change nothing."""
    text = (ROOT / "docker-compose.yml").read_text()
    blocks = re.findall(r"^ +([A-Z][A-Z0-9_]+): ", text, re.M)
    of_images = {name for name in blocks if name.startswith("POSTGRES_")}
    assert set(blocks) - of_images <= documented() | READ_BY_LIBRARIES
