"""An ID number is accepted in any spelling people use, and only when it can be real."""

from datetime import date

import pytest

from backend.membership.id_numbers import (
    IdNumberFault,
    InvalidIdNumber,
    Sex,
    check_character,
    mask,
    normalize,
    parse,
)

TODAY = date(2026, 11, 1)
FIRST17 = "41019919900827001"  # xx99 is an area code nobody has
NUMBER = FIRST17 + check_character(FIRST17)


def fault_of(text: str) -> IdNumberFault:
    with pytest.raises(InvalidIdNumber) as refused:
        parse(text, today=TODAY)
    return refused.value.fault


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_standards_own_examples_have_the_right_check_character(number: str) -> None:
    assert check_character(number[:17]) == number[17]


def test_a_number_tells_birth_and_sex() -> None:
    parsed = parse(NUMBER, today=TODAY)
    assert (parsed.birth, parsed.sex, parsed.unusual) == (date(1990, 8, 27), Sex.male, False)


def test_the_seventeenth_digit_even_means_a_woman() -> None:
    first17 = "41019919900827002"
    assert parse(first17 + check_character(first17), today=TODAY).sex is Sex.female


def test_spaces_dashes_full_width_and_lower_x_are_understood() -> None:
    assert parse("110105 19491231-002x", today=TODAY).value == "11010519491231002X"
    assert parse("１１０１０５１９４９１２３１００２ｘ", today=TODAY).value == "11010519491231002X"


def test_digits_of_other_scripts_are_not_digits() -> None:
    assert fault_of("٤" + NUMBER[1:]) is IdNumberFault.wrong_characters


def test_one_wrong_digit_is_noticed_wherever_it_is() -> None:
    for place in (0, 5, 14, 15, 16, 17):
        wrong = "3" if NUMBER[place] != "3" else "4"
        assert (
            fault_of(NUMBER[:place] + wrong + NUMBER[place + 1 :]) is IdNumberFault.wrong_checksum
        )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", IdNumberFault.wrong_length),
        ("4101991990082700", IdNumberFault.wrong_length),
        (NUMBER + "1", IdNumberFault.wrong_length),
        ("410199900827001", IdNumberFault.obsolete),
        ("X" + NUMBER[1:], IdNumberFault.wrong_characters),
        ("410199199013270010", IdNumberFault.impossible_birth),
        ("410199205001010010", IdNumberFault.impossible_birth),
        ("410199189901010010", IdNumberFault.impossible_birth),
    ],
)
def test_what_cannot_be_a_number_is_refused_by_name(text: str, fault: IdNumberFault) -> None:
    assert fault_of(text) is fault


def test_residence_permits_follow_the_same_rules() -> None:
    first17 = "83000019900827001"
    assert not parse(first17 + check_character(first17), today=TODAY).unusual


def test_an_unknown_province_is_looked_at_twice_but_not_refused() -> None:
    first17 = "99019919900827001"
    assert not parse(first17 + check_character(first17), today=TODAY).unusual
    first17 = "39019919900827001"
    assert parse(first17 + check_character(first17), today=TODAY).unusual


def test_a_foreign_permanent_resident_is_not_turned_away_over_the_check_character() -> None:
    first17 = "94199919900827001"
    wrong = "1" if check_character(first17) != "1" else "2"
    assert parse(first17 + wrong, today=TODAY).unusual


def test_masks_keep_the_region_and_the_last_four() -> None:
    assert mask(NUMBER) == f"4101**********{NUMBER[-4:]}"


def test_neither_errors_nor_values_print_the_number() -> None:
    assert NUMBER not in repr(parse(NUMBER, today=TODAY))
    with pytest.raises(InvalidIdNumber) as refused:
        parse(NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2"), today=TODAY)
    assert NUMBER[:10] not in str(refused.value)


def test_normalizing_twice_changes_nothing() -> None:
    assert normalize(normalize(" 1101 05-１９４９1231002x ")) == "11010519491231002X"
