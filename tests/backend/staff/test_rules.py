"""Who may see and decide, as pure rules (S23)."""

from datetime import timedelta
from uuid import uuid4

from backend.staff import rules
from backend.staff.models import Role
from backend.staff.rules import Binding

PROVINCE, ZHENGZHOU, JINSHUI = "410000", "410000/410100", "410000/410100/410105"
CITY_UNION = uuid4()


def binding(role: Role, path: str) -> Binding:
    return Binding(role, CITY_UNION, path)


def test_a_place_covers_itself_and_what_is_below_but_no_longer_code() -> None:
    assert rules.covers(ZHENGZHOU, JINSHUI)
    assert rules.covers(JINSHUI, JINSHUI)
    assert not rules.covers(JINSHUI, ZHENGZHOU)
    assert not rules.covers("410000/4101", JINSHUI)


def test_only_the_widest_places_are_asked_for() -> None:
    held = [
        binding(Role.county_staff, JINSHUI),
        binding(Role.city_administrator, ZHENGZHOU),
        binding(Role.county_staff, "410000/410200/410202"),
    ]
    assert rules.visible_paths(held) == (ZHENGZHOU, "410000/410200/410202")


def test_s23_the_city_administrator_who_was_asked_decides() -> None:
    held = [binding(Role.city_administrator, ZHENGZHOU)]
    assert rules.may_review(held, reviewer_id=CITY_UNION, division_path=JINSHUI)


def test_s23_county_staff_and_the_province_only_look() -> None:
    for role, path in [
        (Role.county_staff, JINSHUI),
        (Role.county_staff, ZHENGZHOU),
        (Role.province_administrator, PROVINCE),
    ]:
        assert not rules.may_review(
            [binding(role, path)], reviewer_id=CITY_UNION, division_path=JINSHUI
        )


def test_s23_an_administrator_of_another_union_does_not_decide() -> None:
    held = [binding(Role.city_administrator, ZHENGZHOU)]
    assert not rules.may_review(held, reviewer_id=uuid4(), division_path=JINSHUI)


def test_wrong_passwords_lock_from_the_fifth_on_ever_longer_up_to_an_hour() -> None:
    assert [rules.lock_after(n) for n in (1, 4)] == [None, None]
    assert rules.lock_after(5) == timedelta(minutes=1)
    assert rules.lock_after(6) == timedelta(minutes=2)
    assert rules.lock_after(50) == timedelta(hours=1)
