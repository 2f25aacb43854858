"""Which side of an ID card a photo shows and what it says, or why it has to be taken again. No I/O here."""

import re
from dataclasses import dataclass
from datetime import date
from statistics import mean

from backend.contracts.errors import ErrorCode
from backend.contracts.joining import CardSide, EditableField
from backend.documents.layout import Line, Page, joined, upright
from backend.documents.ocr_fields import (
    EMBLEM_LABELS,
    OTHER_CARDS,
    PORTRAIT_LABELS,
    EmblemFields,
    PortraitFields,
    emblem_fields,
    find,
    is_upside_down,
    labels_seen,
    number_line,
    portrait_fields,
)
from backend.documents.scan import Quality, Scan
from backend.membership.id_numbers import IdNumber, InvalidIdNumber, Sex, parse

# Calibrated on drawn and degraded specimens, not on real photos: expect to move them.
BLACK = 12.0  # nothing can be read below, stretched or not
DIM = 40.0
BLURRED = 4.0
SOFT = 12.0
GLARING = 0.02
POOR_SCORE = 0.85

# Left of a card whose labels a reflection has eaten.
CARD_SHREDS = re.compile(
    r"身份|有效|签发|公安|姓名|性别|民族|住址|号码|[0-9]{4}\.[0-9]{2}|\.[0-9]{2}\.[0-9]{2}"
)

# Where a row stands, as a share of the card's height.
PLACES = {
    "姓名": 0.12,
    "性别": 0.24,
    "民族": 0.24,
    "出生": 0.36,
    "住址": 0.49,
    "公民身份号码": 0.88,
    "中华人民共和国": 0.17,
    "居民身份证": 0.36,
    "签发机关": 0.745,
    "有效期限": 0.88,
}
YEARS_VALID = (5, 10, 20)


class CardRefused(Exception):
    """`code` is a photo_* code the worker hears words for."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, repr=False)
class CardReading:
    """What one side says. `problems`: fields that were on the card but have to be typed."""

    side: CardSide
    name: str | None = None
    id_number: str | None = None
    sex: Sex | None = None
    birth: date | None = None
    ethnicity: str | None = None
    address: str | None = None
    authority: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    long_term: bool = False
    problems: tuple[EditableField, ...] = ()


def judge(scan: Scan, *, today: date, expected: CardSide | None = None) -> CardReading:
    """Raises CardRefused. `expected` matters only when both sides are in one photo."""
    quality = scan.quality
    if quality.brightest < BLACK:
        raise CardRefused(ErrorCode.photo_too_dark)
    page = upright(scan.boxes, (quality.width, quality.height), is_upside_down)
    side = side_of(page.lines, expected)
    if side is None:
        raise CardRefused(_why_no_card(page.lines, quality))
    if _mean_score(page.lines) < POOR_SCORE:
        raise CardRefused(ErrorCode.photo_blurred)
    if side is CardSide.portrait:
        return _portrait(portrait_fields(page.lines), page, quality, today)
    return _emblem(emblem_fields(page.lines), page, quality)


def side_of(lines: list[Line], expected: CardSide | None = None) -> CardSide | None:
    """At least two anchors make a side: a web page with the word 姓名 is no card."""
    if any(word in line.text for line in lines for word in OTHER_CARDS):
        return None
    portrait = len(labels_seen(PORTRAIT_LABELS, lines))
    emblem = len(labels_seen(EMBLEM_LABELS, lines))
    portrait += portrait > 0 and number_line(lines) is not None
    emblem += emblem > 0 and emblem_fields(lines).valid_from is not None
    if min(portrait, emblem) >= 2 and expected is not None:
        return expected
    if max(portrait, emblem) < 2:
        return None
    return CardSide.portrait if portrait >= emblem else CardSide.emblem


def _portrait(fields: PortraitFields, page: Page, quality: Quality, today: date) -> CardReading:
    if not fields.number_seen:
        raise CardRefused(_why_missing("公民身份号码", PORTRAIT_LABELS, page, quality))
    if fields.name is None:
        raise CardRefused(_why_missing("姓名", PORTRAIT_LABELS, page, quality))
    number = confirmed_number(fields, today=today)
    # What the photo has spoiled is better taken again than typed.
    if number is None and fields.number_at_edge:
        raise CardRefused(ErrorCode.photo_cut_off)
    if number is None and quality.glare > GLARING:
        raise CardRefused(ErrorCode.photo_glare)
    return CardReading(
        side=CardSide.portrait,
        name=fields.name,
        id_number=number.value if number else None,
        sex=number.sex if number else fields.sex,
        birth=number.birth if number else fields.birth,
        ethnicity=fields.ethnicity,
        address=fields.address,
        problems=() if number else (EditableField.id_number,),
    )


def confirmed_number(fields: PortraitFields, *, today: date) -> IdNumber | None:
    """Two wrong digits pass the checksum once in seventeen times: birth and sex must agree too."""
    if fields.number is None:
        return None
    try:
        number = parse(fields.number, today=today)
    except InvalidIdNumber:
        return None
    if fields.birth is not None and fields.birth != number.birth:
        return None
    if fields.sex is not None and fields.sex is not number.sex:
        return None
    return number


def _emblem(fields: EmblemFields, page: Page, quality: Quality) -> CardReading:
    if not fields.validity_seen:
        raise CardRefused(_why_missing("有效期限", EMBLEM_LABELS, page, quality))
    if not is_plausible_validity(fields):
        return CardReading(
            side=CardSide.emblem,
            authority=fields.authority,
            problems=(EditableField.valid_until,),
        )
    return CardReading(
        side=CardSide.emblem,
        authority=fields.authority,
        valid_from=fields.valid_from,
        valid_until=fields.valid_until,
        long_term=fields.long_term,
    )


def is_plausible_validity(fields: EmblemFields) -> bool:
    """Cards run 5, 10 or 20 years to the day, or for good (居民身份证法 art. 5)."""
    first, last = fields.valid_from, fields.valid_until
    if first is None or fields.long_term:
        return first is not None
    if last is None or last.year - first.year not in YEARS_VALID:
        return False
    return (first.month, first.day) in {(last.month, last.day), (2, 29)}


def _why_no_card(lines: list[Line], quality: Quality) -> ErrorCode:
    if any(word in line.text for line in lines for word in OTHER_CARDS):
        return ErrorCode.photo_not_id_card
    if quality.brightest < DIM:
        return ErrorCode.photo_too_dark
    if quality.sharpness < BLURRED or (len(lines) >= 3 and _mean_score(lines) < POOR_SCORE):
        return ErrorCode.photo_blurred
    if quality.glare > GLARING and CARD_SHREDS.search(joined(lines)):
        return ErrorCode.photo_glare
    # A number but no label: the left edge with all the labels is outside the photo.
    if number_line(lines) is not None:
        return ErrorCode.photo_cut_off
    return ErrorCode.photo_not_id_card


def _why_missing(label: str, labels: tuple[str, ...], page: Page, quality: Quality) -> ErrorCode:
    """A best guess; it decides which advice the person gets."""
    if quality.brightest < DIM:
        return ErrorCode.photo_too_dark
    if _is_outside(label, labels, page):
        return ErrorCode.photo_cut_off
    if quality.glare > GLARING:
        return ErrorCode.photo_glare
    # Last among these: under the card there may be a newspaper that runs on beyond the photo.
    if sum(line.at_edge for line in page.lines) >= 2:
        return ErrorCode.photo_cut_off
    if quality.sharpness < SOFT:
        return ErrorCode.photo_blurred
    if len(labels_seen(labels, page.lines)) < 3 and "身份" not in joined(page.lines):
        return ErrorCode.photo_not_id_card
    return ErrorCode.photo_unreadable


def _is_outside(label: str, labels: tuple[str, ...], page: Page) -> bool:
    """From the rows that are there, where would the missing one be?"""
    seen = {PLACES[other]: line for other in labels if (line := find(other, page.lines))}
    if any(line.at_edge for line in seen.values()):
        return True
    first, last = min(seen), max(seen)
    if first == last:
        return False
    card_height = (seen[last].middle - seen[first].middle) / (last - first)
    expected = seen[first].middle + (PLACES[label] - first) * card_height
    margin = 0.03 * card_height
    return not page.top + margin < expected < page.bottom - margin


def _mean_score(lines: list[Line]) -> float:
    return mean(line.score for line in lines) if lines else 0.0
