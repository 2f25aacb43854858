"""A promised figure and whether it was kept, as one line of a report; what is missed fails the command."""

from collections.abc import Iterable

_MISSED = "**MISSED**"


def target(found: str, *, kept: bool) -> str:
    """`found` says the figure and what was promised."""
    return f"- {found}" if kept else f"- {found} {_MISSED}"


def missed(lines: Iterable[str]) -> list[str]:
    return [line.removeprefix("- ") for line in lines if line.endswith(_MISSED)]
