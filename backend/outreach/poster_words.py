"""What stands on a poster, and where its long names may be broken. No I/O here."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from backend.unions import places

HEADLINE = "加入工会"
INVITATION = "骑手、快递员、网约车和货车司机，都可以加入"
HOTLINE = "12351"
_ENDINGS = re.compile(r"(新业态|工会联合会|总工会|有限责任公司|有限公司|分公司|集团)")
_MAY_NOT_BEGIN = "，。、：；！？）》」』%"


@dataclass(frozen=True)
class PosterWords:
    organization: str
    url: str
    made_on: date
    account: str = ""
    drive: str = ""
    employer: str = ""
    period: tuple[date, date] | None = None

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """What to do, and a word on how."""
        return (
            ("微信扫一扫", "关注公众号"),
            ("点「我要入会」", "在底部菜单"),
            ("拍身份证", "照着提示做"),
        )

    @property
    def date_line(self) -> str:
        if self.period is not None:
            return f"{_day(self.period[0])} — {_day(self.period[1])}"
        return f"{self.made_on.year} 年 {self.made_on.month} 月制"


def _day(day: date) -> str:
    return f"{day.year}.{day.month}.{day.day}"


def phrases(name: str) -> list[str]:
    """Pieces that stay whole on one line: 郑州市 · 金水区 · 新业态 · 工会联合会."""
    return [
        piece for part in _places_first(name) for piece in _ENDINGS.split(part) if piece.strip()
    ]


def _places_first(name: str) -> Iterator[str]:
    """Only what the division list knows: 区 and 县 may be part of any other name."""
    rest = name
    city = next((c.city.name for c in places.counties() if rest.startswith(c.city.name)), None)
    if city:
        yield city
        rest = rest.removeprefix(city)
    inside = [c.name for c in places.counties() if city in {None, c.city.name}]
    county = max((n for n in inside if rest.startswith(n)), key=len, default="")
    if county:
        yield county
    yield rest.removeprefix(county)


def wrapped(pieces: list[str], width: float, measure: Callable[[str], float]) -> list[str]:
    """As few lines as hold the pieces, and these as even as they get; a piece too long is cut."""
    whole = [part for piece in pieces for part in _cut(piece, width, measure)]
    fewest = _filled(whole, width, measure)
    narrow = max(measure(part) for part in whole) if whole else 0.0
    best = fewest
    while narrow < width:
        tried = _filled(whole, narrow, measure)
        if len(tried) == len(fewest):
            best = tried
            break
        narrow += width / 50
    return best


def _filled(pieces: list[str], width: float, measure: Callable[[str], float]) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and measure(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def _cut(piece: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    line = ""
    for character in piece:
        too_long = line and measure(line + character) > width
        if too_long and character not in _MAY_NOT_BEGIN:
            yield line
            line = ""
        line += character
    yield line
