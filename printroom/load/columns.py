"""What the columns of a list of schools are called, and what may stand in their cells.

Of what a person wrote about a school nothing is repeated: a message may end in a log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from printroom.load.ids import is_id
from printroom.load.tables import CellKind
from printroom.load.text import invisible
from printroom.model import nearest

COLUMNS = ("id", "name", "nation", "lead", "reach", "room", "people", "date")
NEEDED = ("id", "name", "nation")
ALSO = {
    "urn": "id",
    "school": "name",
    "school name": "name",
    "country": "nation",
    "safeguarding lead": "lead",
    "dsl": "lead",
    "phone": "reach",
    "telephone": "reach",
    "group size": "people",
    "day": "date",
    "visit date": "date",
}
"""Other names that a column may have; materials/README.md lists them."""
MOST_LETTERS = 200
MOST_LETTERS_OF_AN_ID = 40
_OF_CHILDREN = re.compile(
    r"\b(pupil|child|student|learner|dob\b|born|upn\b|uln\b|uci\b|nhs\b|gender|sex\b|ethnic|religio"
    r"|sen\b|send\b|ehcp?\b|fsm\b|eal\b|parent|mother|father|carer|guardian|medical|diagnos"
    r"|(first|given|middle|last|family|fore|sur) ?names?\b|address|post ?code|photo)|birth"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, wherever it stands."""

    code: str
    message: str
    fix: str


def column_of(written: str) -> str:
    """The column that a cell of the first row names; nothing when there is none of this name."""
    name = _plain(written)
    return name if name in COLUMNS else ALSO.get(name, "")


def known_columns(cells: Iterable[str]) -> int:
    """How many cells of a row name a column."""
    return sum(bool(column_of(cell)) for cell in cells)


def header_fault(written: str) -> Fault | None:
    """Why a cell of the first row cannot stand there."""
    if column_of(written):
        return None
    name = _plain(written)
    wanted = nearest(name, [*COLUMNS, *ALSO])
    if not wanted.startswith("did"):
        wanted = f"there are: {', '.join(COLUMNS)}"
    return of_children(written) or Fault("unknown-column", f"there is no column “{name}”", wanted)


def of_children(written: str) -> Fault | None:
    """Why nothing may be called this that could hold something about a child."""
    name = _plain(written)
    if not _OF_CHILDREN.search(name):
        return None
    return Fault(
        "personal-column",
        f"“{name}” cannot stand here: nothing about a child is ever read, kept or printed",
        "delete it with all its values; if it only counts who takes part, call it people",
    )


def faults(column: str, text: str, kind: CellKind = "text") -> Iterator[Fault]:
    """What is wrong with the text of a cell, before it is asked what it means."""
    odd = invisible(text.replace("\n", " ")) or ("U+0009" if "\t" in text else "")
    if odd:
        said = f"an invisible character stands here ({odd})"
        yield Fault("control-character", said, "delete it")
    elif text.lstrip()[:1] in ("=", "+", "-", "@") and text.strip():
        yield Fault(
            "formula",
            f"this begins with “{text.lstrip()[0]}”, which a spreadsheet takes for a formula",
            "begin with a letter or a number: write a telephone number as 01632 960123, "
            "and leave the cell empty when there is nothing to say",
        )
    elif len(text) > (most := MOST_LETTERS_OF_AN_ID if column == "id" else MOST_LETTERS):
        said = f"this has {len(text):,} letters, and {most} are the most"
        yield Fault("too-long", said, "write it shorter")
    elif _SPOILED.search(text):
        said = "these letters were spoiled when the list was saved, such as Ã© for é"
        yield Fault("spoiled-letters", said, "write them anew, and save it as “CSV UTF-8”")
    else:
        yield from _mangled(column, text.strip(), kind)


def id_fault(text: str) -> Fault | None:
    """Why this cannot be a school's id."""
    said, fix = (
        "this cannot be an id",
        "use small letters, digits and single hyphens, as in oak-hill",
    )
    return None if is_id(text) else Fault("odd-name", said, fix)


_TWICE = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0))
_SPOILED = re.compile(f"[ÂÃ][{re.escape(_TWICE)}]|â€")
"""What is left of a letter whose bytes were read as Windows-1252."""
_MONTH = (
    "(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?"
    "|oct(ober)?|nov(ember)?|dec(ember)?)"
)
_DAY_LIKE = re.compile(
    rf"\d{{1,2}}[-/ ]{_MONTH}([-/ ]\d{{2,4}})?|{_MONTH}[-/ ]\d{{2,4}}"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d{2}-\d{2}",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+|\d[.,]\d+E\d+", re.IGNORECASE)
_DIGITS = re.compile(r"\d[\d ().\-]{6,}\d")
_A_DAY = "write it as 2027-01-31; let your spreadsheet keep the column as text, or save it as .xlsx"
_AS_TEXT = "let your spreadsheet keep the column as text, and write it anew"


def _mangled(column: str, text: str, kind: CellKind) -> Iterator[Fault]:
    """What a spreadsheet made of something that a person wrote."""
    if column == "date":
        yield from _mangled_day(text, kind)
    elif kind in ("day", "other") or _DAY_LIKE.fullmatch(text):
        said = "a spreadsheet made a date, a time or a yes or no of this"
        yield Fault("mangled", said, _AS_TEXT)
    elif _SHORTENED.fullmatch(text):
        said = "a spreadsheet shortened a long number here, as in 1.63E+09: its digits are lost"
        yield Fault("mangled", said, _AS_TEXT)
    elif column == "reach" and _lost_its_zero(text):
        said = (
            "a telephone number here has lost its zero, as when a spreadsheet takes it for a number"
        )
        yield Fault("lost-zero", said, "write it with the zero and a space, as in 01632 960123")


def _mangled_day(text: str, kind: CellKind) -> Iterator[Fault]:
    if kind == "number" or re.fullmatch(r"\d{5}(\.\d+)?", text):
        said = f"“{text}” is how a spreadsheet keeps a day: as a number"
        yield Fault("mangled", said, _A_DAY)
    elif kind != "day" and _DAY_LIKE.fullmatch(text) and not re.fullmatch(r"\d{4}-.*", text):
        said = f"“{text}” is how a spreadsheet writes a day, and not everyone reads it as the same"
        yield Fault("mangled", said, _A_DAY)


def _lost_its_zero(text: str) -> bool:
    """Whether a run of digits has the length of a telephone number, and no part begins with 0."""
    for run in _DIGITS.findall(text):
        parts = re.findall(r"\d+", run)
        is_long = 9 <= sum(map(len, parts)) <= 12 or (run == text and len(parts) == 1)
        if is_long and not any(part.startswith("0") for part in parts):
            return True
    return False


def _plain(written: str) -> str:
    """A name as it is compared: small letters, single spaces, SchoolName as school name."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-/]", " ", written.replace(".", ""))
    return " ".join(parted.casefold().split())
