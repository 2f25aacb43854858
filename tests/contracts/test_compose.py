"""docker-compose.yml keeps to the Compose Specification; no engine is needed to know that.

The judge is the `compose_spec` parser, an implementation of the whole specification that refuses
unknown keys and wrong types. Interpolation is ours: the parser takes a file as the engine would
see it after filling in variables.
"""

import json
import re
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from runner.paths import ROOT

COMPOSE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"(?<!\$)\$\{(?P<name>\w+)(?P<rule>:[?-])?(?P<default>[^}]*)\}")
SECRETS = {
    "INTERNAL_API_TOKEN",
    "ENCRYPTION_KEYS",
    "BLIND_INDEX_KEY",
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
    "WECHAT_APP_ID",
    "WECHAT_APP_SECRET",
    "WECHAT_TOKEN",
    "WECHAT_ENCODING_AES_KEY",
}


def filled_in() -> Any:
    def value(match: re.Match[str]) -> str:
        return match["default"] if match["rule"] == ":-" else "x" * 43

    return yaml.safe_load(VARIABLE.sub(value, COMPOSE.read_text()))


def test_it_keeps_to_the_specification() -> None:
    parsed = PyCompose.from_json(json.dumps(filled_in()))
    assert set(parsed.service_names()) == {
        *("postgres", "redis", "migrate", "backend", "worker", "bot", "actions", "rasa"),
        "simulator",
    }


def test_the_judge_would_refuse_a_key_that_is_none() -> None:
    broken = filled_in()
    broken["services"]["bot"]["comand"] = ["python"]
    with pytest.raises(Exception, match="comand"):
        PyCompose.from_json(json.dumps(broken))


def test_every_secret_is_required_and_none_has_a_default() -> None:
    used = {match["name"]: match["rule"] for match in VARIABLE.finditer(COMPOSE.read_text())}
    assert {name for name, rule in used.items() if rule == ":?"} == SECRETS


def test_only_the_backend_side_holds_the_keys_to_personal_data() -> None:
    holders = {
        name
        for name, service in filled_in()["services"].items()
        if "ENCRYPTION_KEYS" in service.get("environment", {})
    }
    assert holders == {"backend", "worker", "migrate"}


def test_whatever_is_waited_for_can_say_that_it_is_well() -> None:
    services = filled_in()["services"]
    for service in services.values():
        for needed, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[needed]


def test_only_loopback_is_published() -> None:
    for service in filled_in()["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_what_we_build_may_do_little_and_leaves_no_memory_behind() -> None:
    ours = [service for service in filled_in()["services"].values() if "build" in service]
    assert ours
    for service in ours:
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["ulimits"] == {"core": 0}


def test_the_simulator_runs_in_development_only() -> None:
    assert filled_in()["services"]["simulator"]["profiles"] == ["dev"]


def test_the_build_files_exist() -> None:
    for service in filled_in()["services"].values():
        if "build" in service:
            build = service["build"]
            assert (ROOT / build["context"] / build["dockerfile"]).exists()
