"""The specimen cards are valid in form, belong to nobody, and stay the same."""

import io
from datetime import date

import pytest
from PIL import Image

from simulator import specimens
from simulator.id_numbers import check_character
from simulator.people import Person, numbered, people

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def everybody() -> dict[str, Person]:
    return people(TODAY)


def test_all_numbers_but_the_spoiled_one_have_a_right_check_character(
    everybody: dict[str, Person],
) -> None:
    wrong = [
        person.id
        for person in everybody.values()
        if check_character(person.number[:17]) != person.number[17]
    ]
    assert wrong == ["ma_chao"]


def test_no_number_names_an_existing_area(everybody: dict[str, Person]) -> None:
    numbered_people = [numbered(number) for number in range(50)]
    assert {p.number[:6] for p in [*everybody.values(), *numbered_people]} == {"410199"}


def test_thousands_of_riders_differ() -> None:
    assert len({numbered(number).number for number in range(5_000)}) == 5_000


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2027, 12, 31), date(2040, 6, 1)])
def test_ages_hold_whatever_the_year(today: date) -> None:
    found = people(today)
    ages = {name: (today - found[name].born).days / 365.25 for name in found}
    assert ages["zhao_yu"] < 16 <= ages["sun_lei"] < 18
    assert ages["chen_guofu"] > 64


def test_one_card_has_expired_and_the_others_have_not(everybody: dict[str, Person]) -> None:
    expired = [p.id for p in everybody.values() if p.valid_until and p.valid_until < TODAY]
    assert expired == ["gao_feng"]


async def test_the_same_order_gives_the_same_photo() -> None:
    order = specimens.Order(specimen="rider_3", side="emblem")
    assert await specimens.photo_of(order) == await specimens.photo_of(order)


async def test_a_bomb_is_small_to_send_and_enormous_to_open() -> None:
    bomb = await specimens.photo_of(specimens.Order(specimen="li_an", degrade="image_bomb"))
    assert len(bomb) < 500_000
    assert b"IHDR" + (30_000).to_bytes(4) * 2 in bomb[:40]


async def test_a_huge_photo_is_beyond_ten_megabytes_and_still_a_picture() -> None:
    huge = await specimens.photo_of(specimens.Order(specimen="li_an", degrade="huge"))
    assert len(huge) > 10 * 1024 * 1024
    assert Image.open(io.BytesIO(huge)).format == "JPEG"


@pytest.mark.parametrize("wrong", [{"specimen": "nobody"}, {"specimen": "li_an", "degrade": "x"}])
def test_an_unknown_specimen_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"specimen|degradation"):
        specimens.Order.model_validate(wrong)
