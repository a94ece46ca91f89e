"""Checks of the columns and of single cells of a list of schools.

No message quotes a cell, because messages may be kept in a log.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from printroom.load.schools.column_words import column_words
from printroom.load.sources.stray_characters import invisible
from printroom.load.sources.text_file import is_id
from printroom.load.tables.csv_table import CellKind
from printroom.model import MAX_PEOPLE, TIME, nearest
from printroom.model.list_columns import LIST_COLUMNS, Holds

COLUMNS = tuple(LIST_COLUMNS)
NEEDED = tuple(name for name, column in LIST_COLUMNS.items() if column.is_needed)
MAX_LENGTH = 200
MAX_ID_LENGTH = 40
_ABOUT_CHILDREN = re.compile(
    r"\b(pupil|child|student|learner|dob\b|born|upn\b|uln\b|uci\b|nhs\b|gender|sex\b|ethnic|religio"
    r"|sen\b|send\b|ehcp?\b|fsm\b|eal\b|parent|mother|father|carer|guardian|medical|diagnos"
    r"|(first|given|middle|last|family|fore|sur) ?names?\b|address|post ?code|photo)|birth"
)


@dataclass(frozen=True, slots=True)
class CellError:
    """A problem with a cell, without its position."""

    code: str
    message: str
    fix: str


def column_of(header: str) -> str:
    """The column that a cell of the first row names; empty if there is none of this name."""
    name = _normalised(header)
    return name if name in COLUMNS else column_words().also.get(name, "")


def known_columns(cells: Iterable[str]) -> int:
    """How many cells of a row name a column."""
    return sum(bool(column_of(cell)) for cell in cells)


def header_error(header: str) -> CellError | None:
    """Why a cell of the first row names no column."""
    if column_of(header):
        return None
    name = _normalised(header)
    fix = nearest(name, [*COLUMNS, *column_words().also])
    if not fix.startswith("did"):
        fix = f"choose from: {', '.join(COLUMNS)}"
    message = f"there is no column “{name}”"
    return about_children(header) or CellError("unknown-column", message, fix)


def about_children(header: str) -> CellError | None:
    """Why a column of this name is refused: it could hold something about a child."""
    name = _normalised(header)
    if not _ABOUT_CHILDREN.search(name):
        return None
    return CellError(
        "personal-column",
        f"“{name}” is not allowed: nothing about a child is ever read, kept or printed",
        "delete it with all its values; if it only counts who takes part, call it people",
    )


def cell_errors(column: str, text: str, kind: CellKind = "text") -> Iterator[CellError]:
    """The problems of a cell's text that do not depend on its column."""
    limit = MAX_ID_LENGTH if _holds(column) == "id" else MAX_LENGTH
    if character := invisible(text):
        message = f"this holds {character}"
        yield CellError("control-character", message, "delete it")
    elif text.lstrip()[:1] in ("=", "+", "-", "@") and not _IS_HARMLESS.fullmatch(text.strip()):
        yield CellError(
            "formula",
            f"this begins with “{text.lstrip()[0]}”, which a spreadsheet reads as a formula",
            "begin with a letter or a number: write a telephone number as 01632 960123, "
            "and leave the cell empty when there is nothing to say",
        )
    elif len(text) > limit:
        message = f"this has {len(text):,} characters; the limit is {limit}"
        yield CellError("too-long", message, "shorten it")
    elif _CODE.search(text):
        message = "there is HTML or template code here, which would print as it is"
        yield CellError("markup", message, "write plain words")
    elif _WRONGLY_DECODED.search(text):
        message = "these letters were damaged when the list was saved, such as Ã© for é"
        yield CellError("spoiled-letters", message, "correct them, and save it as “CSV UTF-8”")
    else:
        yield from _converted(column, text.strip(), kind)


def id_error(text: str) -> CellError | None:
    """Why this cannot be a school's id."""
    message = "this is not a valid id"
    fix = "use lower-case letters, digits and single hyphens, as in oak-hill"
    return None if is_id(text) else CellError("odd-name", message, fix)


def value_error(column: str, text: str) -> CellError | None:
    """Why a text cannot be the value of this column; an empty text and any nation are accepted."""
    check = _CHECKS.get(_holds(column)) if text else None
    return check(text) if check else None


def _holds(column: str) -> Holds:
    """What a column holds; any text in the row that names the columns."""
    return LIST_COLUMNS[column].holds if column in LIST_COLUMNS else "text"


def _people_error(text: str) -> CellError | None:
    if re.fullmatch(r"[0-9]{1,3}", text) and 1 <= int(text) <= MAX_PEOPLE:
        return None
    message = f"this is not a number of people from 1 to {MAX_PEOPLE}"
    return CellError("not-right", message, "write it as 24, or leave it empty")


def _date_error(text: str) -> CellError | None:
    error = CellError("not-right", "this is not a date", "write it as 2027-01-31")
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return error
    return None if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else error


def _time_error(text: str) -> CellError | None:
    is_time = re.fullmatch(TIME, text)
    return None if is_time else CellError("not-right", "this is not a time", "write it as 09:30")


_CHECKS: Mapping[Holds, Callable[[str], CellError | None]] = {
    "id": id_error,
    "number": _people_error,
    "day": _date_error,
    "time": _time_error,
}
_IS_HARMLESS = re.compile(r"[- ]*|\+\(?\d[\w ().,:/@-]{5,}")
"""What begins like a formula but is none: dashes alone, or a number such as +353 1 555 0100."""
_CODE = re.compile(r"</?[A-Za-z!]|&(?:amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9a-f]+);|\{\{|\{%|\{#")
_CONTINUATION = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0))
_WRONGLY_DECODED = re.compile(f"[ÂÃ][{re.escape(_CONTINUATION)}]|â€")
"""What is left of a letter whose UTF-8 bytes were read as Windows-1252."""
_MONTH = (
    "(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?"
    "|oct(ober)?|nov(ember)?|dec(ember)?)"
)
_DATE_LIKE = re.compile(
    rf"\d{{1,2}}[-/ ]{_MONTH}([-/ ]\d{{2,4}})?|{_MONTH}[-/ ]\d{{2,4}}"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d{2}-\d{2}",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+\d+|\d[.,]\d+E\d+", re.IGNORECASE)
_DIGITS = re.compile(r"\d[\d ().\-]{6,}\d")
_AS_DATE = (
    "write it as 2027-01-31; let your spreadsheet keep the column as text, or save it as .xlsx"
)
_AS_TEXT = "let your spreadsheet keep the column as text, and write it again"


def _converted(column: str, text: str, kind: CellKind) -> Iterator[CellError]:
    """Values that a spreadsheet has converted into something that nobody typed."""
    holds = _holds(column)
    if holds == "day":
        yield from _converted_date(text, kind)
    elif holds == "time":
        return
    elif kind not in ("text", "number") or _DATE_LIKE.fullmatch(text):
        message = "a spreadsheet has turned this into a date, a time, or a yes or no"
        yield CellError("mangled", message, _AS_TEXT)
    elif _SCIENTIFIC.fullmatch(text):
        message = "a spreadsheet shortened a long number here, as in 1.63E+09: its digits are lost"
        yield CellError("mangled", message, _AS_TEXT)
    elif holds == "contact" and _lacks_zero(text):
        message = (
            "a telephone number here has lost its zero, as happens when a spreadsheet takes it for "
            "a number"
        )
        fix = "write it with the zero and a space, as in 01632 960123"
        yield CellError("lost-zero", message, fix)


def _converted_date(text: str, kind: CellKind) -> Iterator[CellError]:
    if kind == "number" or re.fullmatch(r"\d{5}(\.\d+)?", text):
        message = f"“{text}” is how a spreadsheet stores a date: as a number"
        yield CellError("mangled", message, _AS_DATE)
    elif kind != "day" and _DATE_LIKE.fullmatch(text) and not re.fullmatch(r"\d{4}-.*", text):
        message = f"“{text}” is how a spreadsheet shows a date, which not everyone reads alike"
        yield CellError("mangled", message, _AS_DATE)


def _lacks_zero(text: str) -> bool:
    """Whether some digits have the length of a telephone number, and no group begins with 0."""
    for found in _DIGITS.finditer(text):
        run = found[0]
        if text[: found.start()].endswith(("+", "+(")):  # +44 1632 960123
            continue
        groups = re.findall(r"\d+", run)
        is_long = 9 <= sum(map(len, groups)) <= 12 or (run == text and len(groups) == 1)
        if is_long and not any(group.startswith("0") for group in groups):
            return True
    return False


def _normalised(header: str) -> str:
    """A column's name for comparison: small letters, single spaces, SchoolName as school name."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-/]", " ", header.replace(".", ""))
    return " ".join(apart.casefold().split())
