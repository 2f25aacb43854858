"""What a scene says, which codes there may be, how long a drive runs."""

from datetime import date

import pytest

from backend.outreach import rules
from backend.outreach.rules import DriveState, Scene, SceneKind, read_scene, scene_of_union
from backend.unions.models import UnionKind

NEW_FORMS, INDUSTRY = UnionKind.new_forms_federation, UnionKind.industry_federation


def test_a_countys_federation_is_its_county() -> None:
    assert str(scene_of_union(NEW_FORMS, "410105-NF", "410105")) == "county:410105"


def test_jiyuan_is_a_county_too() -> None:
    assert str(scene_of_union(NEW_FORMS, "419001-NF", "419001")) == "county:419001"


def test_a_citys_federation_and_an_industrys_are_unions() -> None:
    assert str(scene_of_union(NEW_FORMS, "410100-NF", "410100")) == "union:410100-NF"
    assert str(scene_of_union(INDUSTRY, "410105-IF-TRUCK", "410105")) == "union:410105-IF-TRUCK"


def test_a_scene_is_read_as_it_was_written() -> None:
    for text in ("county:410105", "union:410100-NF", "drive:k3n9x2fq"):
        assert str(read_scene(text)) == text
    assert read_scene("drive:k3n9x2fq") == Scene(SceneKind.drive, "k3n9x2fq")


@pytest.mark.parametrize(
    "text", [None, "", "county:", "county", "county:999999", "county:410100", "poster:7", "12345"]
)
def test_codes_of_others_say_nothing(text: str | None) -> None:
    assert read_scene(text) is None


def test_only_a_countys_scene_says_a_county_by_itself() -> None:
    said = [read_scene(text) for text in ("county:410105", "union:410100-NF", "drive:k3n9x2fq")]
    assert [scene.county_code if scene else None for scene in said] == ["410105", None, None]


def test_a_citys_union_means_none_of_its_counties() -> None:
    assert rules.county_of("410100") is None
    assert rules.county_of("410105") == "410105"


def test_the_hundred_thousandth_code_is_the_last() -> None:
    assert not rules.is_exhausted(99_999)
    assert rules.is_exhausted(100_000)
    assert not rules.is_running_low(89_999)
    assert rules.is_running_low(90_000)


def test_a_drive_runs_through_its_last_day() -> None:
    period = date(2026, 11, 1), date(2026, 12, 31)
    assert rules.drive_state(*period, date(2026, 10, 31)) is DriveState.planned
    assert rules.drive_state(*period, date(2026, 11, 1)) is DriveState.running
    assert rules.drive_state(*period, date(2026, 12, 31)) is DriveState.running
    assert rules.drive_state(*period, date(2027, 1, 1)) is DriveState.ended


def test_a_drive_ends_after_it_begins_and_within_a_year() -> None:
    begins = date(2026, 11, 1)
    assert rules.is_fit_period(begins, begins)
    assert not rules.is_fit_period(begins, date(2026, 10, 31))
    assert not rules.is_fit_period(begins, date(2028, 1, 1))
