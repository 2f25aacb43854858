"""Guards over `nlu/`: what Rasa's own validator lets through although it would leave a worker in silence."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions import (
    asides,
    case_asides,
    case_opening,
    case_steps,
    handoff,
    helping,
    join_answers,
    joining,
    my_cases,
    steps,
)
from actions.registry import ACTIONS
from backend.cases import forms
from backend.contracts.cases import IntakeField
from backend.contracts.errors import ErrorCode

NLU = Path(__file__).parents[2] / "nlu"
ACTION_SOURCES = Path(__file__).parents[2] / "actions"
DOMAINS = {path.name: yaml.safe_load(path.read_text()) for path in (NLU / "domain").glob("*.yml")}
CONTRACT = {
    "greet",
    "goodbye",
    "thank",
    "affirm",
    "deny",
    "cancel",
    "correct",
    "help",
    "join_union",
    "check_application",
    "check_case",
    "show_membership",
    "transfer_membership",
    "retain_membership",
    "resume_membership",
    "leave_union",
    "update_profile",
    "privacy_request",
    "wage_arrears",
    "legal_aid",
    "hardship_relief",
    "work_injury",
    "platform_dispute",
    "list_services",
    "list_activities",
    "list_news",
    "pay_dues",
    "request_human",
    "complain",
    "express_crisis",
    "report_emergency",
    "faq",
    "out_of_scope",
}
# Sent by the backend, never said: no examples, no buttons.
EVENTS = {"follow", "scan", "send_photo", "send_location", "send_voice", "send_unsupported"} | {
    "send_recording",
    "send_video",
    "send_code",
    "stale_tap",
    "nlu_fallback",
}
# Options that only an action can offer, because the backend names the choices.
OFFERED_BY_ACTIONS = {"choose_county", *my_cases.PAYLOADS}


def names(section: str) -> Iterator[str]:
    for domain in DOMAINS.values():
        for entry in domain.get(section) or []:
            yield next(iter(entry)) if isinstance(entry, dict) else entry


def responses() -> dict[str, list[dict[str, Any]]]:
    return {k: v for domain in DOMAINS.values() for k, v in (domain.get("responses") or {}).items()}


def buttons() -> Iterator[dict[str, str]]:
    for variants in responses().values():
        for variant in variants:
            yield from variant.get("buttons") or []


def payload_intents() -> set[str]:
    return {re.split(r"[{]", button["payload"][1:])[0] for button in buttons()}


def examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in (NLU / "data").glob("*/nlu.yml"):
        for block in yaml.safe_load(path.read_text())["nlu"]:
            lines = [line[2:] for line in block["examples"].splitlines()]
            found.setdefault(block["intent"], []).extend(lines)
    return found


def rule_intents() -> set[str]:
    text = "".join(path.read_text() for path in (NLU / "data").glob("*/rules.yml"))
    return set(re.findall(r"- intent: (\w+)", text))


@pytest.mark.parametrize(
    "section", ["intents", "entities", "slots", "forms", "actions", "responses"]
)
def test_no_key_is_in_two_domain_files(section: str) -> None:
    counted = Counter(names(section))
    assert [name for name, count in counted.items() if count > 1] == []


def test_every_intent_that_the_outside_relies_on_exists() -> None:
    assert set(names("intents")) >= CONTRACT


def test_every_intent_is_either_said_tapped_or_sent() -> None:
    said = {name.split("/")[0] for name in examples()}
    known = said | payload_intents() | EVENTS | OFFERED_BY_ACTIONS
    assert set(names("intents")) - known == set()
    assert said - set(names("intents")) == set()


def test_every_intent_of_the_contract_has_enough_examples() -> None:
    counts = Counter[str]()
    for name, lines in examples().items():
        counts[name.split("/")[0]] += len(lines)
    assert {name for name in CONTRACT if counts[name] < 15} == set()


def test_no_example_belongs_to_two_intents() -> None:
    owners: dict[str, set[str]] = {}
    for name, lines in examples().items():
        for line in lines:
            owners.setdefault(line, set()).add(name)
    assert {line: names for line, names in owners.items() if len(names) > 1} == {}


def test_every_intent_has_a_rule_outside_forms() -> None:
    assert set(names("intents")) - rule_intents() == set()


def test_every_button_leads_to_a_known_intent() -> None:
    assert payload_intents() <= set(names("intents"))
    for button in buttons():
        _, brace, rest = button["payload"].partition("{{")
        # Doubled braces are Rasa's way of writing one in a template.
        assert not brace or json.loads(("{" + rest).replace("}}", "}"))


def test_every_fixed_question_has_its_answer() -> None:
    asked = {name for name in examples() if "/" in name}
    answered = {name.removeprefix("utter_") for name in responses() if "/" in name}
    assert asked == answered


def questions() -> set[str]:
    return set(DOMAINS["common.yml"]["forms"][steps.FORM]["required_slots"])


def test_every_question_of_the_form_can_be_asked() -> None:
    asked = {name for name in responses() if name.startswith("utter_ask_")}
    wanted = {f"utter_ask_{slot}" for slot in questions()}
    # These are asked by the refusal that names the choices.
    by_refusal = steps.FULL_QUESTION | case_steps.FULL_QUESTION
    assert wanted - asked == {f"utter_ask_{slot}" for slot in by_refusal}
    assert asked - wanted == set()


def test_steps_and_domain_name_the_same_questions() -> None:
    in_code = {
        value
        for module in (steps, case_steps)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and value != steps.FORM
    }
    assert in_code == questions()


def test_every_field_that_some_request_asks_has_its_question() -> None:
    wanted = {field for form in forms.FORMS.values() for field in (*form.asks, *form.urgent)}
    assert {case_steps.question_for(field) for field in wanted} <= questions()


@pytest.mark.parametrize("field", sorted(forms.OPTIONS))
def test_options_under_a_question_are_those_the_backend_reads(field: IntakeField) -> None:
    (variant,) = responses()[f"utter_ask_{case_steps.question_for(field)}"]
    chosen = {
        (button["title"], json.loads(found[1].replace("{{", "{").replace("}}", "}"))["case_choice"])
        for button in variant["buttons"]
        if (found := re.match(r"/choose_case(.*)", button["payload"]))
    }
    assert chosen == {(label, code) for code, label in forms.OPTIONS[field].items()}


def test_what_may_be_passed_over_says_so() -> None:
    """By a button; typed words are understood everywhere."""
    everywhere = set.union(*(set(form.optional) for form in forms.FORMS.values()))
    somewhere = {f for form in forms.FORMS.values() for f in form.asks if f not in form.optional}
    optional = everywhere - somewhere
    for field in optional:
        (variant,) = responses()[f"utter_ask_{case_steps.question_for(field)}"]
        assert "/skip_question" in [button["payload"] for button in variant["buttons"]], field


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_refusal_has_words(code: ErrorCode) -> None:
    assert f"utter_error_{code.value}" in responses()


def test_domain_and_action_server_know_the_same_actions() -> None:
    assert set(names("actions")) == set(ACTIONS)


def test_every_response_an_action_speaks_exists() -> None:
    source = "".join(path.read_text() for path in ACTION_SOURCES.glob("*.py"))
    spoken = set(re.findall(r'"(utter_[\w/]+)"', source))
    # Rasa's own key in a classified message.
    assert spoken - set(responses()) == {"utter_action"}


def test_every_reason_for_a_person_has_its_advice() -> None:
    without_advice = {"request_human"}
    wanted = {f"utter_{reason}" for reason in handoff.REASONS - without_advice}
    assert wanted - set(responses()) == set()


def test_every_intent_is_heard_while_joining() -> None:
    """Said in the middle of it, none falls through to 「这句我没对上」 by being forgotten."""
    heard = (
        set(joining._COMMANDS)
        | set(asides.WITHOUT_BACKEND)
        | set(asides.LOOK_UPS)
        | asides.HELP
        | set(my_cases.PAYLOADS)
        | handoff.REASONS
        | {"send_photo", "faq", "goodbye", "affirm", "deny"}
    )
    assert set(names("intents")) - heard == {"inform", "nlu_fallback", "out_of_scope"}


def test_every_intent_is_heard_while_a_trouble_is_told() -> None:
    heard = (
        set(helping.COMMANDS)
        | helping.BEGINNINGS
        | set(case_asides._FIXED)
        | set(asides.LOOK_UPS)
        | set(case_opening.KINDS)
        | handoff.REASONS
        | {"faq", "goodbye", "affirm", "deny"}
    )
    of_joining = set(joining._COMMANDS) - heard
    assert set(names("intents")) - heard - of_joining == {"inform", "nlu_fallback", "out_of_scope"}


def test_unreadable_answers_are_refusals_that_exist() -> None:
    assert set(ErrorCode) >= join_answers._UNREADABLE


@pytest.mark.parametrize("name", sorted(responses()))
def test_words_are_short_and_polite(name: str) -> None:
    for variant in responses()[name]:
        text = str(variant["text"])
        assert len(text) <= 120, len(text)
        assert not re.search(r"亲[，,]|尊敬的|你(?!们)|正面|反面", text)


@pytest.mark.parametrize("name", sorted(responses()))
def test_a_bubble_offers_at_most_eight_options(name: str) -> None:
    for variant in responses()[name]:
        titles = [button["title"] for button in variant.get("buttons") or []]
        assert len(titles) <= 8
        assert len(set(titles)) == len(titles)
