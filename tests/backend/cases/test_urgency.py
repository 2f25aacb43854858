"""What may not wait its turn (L10), and what only sounds like it."""

import pytest

from backend.cases.arranging import BY_STAFF
from backend.cases.urgency import REASONS, urgent_reason
from backend.console.labels import URGENT_REASON


@pytest.mark.parametrize(
    ("story", "reason"),
    [
        ("老板不给钱，我不想活了", "self_harm"),
        ("工地上要跳楼讨薪", "self_harm"),
        ("被站长打了一顿", "violence"),
        ("他拿刀吓唬俺", "violence"),
        ("把俺们锁在仓库里不让出来", "confinement"),
        ("保安不让我们走", "confinement"),
        ("几十号人堵门了", "crowd"),
        ("俺对象送单路上被货车撞死了", "death"),
        ("我哥在站点猝死，公司说不算工伤", "death"),
        ("送到医院没抢救过来", "death"),
    ],
)
def test_l10_what_burns_is_heard(story: str, reason: str) -> None:
    assert urgent_reason(story) == reason


@pytest.mark.parametrize(
    "story",
    [
        "被顾客打了差评，扣了五百",
        "平台不让走工伤，只让走保险",
        "站长不让我走仲裁",
        "被平台打了零分",
        "拖欠工资三个月",
        "站长人没了，电话也打不通",
        "一天跑十五个小时，快累死了",
        "",
    ],
)
def test_a_bad_rating_is_no_violence_and_a_claim_is_no_door(story: str) -> None:
    assert urgent_reason(story) is None


def test_l10_ten_people_and_an_injury_now_burn_whatever_the_words() -> None:
    assert urgent_reason("", people_count=9) is None
    assert urgent_reason("", people_count=10) == "many_people"
    assert urgent_reason("", facts={"is_injured_now": True}) == "injured_now"
    assert urgent_reason("", facts={"is_injured_now": False}) is None


def test_self_harm_comes_before_everything_else() -> None:
    assert urgent_reason("被打伤了，不想活了", people_count=20) == "self_harm"


def test_staff_read_why_something_does_not_wait_its_turn() -> None:
    assert set(URGENT_REASON) == {*REASONS, BY_STAFF}
