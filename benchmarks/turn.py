"""A chat turn from WeChat's POST to the passive reply, against a stock Rasa turn over REST."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from benchmarks import stock
from benchmarks.contacts import look_up
from benchmarks.cpu import CpuMeter
from benchmarks.pairs import Alternation, Pair
from benchmarks.script import Kind, Line, form_walk, free_talk
from benchmarks.sides import Ours, Stock
from benchmarks.workplace import clean_folder
from runner.ports import free_port
from runner.settings import QUIET, hermetic_environment
from runner.stack import Stack

Report = Callable[[str], None]

# Of each side and kind, after the warm-up; walks and talks are as long as real ones.
TURNS_WANTED = 150
WARM_UP_PEOPLE = 2
MOST_PEOPLE = 40

# The reader of photos is not part of a chat turn: once started, it stays and keeps still.
STEADY = {"OCR_IDLE": "PT1H"}


def measure(report: Report) -> list[Pair]:
    project = stock.stock_project()
    stock.train(project, hermetic_environment() | QUIET, report)
    folder = clean_folder("turn")
    with Stack(folder, report=report, extra_env=STEADY) as stack:
        report("starting stock Rasa beside it")
        with stock.running(project, free_port(), stack.env) as process:
            ours = Ours(stack.urls["bot"], stack.env)
            meter = CpuMeter(lambda: stack.pids() | stock.pids(process))
            sides = Alternation(ours, Stock(stock.url_of(process)), meter)
            meeting = Meeting(ours, sides, stack.env["DATABASE_URL"])
            return [
                *_enough(meeting, form_walk, Kind.typed, report),
                *_enough(meeting, free_talk, Kind.free, report),
            ]


class Meeting:
    """Brings a new person to both sides, each as often as needed."""

    def __init__(self, ours: Ours, alternation: Alternation, database_url: str) -> None:
        self._ours = ours
        self._alternation = alternation
        self._database_url = database_url
        self._people = 0

    def next_person(self, script: Callable[[int], list[Line]]) -> Iterator[Pair]:
        """Two contacts: the same person cannot walk through the same form on both sides."""
        number = self._people
        self._people += 1
        openids = [f"obench{number:04d}{side}" for side in ("ours", "stock")]
        lines = script(number)
        stock_contact, lines = self._introduce(openids[1], lines)
        return self._alternation.talk(openids[0], stock_contact, lines)

    def _introduce(self, openid: str, lines: list[Line]) -> tuple[str, list[Line]]:
        """Numbers are said to the account first, which keeps them and gives references back."""
        private = [line for line in lines if line.is_private]
        for line in private or [Line(Kind.free, "你好")]:
            self._ours.says(openid, line)
        known = look_up(self._database_url, openid)
        references = dict(zip((line.text for line in private), known.said, strict=False))
        return known.contact_id, [
            replace(line, payload=references.get(line.text, line.payload)) for line in lines
        ]


def _enough(
    meeting: Meeting, script: Callable[[int], list[Line]], kind: Kind, report: Report
) -> list[Pair]:
    for _ in range(WARM_UP_PEOPLE):
        for _pair in meeting.next_person(script):
            pass
    pairs: list[Pair] = []
    for _ in range(MOST_PEOPLE):
        pairs += meeting.next_person(script)
        done = _comparable(pairs, kind)
        report(f"{kind.value}: {done} of {TURNS_WANTED} turns on each side")
        if done >= TURNS_WANTED:
            break
    return pairs


def _comparable(pairs: Sequence[Pair], kind: Kind) -> int:
    return sum(pair.is_comparable and pair.line.kind is kind for pair in pairs)
