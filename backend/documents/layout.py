"""Puts boxes of print upright and into rows, however the phone was held. No I/O here."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from backend.documents.scan import Box, Point

SAME_ROW = 0.6  # of a line's height
EDGE = 0.004  # of the photo's long side

# Traditional forms the recognizer likes to read where the card prints simplified ones.
LOOK_ALIKES = str.maketrans("漢滿別機關號碼戶證國華發險長", "汉满别机关号码户证国华发险长")


@dataclass(frozen=True, repr=False)
class Line:
    """A box made level: `text` is NFKC without spaces, the rest are upright coordinates."""

    text: str
    score: float
    left: float
    right: float
    middle: float
    height: float
    at_edge: bool = False  # touches the photo's border


@dataclass(frozen=True, repr=False)
class Page:
    """Lines top to bottom, and where the photo itself begins and ends in their coordinates."""

    lines: list[Line]
    top: float
    bottom: float


def plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(LOOK_ALIKES)


def upright(
    boxes: Sequence[Box], size: tuple[int, int], is_upside_down: Callable[[list[Line]], bool]
) -> Page:
    """The same photo turned by coordinates instead of being read again."""
    angle = axis_of(boxes)
    page = level(boxes, size, angle)
    return level(boxes, size, angle + math.pi) if is_upside_down(page.lines) else page


def axis_of(boxes: Iterable[Box]) -> float:
    """The direction print runs in, modulo half a turn: the length-weighted mean of the long sides.

    Doubled angles, because 89° and -89° are the same direction and must not average to 0°.
    """
    x = y = 0.0
    for box in boxes:
        dx, dy = _long_side(box.quad)
        length = math.hypot(dx, dy)
        angle = 2 * math.atan2(dy, dx)
        # Squares (single characters) say nothing about the direction.
        weight = length * (len(plain(box.text)) > 1)
        x, y = x + weight * math.cos(angle), y + weight * math.sin(angle)
    return math.atan2(y, x) / 2


def level(boxes: Sequence[Box], size: tuple[int, int], angle: float) -> Page:
    lines = [line for box in boxes if (line := _level_one(box, size, angle)).text]
    lines.sort(key=lambda line: (line.middle, line.left))
    width, height = size
    corners = ((0, 0), (width, 0), (0, height), (width, height))
    heights = sorted(_turn(corner, -angle)[1] for corner in corners)
    return Page(lines, top=heights[0], bottom=heights[3])


def _level_one(box: Box, size: tuple[int, int], angle: float) -> Line:
    turned = [_turn(point, -angle) for point in box.quad]
    xs, ys = sorted(x for x, _ in turned), sorted(y for _, y in turned)
    # The mean of the two outer corners on each side: a slanted quad is not taller than its print.
    left, right = (xs[0] + xs[1]) / 2, (xs[2] + xs[3]) / 2
    top, bottom = (ys[0] + ys[1]) / 2, (ys[2] + ys[3]) / 2
    return Line(
        text=plain(box.text),
        score=box.score,
        left=left,
        right=right,
        middle=(top + bottom) / 2,
        height=max(bottom - top, 1.0),
        at_edge=_touches_edge(box.quad, size),
    )


def row_of(line: Line, lines: Iterable[Line]) -> list[Line]:
    """Everything on the same row, left to right, `line` included."""
    return sorted(
        (other for other in lines if abs(other.middle - line.middle) < SAME_ROW * line.height),
        key=lambda other: other.left,
    )


def rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Top to bottom, each left to right."""
    result: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if result and abs(_middle(result[-1]) - line.middle) < SAME_ROW * line.height:
            result[-1].append(line)
        else:
            result.append([line])
    return [sorted(row, key=lambda line: line.left) for row in result]


def joined(row: Iterable[Line]) -> str:
    return "".join(line.text for line in row)


def line_height(lines: Sequence[Line]) -> float:
    return median(line.height for line in lines) if lines else 0.0


def _middle(row: Sequence[Line]) -> float:
    return sum(line.middle for line in row) / len(row)


def _long_side(quad: Sequence[Point]) -> Point:
    first = (quad[1][0] - quad[0][0], quad[1][1] - quad[0][1])
    second = (quad[2][0] - quad[1][0], quad[2][1] - quad[1][1])
    return first if math.hypot(*first) >= math.hypot(*second) else second


def _turn(point: Point, angle: float) -> Point:
    x, y = point
    cos, sin = math.cos(angle), math.sin(angle)
    return x * cos - y * sin, x * sin + y * cos


def _touches_edge(quad: Iterable[Point], size: tuple[int, int]) -> bool:
    margin = EDGE * max(size)
    return any(
        x <= margin or y <= margin or x >= size[0] - margin or y >= size[1] - margin
        for x, y in quad
    )
