"""What the desk refuses, by name; the pages tell who has a conversation from `data`."""

from uuid import UUID

from backend.errors import ServiceError


class AlreadyTaken(ServiceError):
    """A colleague was first; `data["staff_id"]` is who, `data["version"]` what to say to take it all the same."""

    def __init__(self, staff_id: UUID, version: int) -> None:
        super().__init__("somebody else has it", staff_id=str(staff_id), version=version)


class StaleOwner(ServiceError):
    """It changed hands meanwhile, or never was theirs: nothing was said, the text stays a draft."""

    def __init__(self, staff_id: UUID | None) -> None:
        super().__init__(
            "the conversation is somebody else's", staff_id=str(staff_id) if staff_id else None
        )


class PersonWaits(ServiceError):
    """Put aside only what is answered: nobody waits behind a snoozed conversation."""


class OutOfPlace(ServiceError):
    """Whoever would get it may not see the place, or is no colleague any more."""
