"""What one look at a photo yields: lines of text with their places, and how good the photo is."""

from dataclasses import dataclass
from typing import Any, Self

Point = tuple[float, float]


@dataclass(frozen=True, repr=False)
class Box:
    """One line of print. The quad goes clockwise from the top left of the line as it lies in the photo."""

    text: str
    score: float
    quad: tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class Quality:
    """Measured on the photo at most 1000 px wide; sharpness and glare inside the printed area."""

    width: int
    height: int
    brightest: float  # 99th percentile of luminance, 0-255
    sharpness: float  # variance of the Laplacian
    glare: float  # share of burnt-out pixels


@dataclass(frozen=True, repr=False)
class Scan:
    """Boxes lie in the coordinates of a photo of `quality.width` x `quality.height`."""

    boxes: tuple[Box, ...]
    quality: Quality

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> Self:
        boxes = tuple(
            Box(text, score, ((a[0], a[1]), (b[0], b[1]), (c[0], c[1]), (d[0], d[1])))
            for text, score, (a, b, c, d) in wire["boxes"]
        )
        return cls(boxes, Quality(**wire["quality"]))
