"""What `actions` and `backend` say to each other about somebody in danger (L10)."""

from pydantic import AwareDatetime, BaseModel, Field


class Danger(BaseModel):
    """Told lately, and nobody has closed it yet."""

    kind: str  # express_crisis, report_emergency
    union: str
    told_at: AwareDatetime
    # Somebody pressed 我来处理.
    is_seen: bool = False


class DangerWords(BaseModel):
    """`county` is a shared position's."""

    text: str = Field(default="", max_length=4000)
    county: str | None = None


class DangerHeard(Danger):
    """`place` as it was said, where the words hold one."""

    place: str | None = None
