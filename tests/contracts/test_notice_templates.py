"""The notices of development are templates the simulated account really has."""

from backend.config import SIMULATED_NOTICES
from backend.conversations.notice_config import read_templates
from simulator.config import Settings
from simulator.template_fields import fields_of
from simulator.world import World


def test_every_notice_fills_all_the_fields_of_its_template() -> None:
    account = World(Settings()).notice_templates.chosen
    for template in read_templates(SIMULATED_NOTICES).values():
        assert sorted(fields_of(account[template.subscribe].content)) == sorted(template.fields)
