"""Which values fit which fields of a template."""

import pytest

from simulator.template_fields import FieldInvalid, filled, fits

CONTENT = "申请事项:{{thing1.DATA}}\n审核结果:{{phrase2.DATA}}\n"


@pytest.mark.parametrize(
    ("field", "value", "fit"),
    [
        ("thing1", "长" * 20, True),
        ("thing1", "长" * 21, False),
        ("phrase2", "审核通过", True),
        ("phrase2", "审核已经通过", False),
        ("phrase2", "OK", False),
        ("character_string3", "A20261123-001", True),
        ("character_string3", "编号一", False),
        ("number4", "3.5", True),
        ("number4", "三", False),
        ("time5", "15:01", True),
        ("time5", "2026年11月23日 15:01", True),
        ("time5", "2026-11-23 15:01:09", True),
        ("time5", "2026年11月23日 15:01~2026年11月24日 15:01", True),
        ("time5", "明天", False),
        ("date6", "2026年11月23日", True),
        ("date6", "15:01", False),
        ("amount7", "5元", True),
        ("amount7", "¥5.00", True),
        ("amount7", "五元", False),
        ("phone_number8", "0371-12351", True),
        ("name9", "阿卜杜热合曼·买买提", True),
        ("name9", "名" * 11, False),
        ("car_number10", "豫A12345", True),
        ("keyword1", "旧模板不管写什么都行", True),
    ],
)
def test_a_value_fits_by_the_rule_in_its_name(field: str, value: str, fit: bool) -> None:
    assert fits(field, value) is fit


def test_a_template_is_filled_with_the_values() -> None:
    data = {"thing1": {"value": "入会申请"}, "phrase2": {"value": "通过"}, "more": {"value": "x"}}
    assert filled(CONTENT, data) == "申请事项:入会申请\n审核结果:通过\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (None, "data"),
        ({"thing1": {"value": "x"}}, "data.phrase2.value is empty"),
        ({"thing1": {"value": ""}, "phrase2": {"value": "好"}}, "data.thing1.value is empty"),
        ({"thing1": {"value": "x"}, "phrase2": {"value": "OK"}}, "data.phrase2.value invalid"),
    ],
)
def test_the_refusal_says_which_field(data: object, reason: str) -> None:
    with pytest.raises(FieldInvalid, match=reason):
        filled(CONTENT, data)
