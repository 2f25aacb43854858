"""Finds the fields of an ID card among lines of print. No I/O here, and no judgment: that is `card`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from backend.documents.layout import SAME_ROW, Line, joined, line_height, row_of, rows
from backend.membership.id_numbers import Sex

DOTS = re.compile(r"[•・‧∙⋅.。]")

PORTRAIT_LABELS = ("姓名", "性别", "民族", "出生", "住址", "公民身份号码")
EMBLEM_LABELS = ("中华人民共和国", "居民身份证", "签发机关", "有效期限")
# They carry names, numbers and addresses too, and drivers have them at hand.
OTHER_CARDS = (
    "驾驶证",
    "行驶证",
    "准驾车型",
    "从业资格",
    "社会保障",
    "医疗保障",
    "营业执照",
    "健康证明",
    "健康合格证",
    "护照",
)

ETHNICITIES = frozenset(
    [
        "汉",
        "蒙古",
        "回",
        "藏",
        "维吾尔",
        "苗",
        "彝",
        "壮",
        "布依",
        "朝鲜",
        "满",
        "侗",
        "瑶",
        "白",
        "土家",
        "哈尼",
        "哈萨克",
        "傣",
        "黎",
        "傈僳",
        "佤",
        "畲",
        "高山",
        "拉祜",
        "水",
        "东乡",
        "纳西",
        "景颇",
        "柯尔克孜",
        "土",
        "达斡尔",
        "仫佬",
        "羌",
        "布朗",
        "撒拉",
        "毛南",
        "仡佬",
        "锡伯",
        "阿昌",
        "普米",
        "塔吉克",
        "怒",
        "乌孜别克",
        "俄罗斯",
        "鄂温克",
        "德昂",
        "保安",
        "裕固",
        "京",
        "塔塔尔",
        "独龙",
        "鄂伦春",
        "赫哲",
        "门巴",
        "珞巴",
        "基诺",
    ]
)

# A run of exactly 18; a window sliding over 19 characters accepts wrong numbers.
NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
NUMBER_LIKE = re.compile(r"[0-9A-Za-z]{14,22}")
BIRTH = re.compile(r"([12][0-9]{3})年?([0-9]{1,2})月([0-9]{1,2})日?")
DAY = r"([12][0-9]{3})[.,。·]?([0-9]{2})[.,。·]?([0-9]{2})"
VALIDITY = re.compile(DAY + r"[-–—―~一至]{0,2}(?:(长期)|" + DAY + r")")
HAN = r"〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
NAME = re.compile(rf"[{HAN}]+(?:·[{HAN}]+)*")

# The print left of the photograph: its right edge, as a share of label..number width.
TEXT_COLUMN = 0.74


@dataclass(frozen=True, repr=False)
class PortraitFields:
    """None: not found. `number_seen`: something like a number was there, readable or not."""

    name: str | None
    sex: Sex | None
    ethnicity: str | None
    birth: date | None
    address: str | None
    number: str | None
    number_seen: bool
    number_at_edge: bool


@dataclass(frozen=True, repr=False)
class EmblemFields:
    authority: str | None
    valid_from: date | None
    valid_until: date | None
    long_term: bool
    validity_seen: bool


def find(label: str, lines: Iterable[Line]) -> Line | None:
    """The line that begins with the label, else one that holds it (男民族汉)."""
    holding = [line for line in lines if label in line.text]
    return min(holding, key=lambda line: (line.text.index(label), line.middle), default=None)


def labels_seen(labels: Sequence[str], lines: Sequence[Line]) -> list[str]:
    return [label for label in labels if find(label, lines)]


def is_upside_down(lines: list[Line]) -> bool:
    """By the order of labels, else by the number standing right of its label."""
    for labels in (PORTRAIT_LABELS, EMBLEM_LABELS):
        found = [line for label in labels if (line := find(label, lines))]
        if len(found) >= 2 and found[0] is not found[-1]:
            votes = [
                later.middle - earlier.middle
                for earlier, later in pairwise(found)
                if abs(later.middle - earlier.middle) > later.height / 2
            ]
            if votes:
                return sum(votes) < 0
    label, number = find("公民身份号码", lines), number_line(lines)
    return label is not None and number is not None and number.left < label.left


def number_line(lines: Iterable[Line]) -> Line | None:
    return next((line for line in lines if NUMBER.search(line.text)), None)


def portrait_fields(lines: Sequence[Line]) -> PortraitFields:
    column = _text_column(lines)
    number, number_seen = _number(lines)
    return PortraitFields(
        name=_name(column, lines),
        sex=_sex(column),
        ethnicity=_ethnicity(column),
        birth=_birth(column),
        address=_address(column, lines),
        number=number,
        number_seen=number_seen,
        number_at_edge=any(line.at_edge and _looks_like_number(line.text) for line in lines),
    )


def emblem_fields(lines: Sequence[Line]) -> EmblemFields:
    authority = _authority(lines)
    for text in (joined(row) for row in rows(lines)):
        if match := VALIDITY.search(text):
            first, last = _day(match.group(1, 2, 3)), _day(match.group(5, 6, 7))
            return EmblemFields(authority, first, last, match.group(4) is not None, True)
    seen = any(re.search(DAY, line.text) for line in lines)
    return EmblemFields(authority, None, None, False, seen)


def _text_column(lines: Sequence[Line]) -> list[Line]:
    """Without the print of whatever lies beside the card, nor of what is right of the photograph."""
    labels = [line for label in PORTRAIT_LABELS[:5] if (line := find(label, lines))]
    number = number_line(lines)
    if not labels or number is None:
        return list(lines)
    starts = [line for line in labels if line.text.startswith(PORTRAIT_LABELS)]
    left = min(line.left for line in starts or labels)
    limit = left + TEXT_COLUMN * (number.right - left)
    slack = line_height(labels)
    return [line for line in lines if line.left > left - slack and line.right < limit]


def _row_text(label: str, lines: Sequence[Line]) -> str:
    """What stands right of the label, in its own box or in the next ones."""
    line = find(label, lines)
    return joined(row_of(line, lines)).partition(label)[2] if line else ""


def _name(column: Sequence[Line], lines: Sequence[Line]) -> str | None:
    label = find("姓名", column)
    if label is None:
        return None
    below = find("性别", lines) or find("民族", lines)
    rest = _block(label, "姓名", below.middle if below else label.middle + label.height, column)
    match = NAME.search(DOTS.sub("·", rest))
    return match.group() if match and 2 <= len(match.group()) <= 30 else None


def _sex(column: Sequence[Line]) -> Sex | None:
    text = _row_text("性别", column)
    if text.startswith("男"):
        return Sex.male
    return Sex.female if text.startswith("女") else None


def _ethnicity(column: Sequence[Line]) -> str | None:
    text = _row_text("民族", column).removesuffix("族")
    return text if text in ETHNICITIES else None


def _birth(column: Sequence[Line]) -> date | None:
    match = BIRTH.search(_row_text("出生", column)) or BIRTH.search(
        "|".join(joined(r) for r in rows(column))
    )
    return _day(match.groups()) if match else None


def _address(column: Sequence[Line], lines: Sequence[Line]) -> str | None:
    label, number = find("住址", column), number_line(lines) or find("公民身份号码", lines)
    if label is None or number is None:
        return None
    return _block(label, "住址", number.middle - number.height, column) or None


def _block(label: Line, word: str, bottom: float, column: Sequence[Line]) -> str:
    """The value right of the label and its further rows, down to `bottom`."""
    first = row_of(label, column)
    text = joined(first).partition(word)[2]
    beside = [line for line in first if line.left > label.left and line is not label]
    left = (
        beside[0].left
        if beside
        else label.left + (label.right - label.left) * len(word) / max(len(label.text), 1)
    )
    reach = 2.2 * label.height
    below = [
        line
        for line in column
        if line.middle > label.middle + SAME_ROW * label.height
        and line.middle < bottom - 0.3 * label.height
        and abs(line.left - left) < reach
        and line not in first
    ]
    return text + "".join(joined(row) for row in rows(below))


def _number(lines: Sequence[Line]) -> tuple[str | None, bool]:
    """The number in one box, else put together from the boxes of a row."""
    texts = [line.text for line in lines] + [
        joined(row).rpartition("号码")[2] for row in rows(lines)
    ]
    for text in texts:
        if match := NUMBER.search(text):
            return match.group().upper(), True
    return None, any(_looks_like_number(text) for text in texts)


def _looks_like_number(text: str) -> bool:
    match = NUMBER_LIKE.search(text)
    return match is not None and sum(c.isdecimal() for c in match.group()) >= 12


def _authority(lines: Sequence[Line]) -> str | None:
    label, until = find("签发机关", lines), find("有效期限", lines)
    if label is not None:
        bottom = until.middle if until else label.middle + 2.5 * label.height
        if text := _block(label, "签发机关", bottom, lines):
            return text
    office = next((line for line in lines if "公安" in line.text), None)
    return office.text if office else None


def _day(parts: Sequence[str | None]) -> date | None:
    try:
        year, month, day = (int(part or "") for part in parts)
        return date(year, month, day)
    except ValueError:
        return None
