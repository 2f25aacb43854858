"""The reply quota as it stands in a contact's row, see `quota` for its rules."""

from backend.conversations.models import Contact
from backend.conversations.quota import Grant, Ledger, Trigger


def ledger_of(contact: Contact) -> Ledger:
    return Ledger(
        Grant(Trigger.message, contact.message_earned_at, contact.message_sends),
        Grant(Trigger.tap, contact.tap_earned_at, contact.tap_sends),
    )


def write_back(contact: Contact, ledger: Ledger) -> None:
    """The caller holds the row's lock."""
    contact.message_earned_at = ledger.message.earned_at
    contact.message_sends = ledger.message.sends
    contact.tap_earned_at = ledger.tap.earned_at
    contact.tap_sends = ledger.tap.sends
