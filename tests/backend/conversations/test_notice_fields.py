"""A notice whose fields break a limit is refused as a whole (47003), so none ever does."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from backend.config import SIMULATED_NOTICES, Settings
from backend.contracts.notices import NoticeChannel, NoticeKind
from backend.conversations.notice_config import Template, read_templates, subscribable, way_for
from backend.conversations.notice_fields import POINTER, fitted, kind_of, spoken_time

VALUES = {
    "number": "RH-4101-000128",
    "result": "已通过",
    "subject": "工会工作人员回复了您",
    "at": "2026年11月24日 08:05",
    "hint": "看这里",
}


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("thing4", "二十个字以内的话照说", "二十个字以内的话照说"),
        ("thing4", "一" * 20, "一" * 20),
        ("thing4", "一" * 21, POINTER),
        ("thing4", "", POINTER),
        ("thing4", "两行\n的话", "两行 的话"),
        ("phrase2", "已通过", "已通过"),
        ("phrase2", "五个汉字啊", "五个汉字啊"),
        ("phrase2", "已经是六个字", "请查看"),
        ("phrase2", "OK", "请查看"),
        ("character_string1", "RH-4101-000128", "RH-4101-000128"),
        ("character_string1", "编号RH 1", "RH1"),
        ("character_string1", "x" * 33, "x" * 32),
        ("character_string1", "没有", "0"),
        ("name3", "阿卜杜热合曼·吾斯曼江·买买提", "阿卜杜热合曼·吾斯曼"),
        ("name3", "a" * 25, "a" * 20),
        ("number5", "12人", "12"),
        ("phone_number6", "12351转1", "123511"),
        ("date7", "2026年11月24日 08:05", "2026年11月24日"),
        ("time7", "2026年11月24日 08:05", "2026年11月24日 08:05"),
    ],
)
def test_every_value_keeps_to_the_limit_of_its_field(field: str, value: str, shown: str) -> None:
    assert fitted({field: value}) == {field: shown}


def test_a_field_tells_its_kind_by_its_name() -> None:
    names = ("character_string1", "thing12", "phrase2", "amount", "first")
    kinds = [kind_of(name) for name in names]
    assert kinds == ["character_string", "thing", "phrase", None, None]


def test_times_are_those_of_china() -> None:
    assert spoken_time(datetime(2026, 11, 24, 16, 5, tzinfo=UTC)) == "2026年11月25日 00:05"


def test_the_simulated_account_has_a_template_for_every_kind_of_notice() -> None:
    templates = read_templates(SIMULATED_NOTICES)
    assert set(templates) == set(NoticeKind)
    assert len(set(subscribable(templates))) == len(NoticeKind)
    for template in templates.values():
        filled = template.filled(VALUES)
        assert fitted(filled) == filled


def test_an_empty_setting_is_no_file() -> None:
    assert Settings.model_validate({"notices_file": ""}).notices_file is None


def test_without_a_file_nobody_is_sent_notices() -> None:
    assert read_templates(None) == {}
    assert way_for(None, may_subscribe=True) is None


@pytest.mark.parametrize(
    ("subscribe", "template", "allowed", "way"),
    [
        ("s", "t", True, (NoticeChannel.subscribe, "s")),
        ("s", "t", False, (NoticeChannel.template, "t")),
        ("s", "", False, None),
        ("", "t", False, (NoticeChannel.template, "t")),
    ],
)
def test_a_permission_goes_before_a_template_message(
    subscribe: str, template: str, allowed: bool, way: tuple[NoticeChannel, str] | None
) -> None:
    configured = Template(subscribe=subscribe, template=template, fields={"thing1": "hint"})
    assert way_for(configured, may_subscribe=allowed) == way


@pytest.mark.parametrize(
    "line", ['fields = { colour1 = "hint" }', 'fields = { thing1 = "weather" }', "fields = {}"]
)
def test_a_file_with_a_mistake_is_refused_at_the_start(tmp_path: Path, line: str) -> None:
    path = tmp_path / "notices.toml"
    path.write_text(f'[staff_reply]\nsubscribe = "s"\n{line}\n')
    with pytest.raises(ValidationError):
        read_templates(path)


def test_a_fixed_text_is_written_with_an_equals_sign() -> None:
    template = Template(subscribe="s", fields={"thing1": "=入会申请", "thing2": "hint"})
    assert template.filled(VALUES) == {"thing1": "入会申请", "thing2": "看这里"}
