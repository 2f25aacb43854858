"""How lines of print become fields, told with lines instead of photos."""

from datetime import date

import pytest

from backend.contracts.errors import ErrorCode
from backend.contracts.joining import CardSide, EditableField
from backend.documents.card import CardReading, CardRefused, judge
from backend.documents.scan import Box, Quality, Scan
from tests.backend.documents.cards import Person

TODAY = date(2026, 11, 1)
NUMBER = Person().full_number
SHARP = Quality(width=1000, height=640, brightest=230, sharpness=500, glare=0)

Row = tuple[int, int, str]


def box(left: int, middle: int, text: str, score: float = 0.98) -> Box:
    right = left + sum(34 if ord(c) > 255 else 18 for c in text)
    top, bottom = middle - 20, middle + 20
    return Box(text, score, ((left, top), (right, top), (right, bottom), (left, bottom)))


def read(*rows: Row, quality: Quality = SHARP, score: float = 0.98) -> CardReading:
    return judge(Scan(tuple(box(*row, score) for row in rows), quality), today=TODAY)


def refusal_of(*rows: Row, quality: Quality = SHARP, score: float = 0.98) -> ErrorCode:
    with pytest.raises(CardRefused) as refused:
        read(*rows, quality=quality, score=score)
    return refused.value.code


def portrait(**changes: tuple[Row, ...]) -> list[Row]:
    rows: dict[str, tuple[Row, ...]] = {
        "name": ((60, 75, "姓名"), (170, 75, "程小样")),
        "sex": ((60, 155, "性别 男"), (260, 155, "民族 汉")),
        "birth": ((60, 232, "出生"), (170, 232, "1990年8月27日")),
        "address": ((60, 312, "住址"), (170, 312, "河南省郑州市样本路"), (170, 362, "18号院")),
        "number": ((60, 560, "公民身份号码"), (340, 560, NUMBER)),
    }
    return [row for part in (rows | changes).values() for row in part]


def test_label_and_value_may_come_in_one_line_or_in_two() -> None:
    apart = read(*portrait())
    together = read(
        (60, 75, "姓名程小样"),
        (60, 155, "性别男民族汉"),
        (60, 232, "出生1990年8月27日"),
        (60, 312, "住址河南省郑州市样本路"),
        (170, 362, "18号院"),
        (60, 560, f"公民身份号码{NUMBER}"),
    )
    assert vars(apart) == vars(together)
    assert apart.address == "河南省郑州市样本路18号院"


def test_a_long_name_runs_on_in_the_next_row() -> None:
    rows = portrait(name=((60, 60, "姓名"), (170, 60, "阿卜杜拉·样本"), (170, 105, "江·买买提")))
    assert read(*rows).name == "阿卜杜拉·样本江·买买提"


@pytest.mark.parametrize("dot", ["·", "•", "・", ".", "．"])
def test_every_dot_in_a_name_is_the_same_dot(dot: str) -> None:
    rows = portrait(name=((60, 75, "姓名"), (170, 75, f"买买提{dot}样本")))
    assert read(*rows).name == "买买提·样本"


def test_traditional_look_alikes_are_mapped_back() -> None:
    rows = portrait(sex=((60, 155, "性別男"), (260, 155, "民族漢")))
    assert read(*rows).ethnicity == "汉"


def test_an_unknown_ethnicity_is_left_open() -> None:
    assert read(*portrait(sex=((60, 155, "性别男"), (260, 155, "民族汊")))).ethnicity is None


def test_full_width_digits_are_digits_of_the_number() -> None:
    wide = NUMBER.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"})
    assert read(*portrait(number=((60, 560, "公民身份号码"), (340, 560, wide)))).id_number == NUMBER


def test_a_number_in_two_pieces_is_put_together() -> None:
    rows = portrait(
        number=((60, 560, "公民身份号码"), (340, 560, NUMBER[:6]), (480, 560, NUMBER[6:]))
    )
    assert read(*rows).id_number == NUMBER


def test_nineteen_digits_are_no_number() -> None:
    reading = read(*portrait(number=((60, 560, "公民身份号码"), (340, 560, NUMBER + "1"))))
    assert reading.problems == (EditableField.id_number,)


def test_a_number_that_contradicts_the_printed_sex_is_typed() -> None:
    reading = read(*portrait(sex=((60, 155, "性别女"), (260, 155, "民族汉"))))
    assert reading.problems == (EditableField.id_number,)


def test_print_beside_the_card_is_not_part_of_it() -> None:
    reading = read(*portrait(), (900, 75, "今日要闻"), (900, 312, "天气晴"), (700, 362, "体育"))
    assert reading.name == "程小样"
    assert reading.address == "河南省郑州市样本路18号院"


def test_two_anchors_are_needed() -> None:
    assert refusal_of((60, 75, "姓名"), (170, 75, "程小样")) is ErrorCode.photo_not_id_card
    assert refusal_of((60, 75, "请填写姓名、性别")) is ErrorCode.photo_not_id_card


@pytest.mark.parametrize("word", ["机动车驾驶证", "社会保障卡", "道路运输从业资格证"])
def test_other_cards_with_a_name_and_a_number_are_not_the_id_card(word: str) -> None:
    assert refusal_of((300, 20, word), *portrait()) is ErrorCode.photo_not_id_card


def test_the_residence_permits_of_hong_kong_macao_and_taiwan_are_read() -> None:
    reading = read(
        (200, 110, "中华人民共和国"),
        (200, 230, "港澳居民居住证"),
        (215, 475, "签发机关"),
        (380, 475, "郑州市公安局"),
        (215, 560, "有效期限"),
        (380, 560, "2023.05.04-2028.05.04"),
    )
    assert (reading.side, reading.valid_until) == (CardSide.emblem, date(2028, 5, 4))


@pytest.mark.parametrize("dash", ["-", "—", "－", "~", ""])
def test_validity_is_read_whatever_became_of_the_dash(dash: str) -> None:
    reading = read(
        (215, 475, "签发机关郑州市公安局"), (215, 560, f"有效期限2019.03.08{dash}2039.03.08")
    )
    assert reading.valid_until == date(2039, 3, 8)


def test_poor_scores_all_over_mean_a_blurred_photo() -> None:
    assert refusal_of(*portrait(), score=0.7) is ErrorCode.photo_blurred


def test_a_card_without_its_name_and_without_a_reason_is_unreadable() -> None:
    assert refusal_of(*portrait(name=())) is ErrorCode.photo_unreadable


def test_nobody_prints_what_was_read() -> None:
    assert NUMBER not in repr(read(*portrait()))


def test_a_number_spoiled_by_glare_is_photographed_again_not_typed() -> None:
    lit = Quality(width=1000, height=640, brightest=255, sharpness=500, glare=0.1)
    rows = portrait(number=((60, 560, "公民身份号码"), (340, 560, NUMBER[:14])))
    assert refusal_of(*rows, quality=lit) is ErrorCode.photo_glare
    assert read(*rows).problems == (EditableField.id_number,)
    assert refusal_of((215, 560, "有效期限"), quality=lit) is ErrorCode.photo_glare
