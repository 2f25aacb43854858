"""The part of the fake backend that remembers who is in danger."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter

from backend.contracts.danger import Danger, DangerHeard, DangerWords


class FakeDanger:
    """What tests look at: `heard`; what they set: `place`, the place of the next words, and `open`."""

    def __init__(self) -> None:
        self.open: dict[UUID, Danger] = {}
        self.heard: list[DangerWords] = []
        self.place: str | None = None

    def told(self, contact_id: UUID, kind: str, *, is_seen: bool = False) -> None:
        self.open[contact_id] = Danger(
            kind=kind, union="金水区新业态工会联合会", told_at=datetime.now(UTC), is_seen=is_seen
        )


def danger_router(fake: FakeDanger) -> APIRouter:
    router = APIRouter(prefix="/v1/contacts/{contact_id}/danger")

    @router.get("")
    async def danger(contact_id: UUID) -> Danger | None:
        return fake.open.get(contact_id)

    @router.post("/words")
    async def hear(contact_id: UUID, words: DangerWords) -> DangerHeard | None:
        if contact_id not in fake.open:
            return None
        fake.heard.append(words)
        return DangerHeard(**fake.open[contact_id].model_dump(), place=fake.place)

    return router
