"""The address of somebody's papers is a key for a day, and only the one we made opens anything."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cases import rules
from backend.contracts.cases import CaseKind, papers_token
from backend.paperwork import links
from backend.paperwork.drafting import offered
from backend.privacy.keyring import Keyring

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
KEYRING = Keyring({"k": bytes(32)}, bytes(range(32)))


def test_it_leads_to_its_case_for_a_day_and_then_no_more() -> None:
    case_id = uuid4()
    key = links.key_for(KEYRING, case_id, now=NOW)
    assert links.case_of(KEYRING, key, now=NOW + timedelta(hours=23, minutes=59)) == case_id
    with pytest.raises(links.LinkExpired):
        links.case_of(KEYRING, key, now=NOW + timedelta(hours=24))


def test_no_letter_of_it_can_be_changed() -> None:
    key = links.key_for(KEYRING, uuid4(), now=NOW)
    for place, letter in enumerate(key):
        changed = f"{key[:place]}{'A' if letter != 'A' else 'B'}{key[place + 1 :]}"
        with pytest.raises(links.NoLink):
            links.case_of(KEYRING, changed, now=NOW)


def test_another_installations_key_opens_nothing_here() -> None:
    elsewhere = Keyring({"k": bytes(32)}, bytes(32))
    with pytest.raises(links.NoLink):
        links.case_of(KEYRING, links.key_for(elsewhere, uuid4(), now=NOW), now=NOW)


@given(st.text(max_size=80))
def test_what_somebody_types_is_no_key(typed: str) -> None:
    with pytest.raises(links.NoLink):
        links.case_of(KEYRING, typed, now=NOW)


def test_it_can_stand_in_an_address_as_it_is() -> None:
    key = links.key_for(KEYRING, uuid4(), now=NOW)
    assert key.replace("-", "").replace("_", "").isalnum()


def test_a_text_gets_its_address_only_when_it_is_said() -> None:
    case_id = uuid4()
    text = f'草稿备好了，<a href="{papers_token(case_id)}">点这里看</a>。'
    assert links.cases_in(text) == {case_id}
    said = links.spelled(text, KEYRING, "https://union.example", own={case_id}, now=NOW)
    key = said.partition("https://union.example/m/papers/")[2].partition('"')[0]
    assert links.case_of(KEYRING, key, now=NOW) == case_id
    assert "[[" not in said


def test_a_token_for_somebody_elses_case_says_nothing() -> None:
    text = f"看 {papers_token(uuid4())}"
    assert links.spelled(text, KEYRING, "https://union.example", own={uuid4()}, now=NOW) == "看 "


def test_a_case_has_papers_exactly_where_there_is_one_to_draft() -> None:
    assert {kind for kind in CaseKind if offered(kind)} == rules.WITH_PAPERS
