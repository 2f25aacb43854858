"""What every paper is made of, whatever it is printed as. No I/O here."""

from dataclasses import dataclass, field

# Stands where the person has to write by hand.
BLANK = "＿＿＿＿＿＿"


@dataclass(frozen=True)
class Party:
    """申请人 or 被申请人: a role and its lines (label, value); None leaves room to write."""

    role: str
    lines: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Section:
    """A heading with paragraphs, numbered where there are several claims."""

    heading: str
    paragraphs: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Proof:
    """One line of the list of evidence (art. 28: evidence and where it comes from)."""

    what: str
    source: str


@dataclass(frozen=True)
class Paper:
    title: str
    authority: str
    parties: tuple[Party, ...]
    sections: tuple[Section, ...]
    evidence: tuple[Proof, ...]
    signer: str
    # Small print for the person: what to check, where to hand it in, until when.
    hints: tuple[str, ...] = field(default=())

    @property
    def mark(self) -> str:
        """On every page, until somebody has read it."""
        return "草稿 · 请逐项核对后签字"


def written(value: str | None) -> str:
    return value or BLANK
