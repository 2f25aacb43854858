"""What an application forgets: what was read from the card, or everything somebody told of themselves. No I/O here."""

from typing import Any, Final

_OF_THE_CARD: Final = (
    "portrait_id", "emblem_id", "name", "name_index", "id_number", "id_number_index",
    "birth_date", "sex", "ethnicity", "address", "authority", "valid_until", "reading",
    "identity_confirmed_at",
)  # fmt: skip
_SAID: Final = ("phone", "phone_index", "trade", "employer", "employer_text", "county_code")


def forget_card(application: Any) -> None:
    """For new photos: as if no card had been shown."""
    _empty(application, _OF_THE_CARD)
    application.valid_long_term = False
    application.typed_fields = []
    application.photo_failures = 0


def forget_person(application: Any) -> None:
    """Number, union, dates and history stay: they say what happened, and no longer to whom."""
    forget_card(application)
    _empty(application, _SAID)
    application.checks = []
    application.manual_review = False


def _empty(application: Any, columns: tuple[str, ...]) -> None:
    for column in columns:
        setattr(application, column, None)
