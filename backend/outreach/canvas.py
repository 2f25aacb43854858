"""An A4 page at 300 dots an inch, measured in millimetres."""

from collections.abc import Iterable
from io import BytesIO

from PIL import Image, ImageDraw

from backend.outreach.fonts import Fonts

DOTS_PER_INCH = 300
WIDTH, HEIGHT = 210.0, 297.0

Color = tuple[int, int, int]


def dots(millimetres: float) -> int:
    return round(millimetres * DOTS_PER_INCH / 25.4)


class Canvas:
    """Positions and sizes in millimetres from the upper left corner; text hangs from its top."""

    def __init__(self, fonts: Fonts) -> None:
        self.image = Image.new("RGB", (dots(WIDTH), dots(HEIGHT)), "white")
        self._draw = ImageDraw.Draw(self.image)
        self._fonts = fonts

    def width_of(self, text: str, size: float, *, bold: bool = False) -> float:
        font = self._fonts.at(dots(size), bold=bold)
        return float(font.getlength(text)) * 25.4 / DOTS_PER_INCH

    def text(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        color: Color,
        *,
        bold: bool = False,
        anchor: str = "m",
    ) -> None:
        """`anchor` l, m or r: whether x is the left end, the middle or the right end."""
        height = dots(size)
        self._draw.text(
            (dots(x), dots(y)),
            text,
            fill=color,
            font=self._fonts.at(height, bold=bold),
            anchor=f"{anchor}a",
            stroke_width=self._fonts.thickening(height, bold=bold),
        )

    def box(self, x: float, y: float, width: float, height: float, color: Color) -> None:
        corners = (dots(x), dots(y), dots(x + width), dots(y + height))
        self._draw.rectangle(corners, fill=color)

    def disc(self, x: float, y: float, radius: float, color: Color) -> None:
        corners = (dots(x - radius), dots(y - radius), dots(x + radius), dots(y + radius))
        self._draw.ellipse(corners, fill=color)

    def squares(
        self, rows: Iterable[Iterable[int]], x: float, y: float, size: float, color: Color
    ) -> None:
        """A matrix of dark and light; whole dots, so that every square is equally large."""
        matrix = [list(row) for row in rows]
        step = dots(size) // len(matrix)
        left = dots(x) + (dots(size) - step * len(matrix)) // 2
        top = dots(y) + (dots(size) - step * len(matrix)) // 2
        for down, row in enumerate(matrix):
            for across, dark in enumerate(row):
                if dark:
                    at = (left + across * step, top + down * step)
                    self._draw.rectangle((*at, at[0] + step - 1, at[1] + step - 1), fill=color)

    def png(self) -> bytes:
        kept = BytesIO()
        few = self.image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(kept, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH), optimize=False)
        return kept.getvalue()

    def pdf(self, title: str) -> bytes:
        kept = BytesIO()
        self.image.save(
            kept, "PDF", resolution=DOTS_PER_INCH, title=title, quality=92, subsampling=0
        )
        return kept.getvalue()
