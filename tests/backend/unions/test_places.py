"""Where somebody works, in their own words."""

import pytest

from backend.unions.places import counties, find_county


def test_henan_has_157_county_level_units() -> None:
    assert len(counties()) == 157


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("金水", "郑州市金水区"),
        ("我在郑州市金水区跑", "郑州市金水区"),
        ("固始", "信阳市固始县"),
        ("滑县", "安阳市滑县"),
        ("管城", "郑州市管城回族区"),
        ("安阳县", "安阳市安阳县"),
        ("济源", "济源市"),
        ("长垣那边", "新乡市长垣市"),
        ("410105", "郑州市金水区"),
    ],
)
def test_a_county_is_found(said: str, label: str) -> None:
    county = find_county(said).county
    assert county is not None
    assert county.label == label


def test_a_city_alone_offers_its_counties() -> None:
    match = find_county("郑州")
    assert match.county is None
    assert "金水区" in {county.name for county in match.choices}


def test_elsewhere_is_not_guessed() -> None:
    assert find_county("北京朝阳").county is None
