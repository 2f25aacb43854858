"""What became of a crowd's messages, judged by what each person was shown. No I/O here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass
class Verdict:
    """Counted in answers; `strange` are other texts: words that a message arrived and waits.

    `in_doubt` were on their way to the platform when the sender died: nobody can know whether they
    arrived, so they are shown to staff and not repeated. They are not counted as lost.
    """

    answers: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    strange: int = 0
    in_doubt: int = 0

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.out_of_order)


def judge(
    people: Iterable[str],
    shown: Mapping[str, Sequence[str]],
    openings: Sequence[str],
    doubtful: Mapping[str, Sequence[str]] | None = None,
    asked_again: Mapping[tuple[str, str], int] | None = None,
) -> Verdict:
    """Everybody asked for each answer once, in the order of `openings`, by which they are known.

    Whoever asked again, by person and opening, may be answered as often as they asked.

    `doubtful` are the texts whose delivery is recorded as uncertain, by person.

    Several answers may come in one text: what waited for the person's next words is said together.
    """
    verdict = Verdict()
    for openid in people:
        texts = shown.get(openid, [])
        everything = "\n".join(texts)
        counts = [everything.count(opening) for opening in openings]
        places = [everything.find(opening) for opening in openings if opening in everything]
        verdict.answers += sum(counts)
        unseen = [opening for opening in openings if opening not in everything]
        unknown = "\n".join((doubtful or {}).get(openid, []))
        in_doubt = sum(opening in unknown for opening in unseen)
        verdict.in_doubt += in_doubt
        verdict.lost += len(unseen) - in_doubt
        again = [(asked_again or {}).get((openid, opening), 0) for opening in openings]
        verdict.doubled += sum(
            max(count - 1 - more, 0) for count, more in zip(counts, again, strict=True)
        )
        verdict.out_of_order += places != sorted(places)
        verdict.strange += sum(not any(each in text for each in openings) for text in texts)
    return verdict


def missing(openid: str, shown: Mapping[str, Sequence[str]], openings: Sequence[str]) -> int:
    everything = "\n".join(shown.get(openid, []))
    return sum(opening not in everything for opening in openings)
