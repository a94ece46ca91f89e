"""Read days and times as people write them, and refuse to guess where two readings are possible."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?)"
_WEEKDAY = r"(?:(?P<weekday>(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\.?,?\s+)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_NUMBERS = re.compile(
    rf"{_WEEKDAY}(?P<first>\d{{1,2}})[/.\- ](?P<second>\d{{1,2}})[/.\- ]{_YEAR}\b"
)
_WORDS = (
    re.compile(
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s\-/]*{_MONTH},?[\s\-/]*{_YEAR}\b"
    ),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}\b"),
    re.compile(rf"{_WEEKDAY}(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})\b"),
)
_TIME = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::\d{2})?)?\s*(?P<half>[ap]\.?m\.?)?"
_TIMES = re.compile(
    rf"(?:at\s+|@\s*)?{_TIME}(?:\s*(?:-|–|to|until|till)\s*[\d:.]+\s*(?:[ap]\.?m\.?)?)?"
)
_FIRST_SERIAL, _LAST_SERIAL = 40_000, 60_000
_EPOCH = dt.date(1899, 12, 30)
SCHOOL_STARTS = 7
"""An hour before this, without am, is one of the afternoon: nobody visits a school at 01:15."""


@dataclass(frozen=True, slots=True)
class Written:
    """A day, or a time, or both, as read; what a text does not say is empty."""

    day: dt.date | None = None
    time: str = ""
    is_afternoon: bool = False
    """Whether the time was taken for one of the afternoon because of its hour."""


def read_day(text: str, *, day_first: bool | None) -> Written | None:
    """The day of a text, with the time beside it; none if it is not clear which day is meant.

    `day_first` says in which order numbers are; with none, 05/07/2027 is not read.
    """
    low = " ".join(text.casefold().split())
    found = _NUMBERS.match(low)
    match = found or next((m for one in _WORDS if (m := one.match(low))), None)
    if match is None:
        return None
    day = _numbered(match, day_first) if found else _date_in_words(match)
    if day is None or not _agrees(match, day):
        return None
    rest = low[match.end() :].strip(" ,;-–")
    time = read_time(rest) if rest else Written()
    return None if time is None else Written(day, time.time, time.is_afternoon)


def day_orders(texts: Iterable[str]) -> set[bool | None]:
    """What days in numbers prove: day first (true), month first (false), or neither (none)."""
    orders: set[bool | None] = set()
    for text in texts:
        if found := _NUMBERS.match(" ".join(text.casefold().split())):
            first, second = int(found["first"]), int(found["second"])
            orders.add(True if first > 12 else False if second > 12 else None)
    return orders


def read_serial(text: str) -> Written | None:
    """The day that a spreadsheet stores as a number, and the time in its fraction."""
    number = float(text)
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    day = _EPOCH + dt.timedelta(days=int(number))
    return Written(day, _of_fraction(number % 1) if number % 1 else "")


def read_time(text: str) -> Written | None:
    """The time of a text, the first one of “9.30–10.30”; none if it is no time."""
    low = " ".join(text.casefold().split())
    if re.fullmatch(r"[01]?\d{3}|2[0-3]\d\d", low) and int(low[-2:]) < 60:
        low = f"{low[:-2]}:{low[-2:]}"
    elif re.fullmatch(r"0?\.\d+", low):
        return Written(time=_of_fraction(float(low)))
    match = _TIMES.fullmatch(low)
    if match is None or not (match["minute"] or match["half"]):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "")[:1]
    if hour > (12 if half else 23) or minute > 59 or (half and hour == 0):
        return None
    is_afternoon = not half and 1 <= hour < SCHOOL_STARTS
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return Written(time=f"{hour + 12 * is_afternoon:02}:{minute:02}", is_afternoon=is_afternoon)


def _of_fraction(fraction: float) -> str:
    minutes = round(fraction * 24 * 60) % (24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _numbered(match: re.Match[str], day_first: bool | None) -> dt.date | None:
    first, second = int(match["first"]), int(match["second"])
    if first > 12 or second > 12:
        is_day_first = first > 12
        if day_first is not None and day_first is not is_day_first:
            return None
    elif first == second:
        is_day_first = True
    elif day_first is None:
        return None
    else:
        is_day_first = day_first
    day, month = (first, second) if is_day_first else (second, first)
    return _date(match["year"], month, day)


def _date_in_words(match: re.Match[str]) -> dt.date | None:
    month = match["month"]
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    return _date(match["year"], number, int(match["day"]))


def _date(year: str, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    except ValueError:
        return None


def _agrees(match: re.Match[str], day: dt.date) -> bool:
    """Whether the day of the week, if it is written, is that of the day."""
    weekday = match["weekday"]
    return not weekday or _WEEKDAYS[day.weekday()] == weekday[:3]
