"""Nothing is decided about hardship before it was seen, checked and made public (L11)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import handling, hardship
from backend.cases import hardship_rules as rules
from backend.cases.hardship_rules import Level, Stage
from backend.cases.refusals import StageRefused
from backend.contracts.cases import CaseKind
from backend.database import utc_now
from backend.privacy.keyring import Keyring
from backend.working_time.rules import CHINA
from tests.backend.cases.stage import offices, opened


def test_l11_the_publicity_lasts_five_days_at_least() -> None:
    first = date(2026, 11, 2)
    assert rules.publicity_fault(first, date(2026, 11, 5)) == "too_short"
    assert rules.publicity_fault(first, date(2026, 11, 6)) is None


def test_l11_nobody_decides_on_the_last_day_of_the_publicity() -> None:
    ends = date(2026, 11, 6)
    money = Decimal(3000)
    assert rules.decision_fault(ends, ends, granted=True, amount=money) == "publicity_runs"
    after = ends + timedelta(days=1)
    assert rules.decision_fault(ends, after, granted=True, amount=money) is None
    assert rules.decision_fault(ends, after, granted=True, amount=None) == "amount_missing"
    assert rules.decision_fault(None, after, granted=False, amount=None) == "publicity_runs"


async def test_l11_the_stages_follow_each_other_and_none_is_left_out(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring, kind=CaseKind.hardship_relief, story="孩子重病")
    await handling.accept(session, at.county, case.id, case.revision)
    today = utc_now().astimezone(CHINA).date()
    who = (session, at.county, case.id)
    with pytest.raises(StageRefused) as refused:
        await hardship.decide(*who, case.revision, is_granted=True, amount=Decimal(3000))
    assert refused.value.data == {"why": "order", "stage": Stage.application}
    await hardship.record_home_visit(*who, case.revision, visited_on=today, findings="属实")
    await hardship.record_verification(
        *who, case.revision, level=Level.accidental, findings="自费部分占八成以上"
    )
    record = await hardship.publish_names(
        *who, case.revision, begins=today - timedelta(days=6), ends=today - timedelta(days=1)
    )
    assert record.stage == Stage.publicity
    await hardship.decide(*who, case.revision, is_granted=True, amount=Decimal("3000.00"))
    with pytest.raises(StageRefused):
        await hardship.record_relief(*who, case.revision, paid_on=today, amount=Decimal("3000.01"))
    record = await hardship.record_relief(
        *who, case.revision, paid_on=today, amount=Decimal("3000.00")
    )
    assert (record.stage, record.paid_amount) == (Stage.relief, Decimal("3000.00"))
    assert rules.next_stage(Stage.relief) is None


async def test_only_a_request_for_relief_has_stages(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    case = await opened(session, keyring)
    await handling.accept(session, at.county, case.id, case.revision)
    with pytest.raises(StageRefused):
        await hardship.record_home_visit(
            session,
            at.county,
            case.id,
            case.revision,
            visited_on=date(2026, 11, 2),
            findings="属实",
        )
