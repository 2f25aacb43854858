"""The runner, the posters and the simulator's cards look for the same fonts in the same places."""

from backend.outreach import fonts as posters
from runner import machine
from simulator import fonts as cards


def test_all_three_know_the_same_fonts_in_the_same_order() -> None:
    of_posters = tuple(regular for regular, _, _ in posters._KNOWN)
    assert tuple(name for name, _ in cards._KNOWN) == of_posters == machine.FONT_NAMES


def test_all_three_take_the_same_face_of_a_font() -> None:
    assert dict(cards._KNOWN) == {regular: face for regular, _, face in posters._KNOWN}


def test_all_three_look_in_the_same_places() -> None:
    assert cards._FOLDERS == posters._FOLDERS == machine.FONT_DIRECTORIES
