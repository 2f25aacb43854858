"""What a scene says, who may have which code, how long a drive runs. No I/O here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from backend.unions import places
from backend.unions.kinds import UnionKind

# Permanent codes of one account, for ever: the platform takes none back.
MOST_CODES = 100_000
FEW_LEFT = 10_000
# Nobody waits longer for the platform; then somebody else may ask.
ASKING_LASTS = timedelta(seconds=30)
LONGEST_DRIVE = timedelta(days=366)

CODED_KINDS = (UnionKind.new_forms_federation, UnionKind.industry_federation)


class SceneKind(StrEnum):
    county = "county"  # county:410105, a county federation
    union = "union"  # union:410100-IF-COURIER, any other organization
    drive = "drive"  # drive:k3n9x2fq, a drive to unionize employers


@dataclass(frozen=True)
class Scene:
    kind: SceneKind
    value: str

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.value}"

    @property
    def county_code(self) -> str | None:
        """What the scene says by itself, without looking anything up."""
        return self.value if self.kind is SceneKind.county else None


def read_scene(text: str | None) -> Scene | None:
    """None for codes of somebody else's making, and for counties that do not exist."""
    kind, colon, value = (text or "").partition(":")
    if not colon or not value or kind not in set(SceneKind):
        return None
    if kind == SceneKind.county and places.county_by_code(value) is None:
        return None
    return Scene(SceneKind(kind), value)


def scene_of_union(kind: str, code: str, division_code: str) -> Scene:
    """A county's own federation is the county; 济源 is city and county at once."""
    is_federation = kind == UnionKind.new_forms_federation
    if is_federation and county_of(division_code) is not None:
        return Scene(SceneKind.county, division_code)
    return Scene(SceneKind.union, code)


def county_of(division_code: str) -> str | None:
    """A union that stands on a county means this county, a city's union none of its counties."""
    return division_code if places.county_by_code(division_code) else None


def is_being_asked(asked_at: datetime | None, now: datetime) -> bool:
    """Whoever asked longer ago died over it."""
    return asked_at is not None and now - asked_at < ASKING_LASTS


def is_exhausted(made: int, most: int = MOST_CODES) -> bool:
    return made >= most


def is_running_low(made: int, most: int = MOST_CODES) -> bool:
    return most - made <= min(FEW_LEFT, most // 10)


class DriveState(StrEnum):
    planned = "planned"
    running = "running"
    ended = "ended"


def drive_state(starts_on: date, ends_on: date, today: date) -> DriveState:
    if today < starts_on:
        return DriveState.planned
    return DriveState.running if today <= ends_on else DriveState.ended


def is_fit_period(starts_on: date, ends_on: date) -> bool:
    return starts_on <= ends_on <= starts_on + LONGEST_DRIVE
