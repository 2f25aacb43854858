"""The journal outlives the process that wrote it."""

from pathlib import Path
from uuid import uuid4

from bot.journal import Fate, Journal


def opened(directory: Path) -> Journal:
    journal = Journal(directory)
    journal.load()
    return journal


def test_the_last_word_on_a_message_counts_also_after_a_restart(tmp_path: Path) -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    journal = opened(tmp_path)
    journal.note([first, second], Fate.started)
    journal.note([first], Fate.accepted)
    journal.note([third], Fate.not_sent)
    again = opened(tmp_path)
    assert again.fate_of([first]) is Fate.accepted
    assert again.fate_of([second]) is Fate.started
    assert again.fate_of([third]) is None
    assert again.fate_of([uuid4()]) is None


def test_a_record_cut_short_by_a_crash_costs_nothing_but_itself(tmp_path: Path) -> None:
    whole, later = uuid4(), uuid4()
    journal = opened(tmp_path)
    journal.note([whole], Fate.passive)
    path = next(tmp_path.iterdir())
    path.write_bytes(path.read_bytes() + b"half a rec")
    crashed = opened(tmp_path)
    crashed.note([later], Fate.started)
    again = opened(tmp_path)
    assert again.fate_of([whole]) is Fate.passive
    assert again.fate_of([later]) is Fate.started


def test_what_is_too_old_to_be_tried_again_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "deliveries-10").write_bytes(uuid4().bytes + b"\x02")
    opened(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_one_part_handed_over_speaks_for_the_bubble(tmp_path: Path) -> None:
    said, unsaid = uuid4(), uuid4()
    journal = opened(tmp_path)
    journal.note([said], Fate.passive)
    assert journal.fate_of([unsaid, said]) is Fate.passive
