"""Which question of a request for help comes next. Pure: the backend's word in, the name of a question out."""

from backend.contracts.cases import IntakeField, IntakeState

STORY = "case_story"
EMPLOYER = "case_employer"
COUNTY = "case_county"
WHICH_COUNTY = "case_which_county"
PERIOD = "case_period"
AMOUNT = "case_amount"
PEOPLE = "case_people"
STILL_WORKING = "case_still_working"
LEFT_ON = "case_left_on"
HAPPENED_ON = "case_happened_on"
IS_INJURED_NOW = "case_is_injured_now"
HOSPITAL = "case_hospital"
INSURER_TOLD = "case_insurer_told"
HELP_WANTED = "case_help_wanted"
IS_MIGRANT = "case_is_migrant"
INCOME = "case_income"
CAUSE = "case_cause"
FAMILY = "case_family"
ALREADY_COMPLAINED = "case_already_complained"
WANTED = "case_wanted"
PHONE = "case_phone"
KNOWN_PHONE = "case_known_phone"
EVIDENCE = "case_evidence"
# Beside the fields of the draft.
CONSENT = "case_consent"
SUMMARY = "case_summary"
CORRECTION = "case_correction"
CANCEL = "case_cancel"
# About a case that is open already.
ADDITION = "case_addition"
WITHDRAWAL = "case_withdrawal"
# Is what was said for the case that waits for it?
WAITING = "case_waiting"
DISSATISFIED = "case_dissatisfied"

ABOUT_A_CASE = frozenset({ADDITION, WITHDRAWAL, WAITING, DISSATISFIED})
_BESIDE = frozenset({CONSENT, SUMMARY, CORRECTION, CANCEL}) | ABOUT_A_CASE
# Any words at all are an answer here, so that only a very sure aside is one.
FREE_WORDS = frozenset(
    {STORY, HOSPITAL, FAMILY, WANTED, INCOME, ALREADY_COMPLAINED, EVIDENCE} | ABOUT_A_CASE
)
# Asked by the refusal that named the choices.
FULL_QUESTION = {WHICH_COUNTY: COUNTY}
_FIELDS = {KNOWN_PHONE: IntakeField.phone}


def is_case_step(step: str | None) -> bool:
    return step is not None and step.startswith("case_")


def question_for(field: IntakeField) -> str:
    return f"case_{field.value}"


def field_of(step: str) -> IntakeField | None:
    """None for the questions beside the draft's fields."""
    if step in _BESIDE:
        return None
    return _FIELDS.get(step) or IntakeField(step.removeprefix("case_"))


def next_step(state: IntakeState) -> str:
    """What the backend asks for; whoever has not agreed to the notice is asked that first (L05)."""
    if state.ask is None:
        return SUMMARY
    if state.ask is IntakeField.evidence and not state.has_consented:
        return CONSENT
    if state.ask is IntakeField.phone and state.known_phone:
        return KNOWN_PHONE
    return question_for(state.ask)
