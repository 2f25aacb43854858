"""Every button of the bundled menu leads somewhere the assistant knows."""

import re

import yaml

from bot.menu_file import read_menu
from bot.wechat.menu import Group
from runner.paths import NLU


def known_intents() -> set[str]:
    domains = [yaml.safe_load(path.read_text()) for path in (NLU / "domain").glob("*.yml")]
    entries = [entry for domain in domains for entry in domain.get("intents") or []]
    return {next(iter(entry)) if isinstance(entry, dict) else entry for entry in entries}


def test_every_key_is_an_intent_the_assistant_knows() -> None:
    taps = [
        button
        for top in read_menu().button
        for button in (top.sub_button if isinstance(top, Group) else (top,))
    ]
    assert taps
    for button in taps:
        intent = re.fullmatch(r"/(\w+)(\{.*\})?", button.key or "")
        assert intent, button.name
        assert intent[1] in known_intents(), button.name
