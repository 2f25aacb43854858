"""What a sheet is made of: fields to fill in, and the act they are for."""

from dataclasses import dataclass

from backend.cases.kinds import EventKind

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Field:
    """`kind`: words, line, day, money, whole, choice, reason. `source` names a list of the page."""

    name: str
    label: str
    kind: str = "words"
    choices: Choices = ()
    source: str = ""
    optional: bool = False
    hint: str = ""
    longest: int = 1000


@dataclass(frozen=True)
class Sheet:
    """`event` is what it writes; `group` is where the menu shows it; without `fields` it acts at once."""

    act: str
    event: EventKind
    title: str
    button: str
    group: str
    hint: str = ""
    fields: tuple[Field, ...] = ()
