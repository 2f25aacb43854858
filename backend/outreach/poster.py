"""The printable poster of a code: who invites, the code, three steps, the hotline."""

from functools import partial
from pathlib import Path

import segno

from backend.outreach.canvas import HEIGHT, WIDTH, Canvas, Color
from backend.outreach.fonts import find_fonts
from backend.outreach.poster_words import (
    HEADLINE,
    HOTLINE,
    INVITATION,
    PosterWords,
    phrases,
    wrapped,
)

RED: Color = (190, 28, 35)
INK: Color = (29, 32, 38)
GRAY: Color = (95, 102, 110)
LINE: Color = (214, 217, 221)
PAPER: Color = (255, 255, 255)

_MARGIN = 18.0
_INNER = WIDTH - 2 * _MARGIN
_MIDDLE = WIDTH / 2
_BAND = 58.0
_LARGEST_CODE = 94.0
_QUIET = 10.0  # between code and frame: readers want four squares of white
_ACCOUNT_TOP = 213.0
_STEPS_TOP = 227.0


def draw(words: PosterWords, font: Path | None = None) -> Canvas:
    """Takes a good part of a second: call it off the event loop. Raises NoChineseFont."""
    canvas = Canvas(find_fonts(font))
    _headline(canvas, words)
    bottom = _organization(canvas, words, top=_BAND + 8)
    _code(canvas, words, top=bottom + 5, bottom=_ACCOUNT_TOP - 4)
    if words.account:
        _line(canvas, f"公众号：{words.account}", _ACCOUNT_TOP, 5.6, GRAY)
    _steps(canvas, words)
    _footer(canvas, words)
    return canvas


def _headline(canvas: Canvas, words: PosterWords) -> None:
    canvas.box(0, 0, WIDTH, _BAND, RED)
    canvas.text(HEADLINE, _MIDDLE, 7, 26, PAPER, bold=True)
    _line(canvas, words.drive or INVITATION, 42, 7.6, PAPER)


def _line(canvas: Canvas, text: str, top: float, size: float, color: Color) -> None:
    """In the middle, smaller when it would not fit."""
    while size > 3 and canvas.width_of(text, size) > _INNER:
        size -= 0.2
    canvas.text(text, _MIDDLE, top, size, color)


def _organization(canvas: Canvas, words: PosterWords, *, top: float) -> float:
    """Larger when it is short; two lines at most unless the name is endless."""
    pieces = phrases(words.organization)
    for size in (12.5, 11.5, 10.5, 9.5):
        measure = partial(canvas.width_of, size=size, bold=True)
        lines = wrapped(pieces, _INNER, measure)
        if len(lines) <= 2:
            break
    for line in lines:
        canvas.text(line, _MIDDLE, top, size, INK, bold=True)
        top += size * 1.3
    if words.employer:
        _line(canvas, f"{words.employer}的职工请扫这里", top + 2, 6.2, GRAY)
        top += 10
    return top


def _code(canvas: Canvas, words: PosterWords, *, top: float, bottom: float) -> None:
    matrix = segno.make(words.url, error="m", micro=False).matrix
    size = min(_LARGEST_CODE, bottom - top - 2 * _QUIET)
    left, upper = _MIDDLE - size / 2, (top + bottom - size) / 2
    canvas.squares(matrix, left, upper, size, INK)
    _corners(canvas, left - _QUIET, upper - _QUIET, size + 2 * _QUIET)


def _corners(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Four red angles: the frame the phone's camera shows."""
    long, thick = 14.0, 1.6
    for at_x in (x, x + size - long):
        canvas.box(at_x, y, long, thick, RED)
        canvas.box(at_x, y + size - thick, long, thick, RED)
    for at_y in (y, y + size - long):
        canvas.box(x, at_y, thick, long, RED)
        canvas.box(x + size - thick, at_y, thick, long, RED)


def _steps(canvas: Canvas, words: PosterWords) -> None:
    column = _INNER / len(words.steps)
    for number, (what, hint) in enumerate(words.steps):
        x = _MARGIN + column * (number + 0.5)
        canvas.disc(x, _STEPS_TOP + 5, 5, RED)
        canvas.text(str(number + 1), x, _STEPS_TOP + 0.6, 6, PAPER, bold=True)
        canvas.text(what, x, _STEPS_TOP + 12.5, 7, INK, bold=True)
        canvas.text(hint, x, _STEPS_TOP + 22.5, 4.6, GRAY)


def _footer(canvas: Canvas, words: PosterWords) -> None:
    top = HEIGHT - 24
    canvas.box(_MARGIN, top - 5, _INNER, 0.3, LINE)
    canvas.text("职工服务热线", _MARGIN, top + 2.2, 5.4, GRAY, anchor="l")
    beside = _MARGIN + canvas.width_of("职工服务热线", 5.4) + 4
    canvas.text(HOTLINE, beside, top - 1.6, 10.5, RED, bold=True, anchor="l")
    canvas.text(words.date_line, WIDTH - _MARGIN, top + 2.2, 5.4, GRAY, anchor="r")
