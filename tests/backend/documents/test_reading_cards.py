"""From photo to fields with the real recognizer: what is read is right, what is not is explained."""

from collections.abc import Callable
from datetime import date

import pytest
from PIL import Image

from backend.contracts.errors import ErrorCode
from backend.contracts.joining import CardSide, EditableField
from backend.documents.card import CardReading, CardRefused, judge
from backend.documents.ocr_pool import OcrPool, OcrSettings
from backend.documents.scan import Scan
from backend.membership.id_numbers import Sex
from tests.backend.documents import cards
from tests.backend.documents.cards import Person

TODAY = date(2026, 11, 1)
PERSON = Person()
Look = Callable[[Image.Image], Scan]


def turned(photo: Image.Image, degrees: float) -> Image.Image:
    return photo.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=cards.TABLE)


def refusal_of(scan: Scan) -> ErrorCode:
    with pytest.raises(CardRefused) as refused:
        judge(scan, today=TODAY)
    return refused.value.code


def is_whole_portrait(reading: CardReading) -> bool:
    return (
        reading.side is CardSide.portrait
        and reading.name == PERSON.name
        and reading.id_number == PERSON.full_number
        and reading.birth == date(*PERSON.birth)
        and reading.sex is Sex.male
        and reading.ethnicity == PERSON.ethnicity
        and reading.address == PERSON.address
        and reading.problems == ()
    )


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 8, -15])
def test_the_portrait_side_is_read_however_the_phone_was_held(look: Look, degrees: float) -> None:
    assert is_whole_portrait(judge(look(turned(cards.portrait(), degrees)), today=TODAY))


@pytest.mark.parametrize("degrees", [0, 90, 180, 12])
def test_the_emblem_side_is_read_however_the_phone_was_held(look: Look, degrees: float) -> None:
    reading = judge(look(turned(cards.emblem(), degrees)), today=TODAY)
    assert reading.side is CardSide.emblem
    assert reading.authority == PERSON.authority
    assert (reading.valid_from, reading.valid_until) == (date(2019, 3, 8), date(2039, 3, 8))
    assert reading.problems == ()


def test_a_card_that_never_expires_is_understood(look: Look) -> None:
    reading = judge(look(cards.emblem(Person(validity="2019.03.08-长期"))), today=TODAY)
    assert reading.long_term
    assert reading.valid_until is None


@pytest.mark.parametrize("brightness", [0.3, 0.12])
def test_a_photo_taken_at_night_is_still_read(look: Look, brightness: float) -> None:
    photo = cards.darkened(cards.portrait(), brightness)
    assert is_whole_portrait(judge(look(photo), today=TODAY))


def test_a_small_and_a_slightly_soft_photo_are_read(look: Look) -> None:
    photo = cards.portrait()
    small = photo.resize((photo.width // 3, photo.height // 3))
    assert is_whole_portrait(judge(look(small), today=TODAY))
    assert is_whole_portrait(judge(look(cards.blurred(photo, 2)), today=TODAY))


def test_a_card_lying_on_a_newspaper_is_read(look: Look) -> None:
    photo = cards.newsprint().resize((1700, 1200))
    photo.paste(cards.portrait().crop((130, 130, 1141, 768)), (300, 250))
    assert is_whole_portrait(judge(look(photo), today=TODAY))


def test_names_with_a_dot_keep_it(look: Look) -> None:
    photo = cards.portrait(Person(name="买买提·样本江", ethnicity="维吾尔"))
    reading = judge(look(photo), today=TODAY)
    assert (reading.name, reading.ethnicity) == ("买买提·样本江", "维吾尔")


def test_both_sides_in_one_photo_count_as_the_one_asked_for(look: Look) -> None:
    front, back = cards.portrait(), cards.emblem()
    photo = Image.new("RGB", (front.width, front.height * 2))
    photo.paste(front, (0, 0))
    photo.paste(back, (0, front.height))
    scan = look(photo)
    assert is_whole_portrait(judge(scan, today=TODAY, expected=CardSide.portrait))
    emblem = judge(scan, today=TODAY, expected=CardSide.emblem)
    assert emblem.valid_until == date(2039, 3, 8)


def test_a_number_with_a_wrong_checksum_is_never_taken_but_typed(look: Look) -> None:
    reading = judge(look(cards.portrait(cards.with_wrong_checksum(PERSON))), today=TODAY)
    assert reading.id_number is None
    assert reading.name == PERSON.name
    assert reading.problems == (EditableField.id_number,)


def test_a_number_that_contradicts_the_printed_birth_is_never_taken(look: Look) -> None:
    reading = judge(look(cards.portrait(Person(birth=(1991, 8, 27)))), today=TODAY)
    assert reading.problems == (EditableField.id_number,)


def test_validity_of_an_odd_length_is_typed(look: Look) -> None:
    reading = judge(look(cards.emblem(Person(validity="2019.03.08-2033.03.08"))), today=TODAY)
    assert reading.valid_until is None
    assert reading.problems == (EditableField.valid_until,)


@pytest.mark.parametrize(
    ("photo", "why"),
    [
        (lambda: cards.darkened(cards.portrait(), 0.02), ErrorCode.photo_too_dark),
        (lambda: cards.blurred(cards.portrait(), 6), ErrorCode.photo_blurred),
        (lambda: cards.blurred(cards.emblem(), 6), ErrorCode.photo_blurred),
        (lambda: cards.without_bottom(cards.portrait()), ErrorCode.photo_cut_off),
        (lambda: cards.without_bottom(cards.emblem()), ErrorCode.photo_cut_off),
        (lambda: cards.portrait().crop((0, 260, 1271, 898)), ErrorCode.photo_cut_off),
        (lambda: cards.portrait().crop((330, 0, 1271, 898)), ErrorCode.photo_cut_off),
        (lambda: cards.portrait().crop((0, 0, 900, 898)), ErrorCode.photo_cut_off),
        (lambda: cards.with_glare(cards.portrait(), (330, 510, 960, 610)), ErrorCode.photo_glare),
        (lambda: cards.with_glare(cards.emblem(), (370, 530, 820, 600)), ErrorCode.photo_glare),
        (cards.newsprint, ErrorCode.photo_not_id_card),
        (cards.landscape, ErrorCode.photo_not_id_card),
        (cards.driving_license, ErrorCode.photo_not_id_card),
    ],
)
def test_what_is_wrong_with_a_photo_is_told(
    look: Look, photo: Callable[[], Image.Image], why: ErrorCode
) -> None:
    assert refusal_of(look(photo())) is why


async def test_the_pool_reads_a_card_in_a_process_of_its_own() -> None:
    pool = OcrPool(OcrSettings(workers=1))
    try:
        scan = await pool.read(cards.jpeg(cards.portrait()))
        assert is_whole_portrait(judge(scan, today=TODAY))
    finally:
        await pool.close()
