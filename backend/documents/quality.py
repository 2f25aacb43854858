"""How good a photo is: light, sharpness, glare. Thresholds live in `card`; this only measures."""

import cv2
import numpy as np
import numpy.typing as npt

from backend.documents.scan import Quality

Pixels = npt.NDArray[np.uint8]

MEASURED_SIDE = 1000
DIM = 100  # below this 99th percentile the levels are stretched before reading
BURNT = 252
WHITE_PAPER = 0.85  # of the printed area


def cap(pixels: Pixels, side: int) -> Pixels:
    """No side longer than `side`."""
    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    return cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(
        np.uint8
    )


def luminance(pixels: Pixels) -> Pixels:
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).astype(np.uint8)


def brightest(gray: Pixels) -> float:
    return float(np.percentile(gray, 99))


def stretch_if_dark(pixels: Pixels) -> Pixels:
    """Night shots become readable; never done in good light, it costs accuracy on small cards."""
    gray = luminance(pixels)
    low, high = float(np.percentile(gray, 1)), brightest(gray)
    if high >= DIM or high - low < 2:
        return pixels
    stretched = (pixels.astype(np.float32) - low) * (235.0 / (high - low))
    clipped: Pixels = np.clip(stretched, 0, 255).astype(np.uint8)
    return clipped


def measure(pixels: Pixels, quads: list[list[list[float]]]) -> Quality:
    height, width = pixels.shape[:2]
    gray = luminance(pixels)
    printed = cap(_printed_area(gray, quads), MEASURED_SIDE)
    return Quality(
        width=width,
        height=height,
        brightest=round(brightest(gray), 1),
        sharpness=round(float(cv2.Laplacian(printed, cv2.CV_64F).var()), 1),
        glare=round(_glare(printed), 4),
    )


def _printed_area(gray: Pixels, quads: list[list[list[float]]]) -> Pixels:
    """The whole photo when nothing was read."""
    if not quads:
        return gray
    points = np.asarray(quads, dtype=np.float32).reshape(-1, 2)
    left, top = np.maximum(points.min(axis=0), 0).astype(int)
    right, bottom = np.ceil(points.max(axis=0)).astype(int)
    area = gray[top : bottom + 1, left : right + 1]
    return area if area.size else gray


def _glare(gray: Pixels) -> float:
    burnt = float(np.mean(gray >= BURNT))
    # A card scanned on white is that bright nearly everywhere, without any reflection.
    return 0.0 if burnt > WHITE_PAPER else burnt
