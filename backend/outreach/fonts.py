"""A Chinese font from this machine, regular and bold."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path("/System/Library/Fonts"),
)
_NOTO_SC = 2  # the Simplified Chinese face of the collection
# Regular, bold beside it (if any), face.
_KNOWN = (
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", _NOTO_SC),
    ("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf", 0),
    ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf", 0),
    ("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf", 0),
    ("wqy-microhei.ttc", "", 0),
    ("wqy-zenhei.ttc", "", 0),
    ("PingFang.ttc", "", 0),
)


class NoChineseFont(RuntimeError):
    """No poster can be drawn here: install fonts-noto-cjk, or set POSTER_FONT."""


@dataclass(frozen=True)
class Fonts:
    """`bold` is None when the font has only one weight; then strokes are thickened."""

    regular: Path
    bold: Path | None
    face: int

    def at(self, size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
        path = self.bold if bold and self.bold else self.regular
        return ImageFont.truetype(path, size, index=self.face)

    def thickening(self, size: int, *, bold: bool) -> int:
        return size // 45 if bold and self.bold is None else 0


def find_fonts(chosen: Path | None = None) -> Fonts:
    """Raises NoChineseFont."""
    if chosen is None:
        return _installed(_FOLDERS)
    if not chosen.is_file():
        raise NoChineseFont(f"POSTER_FONT names no file: {chosen.name}")
    return Fonts(chosen, None, _NOTO_SC if "NotoSansCJK-" in chosen.name else 0)


@cache
def _installed(folders: tuple[Path, ...]) -> Fonts:
    for regular, bold, face in _KNOWN:
        for folder in folders:
            for path in folder.rglob(regular):
                beside = path.with_name(bold) if bold else None
                return Fonts(path, beside if beside and beside.is_file() else None, face)
    raise NoChineseFont("no Chinese font found: install fonts-noto-cjk, or set POSTER_FONT")
