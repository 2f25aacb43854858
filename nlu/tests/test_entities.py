"""References to hidden numbers, and the detail somebody calls wrong."""

import pytest
from components.entities import find_field, find_references


def test_references_are_found_where_they_stand() -> None:
    found = find_references("改成[[phone:12ab34cd]]")
    assert found == [
        {"entity": "phone_reference", "value": "[[phone:12ab34cd]]", "start": 2, "end": 20}
    ]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("手机号错了", "phone"),
        ("号码不对", "id_number"),
        ("名字写错了", "name"),
        ("有效期不对", "valid_until"),
        ("选错行业了", "trade"),
        ("单位填错了", "employer"),
        ("区填错了", "county"),
        ("照片发错了", "photos"),
    ],
)
def test_the_detail_that_is_wrong_is_named(said: str, field: str) -> None:
    assert [entity["value"] for entity in find_field(said)] == [field]


def test_most_sentences_name_no_detail() -> None:
    assert find_field("我要入会") == []
