"""A Chinese font from this machine, in two shapes: words and card numbers."""

import os
from functools import cache
from pathlib import Path

from PIL import ImageFont

_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path("/System/Library/Fonts"),
)

# File name, and which face in it is Simplified Chinese. The list of posters and of the runner,
# which this package may not import.
_KNOWN = (
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", 0),
    ("NotoSansSC-Regular.otf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("PingFang.ttc", 0),
)


class NoChineseFont(RuntimeError):
    """The specimen cards cannot be drawn here; `words` are for whoever holds the phone."""

    words = "这台机器没有中文字体，画不出样本证件。请装上 fonts-noto-cjk 再发一次，或者点「+」发自己的图片。"


@cache
def chinese(size: int) -> ImageFont.FreeTypeFont:
    path, face = _found()
    return ImageFont.truetype(path, size, index=face)


@cache
def _found() -> tuple[Path, int]:
    chosen = os.environ.get("SIMULATOR_FONT")
    if chosen:
        if not Path(chosen).is_file():
            raise NoChineseFont("SIMULATOR_FONT names no file")
        return Path(chosen), 0
    for name, face in _KNOWN:
        for folder in _FOLDERS:
            for path in folder.rglob(name):
                return path, face
    raise NoChineseFont(
        "no Chinese font found: install fonts-noto-cjk (or fonts-wqy-zenhei), or set SIMULATOR_FONT"
    )
