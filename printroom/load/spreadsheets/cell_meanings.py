"""Interprets the cells of a list of schools, however a spreadsheet or a person wrote them.

No message repeats a cell.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from printroom.load.schools.school_columns import CellError, cell_errors, value_error
from printroom.load.spreadsheets.import_values import LEAD_AND_REACH
from printroom.load.spreadsheets.written_dates import Written, read_day, read_serial, read_time
from printroom.load.tables.csv_table import Cell
from printroom.model import KnownNames
from printroom.model.list_columns import LIST_COLUMNS, Holds, columns_of
from printroom.text.phone_numbers import in_uk_groups

MAY_BE_EMPTY = tuple(name for name, column in LIST_COLUMNS.items() if not column.is_needed)
"""Where a word such as TBC says no more than an empty cell."""

BLANKED = "words such as TBC, which say that something is missing, were read as empty"
NO_LEAD_CHANGE = "what is written as the lead was read as empty"
UK_DIGITS = 10
"""The digits of nearly all telephone numbers in the UK, without the zero."""
LONGEST = 500
"""More characters than any cell may have."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a cell says, by column: a day may come with a time. `changes` are for the report."""

    texts: Mapping[str, str]
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a list while its cells are read."""

    names: KnownNames
    day_first: bool | None = None


Read = Meaning | CellError


def meaning(column: str, cell: Cell, reading: Reading, nation: str = "") -> Read:
    """What a cell of this column says; `nation` is that of its row."""
    text, changes = clean_cell_text(cell.text)
    if _FAILED.fullmatch(text):
        return FAILED
    if not text:
        return Meaning({column: ""})
    if column in MAY_BE_EMPTY and reading.names.is_placeholder(text):
        return Meaning({column: ""}, (BLANKED,))
    found = _reader(column)(replace(cell, text=text), reading, nation)
    if isinstance(found, CellError):
        return found
    for name, value in found.texts.items():
        kind = cell.kind if name in _AS_TYPED else "text"
        wrong = next(cell_errors(name, value, kind), None) or value_error(name, value)
        if value and wrong:
            return wrong
    return _without_unnamed(Meaning(found.texts, (*changes, *found.changes)), reading.names)


def _without_unnamed(found: Meaning, names: KnownNames) -> Meaning:
    """What a cell says, without a lead that names no person."""
    why = names.why_no_person(found.texts.get("lead", "-"))
    if not why or not found.texts.get("lead"):
        return found
    return Meaning({**found.texts, "lead": ""}, (*found.changes, f"{NO_LEAD_CHANGE}: {why}"))


@lru_cache(maxsize=100_000)
def clean_cell_text(text: str) -> tuple[str, tuple[str, ...]]:
    """A text on one line, without what programs added to it; and what was changed.

    Of a text that is far too long, only the beginning is read.
    """
    changes, text = [], text[:LONGEST]
    if literal := _LITERAL.fullmatch(text.strip()):
        text = literal[1].replace('""', '"')
        changes.append("a formula that only quotes a text became that text")
    if _ENTITY.search(text):
        text = html.unescape(html.unescape(text))
        changes.append("signs that a website had written as code were restored, such as &")
    if (repaired := _repaired(text)) != text:
        text = repaired
        changes.append("damaged letters were restored, such as é for Ã©")
    if len(seen := _without_format(text)) != len(text):
        text = seen
        changes.append("invisible characters were deleted")
    text = _MARK.sub("", text.strip())
    text = _LINKS.sub("", text)
    return unicodedata.normalize("NFC", " ".join(text.split())), tuple(changes)


FAILED = CellError(
    "formula-failed",
    "there is a formula here that failed, or was never calculated",
    "correct the formula, or type what it should say",
)
FAILED_TEXT = "#ERROR!"
_FAILED = re.compile(
    r"#(N/A|NAME\?|REF!|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|ERROR!)|Err:\d{3}", re.IGNORECASE
)
_LITERAL = re.compile(r'="((?:[^"]|"")*)"')
"""How many programs export a text that Excel must not change: ="00697S"."""
_ENTITY = re.compile(r"&(?:amp|apos|quot|nbsp|#\d{2,4}|#x[0-9a-f]{2,4});", re.IGNORECASE)
_MARK = re.compile(r"^['`](?=[\w+=(])")
"""The sign before a number or a name that keeps it a text."""
_LINKS = re.compile(r"\b(?:mailto|tel):(?:/+)?", re.IGNORECASE)
_PHONE = re.compile(
    r"\(?\+?\(?\d[\d ().\-]{5,}\d|[^\s@,;()<>]+@[^\s@,;()<>]+\.\w+|\bext?n?\.? ?\d+", re.IGNORECASE
)
_JOIN = " ,;:–—-/|(<["


def has_contact(text: str) -> bool:
    """Whether a text has a telephone number, an extension or an e-mail address."""
    return _PHONE.search(text) is not None


def letters_beside_contact(text: str) -> int:
    """The number of letters of a text that are no part of a number or an address."""
    return sum(sign.isalpha() for sign in _CONTACT_WORDS.sub("", _PHONE.sub("", text)))


_CONTACT_WORDS = re.compile(
    r"\b(?:or|and|tel|phone|mob|mobile|e-?mail|office|direct)\b", re.IGNORECASE
)


def _without_format(text: str) -> str:
    """A text without characters that print nothing, such as those of web pages and phones."""
    if text.isprintable():
        return text
    return "".join(
        sign
        for sign in text
        if sign in "\n\r\t" or unicodedata.category(sign) not in ("Cc", "Cf") or sign == "\u200d"
    )


def _repaired(text: str) -> str:
    """A text whose UTF-8 was once read as Windows-1252, as it was; any other text as it is."""
    if text.isascii():
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _id(cell: Cell, _: Reading, __: str) -> Read:
    text = re.sub(r"^(?:urn|ref|id|no)\.?[\s:#]*(?=\d)", "", cell.text.casefold())
    text = re.sub(r"[\s/_.\\]+", "-", re.sub(r"\.0+$", "", text)).strip("-")
    is_other = text != cell.text
    return Meaning(
        {"id": text}, ("ids were put in small letters, with hyphens",) if is_other else ()
    )


def _nation(cell: Cell, reading: Reading, _: str) -> Read:
    nation = reading.names.nation(cell.text)
    if nation in reading.names.nations.values():
        return Meaning({"nation": nation})
    message = "this names no nation"
    return CellError("unknown-nation", message, reading.names.nation_fix(cell.text))


_ABOUT = r"(?:approx(?:imately)?\.?|about|around|circa|ca?\.?|~|max(?:imum)?\.?|up to)?\s*"
_WHO = r"(?:pupils?|child(?:ren)?|students?|learners?|young people|yp|people|participants?|kids)?"
_PEOPLE = re.compile(
    rf"{_ABOUT}{_WHO}\s*[:=]?\s*(\d{{1,3}})(?:\.0+)?\s*(?:approx\.?|max\.?)?\s*{_WHO}",
    re.IGNORECASE,
)


def _people(cell: Cell, _: Reading, __: str) -> Read:
    match = _PEOPLE.fullmatch(cell.text)
    if match is None:
        message = "this is not a number of people, or it may be one of several"
        return CellError("not-right", message, "write one number, such as 24")
    number = match[1].lstrip("0") or "0"
    changes = () if number == cell.text else ("words beside numbers of people were dropped",)
    return Meaning({"people": number}, changes)


def _date(cell: Cell, reading: Reading, _: str) -> Read:
    if cell.kind == "number":
        found = read_serial(cell.text)
    else:
        found = read_day(cell.text, day_first=reading.day_first)
    if found is None or found.day is None:
        message = "it is not clear which day this is"
        fix = "write it as 18 January 2027; the day of the week, if there is one, must be that day"
        return CellError("not-right", message, fix)
    day = found.day.isoformat()
    is_plain = cell.kind in ("day", "moment") or cell.text == day
    changes = () if is_plain else ("days were written with the year first",)
    return Meaning({"date": day, "time": found.time}, (*changes, *_afternoon(found)))


def _time(cell: Cell, _: Reading, __: str) -> Read:
    if cell.kind == "moment":  # a time that a spreadsheet keeps with a day
        return Meaning({"time": cell.text.partition(" ")[2]})
    found = read_time(cell.text)
    if found is None:
        return CellError("not-right", "this is not a time", "write it as 09:30, or leave it empty")
    changes = () if found.time == cell.text else ("times were written as 09:30",)
    return Meaning({"time": found.time}, (*changes, *_afternoon(found)))


def _afternoon(found: Written) -> tuple[str, ...]:
    return ("times before 7 were taken for the afternoon",) if found.is_afternoon else ()


_LOST = "telephone numbers got back the zero, or the +, that a spreadsheet had dropped"


def _reach(cell: Cell, _: Reading, nation: str) -> Read:
    digits = re.sub(r"[ ().\-]", "", cell.text)
    if not digits.isdigit() or digits.startswith("0"):
        return Meaning({"reach": cell.text})
    lengths = (8, 9) if nation == "ireland" else (UK_DIGITS,)
    for country in ("44", "353"):
        if digits.startswith(country) and len(digits) in (11, 12):
            national = _with_zero(digits.removeprefix(country), nation).removeprefix("0")
            return Meaning({"reach": f"+{country} {national}"}, (_LOST,))
    if len(digits) in lengths:
        return Meaning({"reach": _with_zero(cell.text.strip(), nation)}, (_LOST,))
    return Meaning({"reach": cell.text})


def _with_zero(number: str, nation: str) -> str:
    """A number with its zero; if it is digits alone, in groups as its nation writes them."""
    is_grouped = nation != "ireland" and len(number) == UK_DIGITS
    return in_uk_groups(f"0{number}") if is_grouped else f"0{number}"


def _lead_and_reach(cell: Cell, _: Reading, __: str) -> Read:
    found = _PHONE.search(cell.text)
    if found is None:
        return Meaning({"lead": cell.text, "reach": ""})
    lead = cell.text[: found.start()].rstrip(_JOIN)
    reach = cell.text[found.start() :].rstrip(" >)]")
    return Meaning({"lead": lead, "reach": reach}, ("name and contact details were split",))


_AS_TYPED = tuple(name for name in columns_of("name", "text") if LIST_COLUMNS[name].field)
"""Where a day or a time is something that a spreadsheet made of another text, which would print."""
_Reader = Callable[[Cell, Reading, str], Read]
_READERS: Mapping[Holds, _Reader] = {
    "id": _id,
    "nation": _nation,
    "number": _people,
    "day": _date,
    "time": _time,
    "contact": _reach,
}


def _reader(column: str) -> _Reader:
    """What reads the cells of a column: names and other texts are as they were typed."""
    if column == LEAD_AND_REACH:
        return _lead_and_reach
    return _READERS.get(
        LIST_COLUMNS[column].holds, lambda cell, _, __: Meaning({column: cell.text})
    )
