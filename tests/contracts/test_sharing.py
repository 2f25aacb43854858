"""All that needs the running system goes to one worker; everything else, file by file, to any."""

from tests.sharing import share_of


def test_what_uses_the_running_system_stays_together() -> None:
    shares = {
        share_of("tests/journeys/test_joining.py::test_a[x/y::z]"),
        share_of("tests/journeys/test_trouble.py::test_b"),
        share_of("tests/journeys/test_crashes.py::test_c[1]"),
    }
    assert len(shares) == 1


def test_everything_else_stays_in_its_file() -> None:
    assert share_of("tests/bot/test_modes.py::test_a[1]") == "tests/bot/test_modes.py"
    assert share_of("tests/browser/test_desk.py::test_d") == "tests/browser/test_desk.py"
    assert share_of("tests/bot/test_modes.py::test_b") == "tests/bot/test_modes.py"
    assert share_of("tests/actions/test_steps.py::test_c") == "tests/actions/test_steps.py"
