"""Which acts a case's page offers, and which one stands out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from backend.cases import rules
from backend.cases.kinds import CaseClass, EventKind
from backend.cases.models import Case
from backend.console.case_fields import Sheet
from backend.console.case_sheets import SHEETS
from backend.contracts.cases import CaseStatus

_GROUPS = ("办理", "困难帮扶", "转办与合并", "告知本人", "归类")
# Refused by the service while a letter is not answered.
_AFTER_ANSWER = frozenset({"start", "resolve"})
_ANSWERS = frozenset({EventKind.referral_accepted, EventKind.referral_declined})


@dataclass(frozen=True)
class Situation:
    """What decides besides the status: `lists` are the choices the sheets have to offer."""

    is_verified: bool
    has_letter: bool
    may_answer: bool
    # Nobody else would.
    must_answer: bool
    may_withdraw: bool
    may_escalate: bool
    is_mine: bool
    # The stage of the hardship record that comes next, as the act that writes it.
    stage_act: str | None
    lists: Mapping[str, Sequence[tuple[str, str]]]


def offered(case: Case, events: Collection[EventKind], now: Situation) -> list[Sheet]:
    """A letter is answered by whom it was sent to, before the case is theirs."""
    possible = {*events, *(_ANSWERS if now.may_answer else ())}
    return [
        sheet
        for act, sheet in SHEETS.items()
        if sheet.event in possible and _fits(act, case, now) and _has_choices(sheet, now)
    ]


def _fits(act: str, case: Case, now: Situation) -> bool:
    if act in _AFTER_ANSWER and now.has_letter:
        return False
    if SHEETS[act].event is EventKind.staged:
        return act == now.stage_act
    needs = {
        "verify": not now.is_verified,
        "resolve": is_settled(case, verified=now.is_verified),
        "accept_referral": now.may_answer,
        "decline_referral": now.may_answer,
        "withdraw_referral": now.may_withdraw,
        "give_up": case.service_organization_id is not None and not now.has_letter,
        "escalate": now.may_escalate and not case.is_escalated,
        "take": not now.is_mine,
        "tell": case.contact_id is not None,
        "make_urgent": not case.urgent,
    }
    return needs.get(act, True)


def _has_choices(sheet: Sheet, now: Situation) -> bool:
    return all(
        now.lists.get(field.source) for field in sheet.fields if field.source and not field.optional
    )


def is_settled(case: Case, *, verified: bool) -> bool:
    """Verified, or a mere question that needs none (S44)."""
    return verified or not rules.must_be_verified(CaseClass(case.case_class))


def main_act(case: Case, offers: Sequence[Sheet], now: Situation) -> Sheet | None:
    """The one big button: an answer to a letter comes before everything."""
    by_act = {sheet.act: sheet for sheet in offers}
    if now.must_answer and "accept_referral" in by_act:
        return by_act["accept_referral"]
    settled = is_settled(case, verified=now.is_verified)
    event = rules.next_act(CaseStatus(case.status), verified=settled)
    return next((sheet for sheet in offers if sheet.event is event), None)


def menu_of(offers: Sequence[Sheet], main: Sheet | None) -> list[tuple[str, list[Sheet]]]:
    rest = [sheet for sheet in offers if sheet is not main]
    groups = [(group, [sheet for sheet in rest if sheet.group == group]) for group in _GROUPS]
    return [(group, sheets) for group, sheets in groups if sheets]
