"""困难帮扶: the stages of a hardship record, and what each sheet of theirs does (L11)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.cases import hardship
from backend.cases.hardship_rules import ORDER, Level, Stage, next_stage
from backend.cases.models import HardshipRecord
from backend.console.case_desk import Act, Desk
from backend.console.case_form import Typed
from backend.console.case_person import money_words
from backend.console.case_words import HARDSHIP_LEVEL, STAGE
from backend.contracts.errors import ErrorCode
from backend.errors import Refused

ACT_OF = {
    Stage.home_visit: "home_visit",
    Stage.verification: "check_means",
    Stage.publicity: "publish",
    Stage.decision: "decide",
    Stage.relief: "pay",
}


@dataclass(frozen=True)
class Progress:
    """`steps` are (label, is done, is next); `next_act` is None once relief was paid or refused."""

    steps: tuple[tuple[str, bool, bool], ...]
    facts: tuple[tuple[str, str], ...]
    next_act: str | None


def progress_of(record: HardshipRecord | None) -> Progress:
    stage = Stage(record.stage) if record else Stage.application
    was_refused = record is not None and record.is_granted is False
    following = None if was_refused else next_stage(stage)
    at = ORDER.index(stage)
    steps = tuple((STAGE[each], ORDER.index(each) <= at, each is following) for each in ORDER)
    return Progress(steps, _facts(record), ACT_OF[following] if following else None)


def _facts(record: HardshipRecord | None) -> tuple[tuple[str, str], ...]:
    if record is None:
        return ()
    outcome = {True: "给予帮扶", False: "没能认定"}
    rows = (
        ("走访", _day(record.visited_on)),
        ("困难类别", HARDSHIP_LEVEL.get(record.level or "", "")),
        ("公示", _span(record.publicity_from, record.publicity_until)),
        ("异议", record.objections),
        ("审定", outcome.get(record.is_granted, "") if record.is_granted is not None else ""),
        ("审定金额", money_words(record.granted_amount)),
        ("发放", " ".join(filter(None, (_day(record.paid_on), money_words(record.paid_amount))))),
    )
    return tuple((label, value) for label, value in rows if value)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _span(begins: date | None, ends: date | None) -> str:
    return f"{begins} 至 {ends}" if begins and ends else ""


async def home_visit(at: Desk, typed: Typed) -> None:
    await hardship.record_home_visit(
        at.session,
        at.staff,
        at.case_id,
        at.revision,
        visited_on=_given_day(typed, "visited_on"),
        findings=typed.words("findings"),
    )


async def check_means(at: Desk, typed: Typed) -> None:
    level = typed.words("level")
    if level not in set(Level):
        raise Refused(ErrorCode.invalid_payload, "level", field="level")
    await hardship.record_verification(
        at.session,
        at.staff,
        at.case_id,
        at.revision,
        level=Level(level),
        findings=typed.words("findings"),
    )


async def publish(at: Desk, typed: Typed) -> None:
    await hardship.publish_names(
        at.session,
        at.staff,
        at.case_id,
        at.revision,
        begins=_given_day(typed, "begins"),
        ends=_given_day(typed, "ends"),
    )


async def decide(at: Desk, typed: Typed) -> None:
    said = typed.words("granted")
    if said not in {"yes", "no"}:
        raise Refused(ErrorCode.invalid_payload, "field granted", field="granted")
    is_granted = said == "yes"
    await hardship.decide(
        at.session,
        at.staff,
        at.case_id,
        at.revision,
        is_granted=is_granted,
        amount=typed.money("amount"),
        objections=typed.words("objections", optional=True),
        reason=typed.words("refusal", optional=is_granted),
    )


async def pay(at: Desk, typed: Typed) -> None:
    await hardship.record_relief(
        at.session,
        at.staff,
        at.case_id,
        at.revision,
        paid_on=_given_day(typed, "paid_on"),
        amount=typed.money("amount") or Decimal(0),
    )


def _given_day(typed: Typed, name: str) -> date:
    day = typed.day(name)
    if day is None:
        raise Refused(ErrorCode.invalid_payload, f"field {name}", field=name)
    return day


HARDSHIP: dict[str, Act] = {
    "home_visit": home_visit,
    "check_means": check_means,
    "publish": publish,
    "decide": decide,
    "pay": pay,
}
