"""References to hidden numbers, and the detail somebody calls wrong."""

import pytest
from components.entities import find_field, find_references, find_wish


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


@pytest.mark.parametrize(
    "said", ["撤了吧", "我要撤诉", "那个事解决了 不用办了", "不告了", "别管了 钱给了"]
)
def test_who_wants_their_case_withdrawn_says_so(said: str) -> None:
    assert [entity["value"] for entity in find_wish(said)] == ["withdraw"]


@pytest.mark.parametrize("said", ["催一下", "我那事办到哪了", "咋没人管", "站长撤职了没"])
def test_asking_how_it_stands_is_no_wish_to_withdraw(said: str) -> None:
    assert find_wish(said) == []
