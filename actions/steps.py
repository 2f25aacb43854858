"""Which question of the join form comes next. Pure: the backend's word in, the name of a question out."""

from backend.contracts.joining import EditableField, JoinField, JoinState

FORM = "question_form"

CONSENT = "join_consent"
PORTRAIT = "join_portrait"
EMBLEM = "join_emblem"
PHOTO_TROUBLE = "join_photo_trouble"
NAME = "join_name"
ID_NUMBER = "join_id_number"
VALID_UNTIL = "join_valid_until"
IDENTITY = "join_identity"
WRONG_DETAIL = "join_wrong_detail"
TRADE = "join_trade"
WHICH_TRADE = "join_which_trade"
MORE_TRADES = "join_more_trades"
EMPLOYER = "join_employer"
COUNTY = "join_county"
WHICH_COUNTY = "join_which_county"
PHONE = "join_phone"
SUMMARY = "join_summary"
CORRECTION = "join_correction"
CANCEL = "join_cancel"
START_OVER = "join_start_over"
# Somebody told of danger (actions/danger.py).
DANGER_WHERE = "danger_where"
DANGER_STAY = "danger_stay"

# After so many unreadable photographs in a row one may type instead.
PATIENCE = 3

# Questions that are answered in free words, and the field that the words belong to.
TYPED: dict[str, EditableField] = {
    NAME: EditableField.name,
    ID_NUMBER: EditableField.id_number,
    VALID_UNTIL: EditableField.valid_until,
    TRADE: EditableField.trade,
    MORE_TRADES: EditableField.trade,
    EMPLOYER: EditableField.employer,
    COUNTY: EditableField.county,
    PHONE: EditableField.phone,
}
# Asked by the refusal that named the choices; anything but a choice leads back to the full question.
WHICH = {EditableField.trade: WHICH_TRADE, EditableField.county: WHICH_COUNTY}
FULL_QUESTION = {WHICH_TRADE: TRADE, WHICH_COUNTY: COUNTY}
IDENTITY_STEPS = frozenset({IDENTITY, WRONG_DETAIL, CORRECTION})
_OF_MISSING = {
    JoinField.identity: IDENTITY,
    JoinField.trade: TRADE,
    JoinField.employer: EMPLOYER,
    JoinField.county: COUNTY,
    JoinField.phone: PHONE,
}


def question_for(field: EditableField) -> str:
    return f"join_{field.value}"


def missing_photo(state: JoinState) -> JoinField | None:
    """The side to ask for first, if any."""
    return next((f for f in (JoinField.portrait, JoinField.emblem) if f in state.missing), None)


def next_step(state: JoinState, *, typing: bool) -> str:
    """The first thing that is missing, in the order of JoinField; the summary when nothing is."""
    if JoinField.consent in state.missing:
        return CONSENT
    photo = missing_photo(state)
    if photo is not None:
        return (_typed_instead(state, photo) if typing else None) or _photo_step(photo)
    if state.to_type:
        return question_for(state.to_type[0])
    for field, step in _OF_MISSING.items():
        if field in state.missing:
            return step
    return SUMMARY


def _photo_step(photo: JoinField) -> str:
    return PORTRAIT if photo is JoinField.portrait else EMBLEM


def _typed_instead(state: JoinState, photo: JoinField) -> str | None:
    """None once all is typed: when the photo is still missing then, the backend insists on it."""
    if photo is JoinField.emblem:
        return VALID_UNTIL if state.valid_until is None else None
    if state.name is None:
        return NAME
    return ID_NUMBER if state.id_number_masked is None else None
