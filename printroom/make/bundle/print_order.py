"""The order sheet of a bundle: how a print shop prints each of its files, as CSV.

All of it comes from the job sheets of the packs, and from the names of their nations, sessions and
age groups. No cell can be taken for a formula: each begins with a number, such a name, the name of
a file, or a word from here.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Literal

from printroom.compose.job_sheet import GRAMS
from printroom.make.bundle.bundle_plan import Rows
from printroom.make.bundle.pack_rows import Row
from printroom.model import LabelSheet
from printroom.model.print_shop import ROOM_MM

PRINT_ORDER = "print-order.csv"
HEADINGS = (
    *("File", "Nation", "Session", "Age group", "Code on its pages"),
    *("Pages in the file", "Copies to print", "Sheets in all"),
    *("Separator sheets among them", "Size", "Paper", "Weight (gsm)"),
    *("Scale", "Sides", "Colour", "Finishing", "Draft"),
)
ACTUAL_SIZE = "100 % (actual size)"
"""Marks to cut at, and labels, are in the wrong place on a page that is fitted to its paper."""
NO_DRAFT = "no"
_PAPERS = {"plain": "plain paper"}
_COLOURS = {"grey": "black and white"}
_A4 = (210, 297)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """How a file of a bundle is printed, in the order of the headings."""

    file: str
    nation: str
    """For which nations it is, with the number of copies if there are several."""
    session: str
    """The code of its session, such as C2."""
    band: str
    code: str
    """The code at the foot of its pages, if it is the same in all copies."""
    pages: int
    copies: int
    """How often the file is printed: once if its copies are in it."""
    sheets: int
    """Sheets of paper for all copies, with separator sheets."""
    separators: int
    size: str
    paper: str
    grams: str
    scale: str
    sides: str
    colour: str
    finishing: str
    draft: str
    """Whether packs in it must not be used yet, and how many."""


def order_csv(lines: Iterable[OrderLine]) -> bytes:
    """The order sheet, in UTF-8 with a mark that spreadsheets know it by."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows(map(astuple, lines))
    return stream.getvalue().encode("utf-8-sig")


def merged_line(file: str, rows: Rows) -> OrderLine:
    """A document of several schools: all copies, behind a separator sheet for each pack."""
    flip = "long" if rows[0][1].sides == "double" else "none"
    sheets = _sheets(rows) + len(rows)
    pages = sheets * 2 if flip == "long" else sheets
    finishing = _finishing((pack.booking.school_id, row) for pack, row in rows)
    return _line(file, (pages, 1, sheets, len(rows)), rows, lambda _: flip, finishing)


def school_line(file: str, rows: Rows) -> OrderLine:
    """All copies for a school, on both sides: a page that is printed on one has a blank back."""
    sheets = _sheets(rows)
    finishing = _finishing((row.title, row) for _, row in rows)
    return _line(file, (sheets * 2, 1, sheets, 0), rows, lambda _: "long", finishing)


def shared_line(file: str, rows: Rows) -> OrderLine:
    """A file that is the same for these packs, and is printed in all their copies."""
    counts = rows[0][1].pages, sum(row.copies for _, row in rows), _sheets(rows), 0
    return _line(file, counts, rows, _flip, _values(rows, _steps))


def paper_line(file: str, pages: int, labels: LabelSheet | None = None) -> OrderLine:
    """A list or labels for the office, on sheets of labels or on plain paper."""
    size, paper, grams = "A4", _PAPERS["plain"], f"{GRAMS['plain']}"
    if labels:
        sides = labels.page_width_mm, labels.page_height_mm
        size = "A4" if sides == _A4 else f"{sides[0]:g} × {sides[1]:g} mm"
        paper, grams = f"sheets of {labels.title}", ""
    finishing = "cut in two at the line" if file.startswith("box-") else "none"
    counts = pages, 1, pages, 0
    return OrderLine(
        *(file, "", "", "", "", *counts),
        *(size, paper, grams, ACTUAL_SIZE, _sides("none"), _COLOURS["grey"]),
        finishing=finishing,
        draft=NO_DRAFT,
    )


def _line(
    file: str,
    counts: tuple[int, int, int, int],
    rows: Rows,
    flip_of: Callable[[Row], str],
    finishing: str,
) -> OrderLine:
    return OrderLine(
        *(file, _names(rows, "nation"), _names(rows, "session_code"), _names(rows, "band")),
        _code(rows),
        *counts,
        size=_values(rows, _size),
        paper=_values(rows, lambda row: _PAPERS.get(row.kind, row.kind)),
        grams=_values(rows, lambda row: f"{row.grams}"),
        scale=ACTUAL_SIZE,
        sides=_values(rows, lambda row: _sides(flip_of(row))),
        colour=_values(rows, lambda row: _COLOURS.get(row.colour, row.colour)),
        finishing=finishing,
        draft=_draft(rows),
    )


def _code(rows: Rows) -> str:
    codes = {row.code for _, row in rows}
    return codes.pop() if len(codes) == 1 else ""


def _draft(rows: Rows) -> str:
    """How many of the packs with copies in a file are drafts."""
    drafts = {pack.booking: pack.is_draft for pack, _ in rows}
    count = sum(drafts.values())
    return f"DRAFT, do not print yet: {count} of {len(drafts)} packs" if count else NO_DRAFT


def _sheets(rows: Rows) -> int:
    return sum(row.sheets for _, row in rows)


def _flip(row: Row) -> str:
    return row.flip if row.sides == "double" else "none"


def _sides(flip: str) -> str:
    return "one side" if flip == "none" else f"both sides, flip on the {flip} edge"


def _size(row: Row) -> str:
    larger = f"{row.size} after trimming (paper: {ROOM_MM:g} mm more on each side)"
    return larger if "trim" in row.finish else row.size


def _names(rows: Rows, name: Literal["nation", "session_code", "band"]) -> str:
    return _common((getattr(pack, name), row.copies) for pack, row in rows)


def _values(rows: Rows, value: Callable[[Row], str]) -> str:
    return _common((value(row), row.copies) for _, row in rows)


def _common(values: Iterable[tuple[str, int]]) -> str:
    """What the copies of a file have in common, or each value with its number of copies."""
    found: Counter[str] = Counter()
    for value, copies in values:
        found[value] += copies
    return next(iter(found)) if len(found) == 1 else _counted(found)


def _finishing(named: Iterable[tuple[str, Row]]) -> str:
    """What is done to the printed copies; if that differs, with the names and numbers of copies."""
    found: dict[str, Counter[str]] = {}
    for name, row in named:
        found.setdefault(_steps(row), Counter())[name] += row.copies
    if len(found) == 1:
        return next(iter(found))
    return "; ".join(f"{steps}: {_counted(names)}" for steps, names in found.items())


def _counted(found: Mapping[str, int]) -> str:
    copies = {name: "1 copy" if count == 1 else f"{count} copies" for name, count in found.items()}
    return ", ".join(f"{name} ({count})" for name, count in copies.items())


def _steps(row: Row) -> str:
    words = {
        "trim": "trim at the crop marks",
        "cut": "cut at the marks",
        "staple": f"staple each copy of {row.sheets // row.copies} sheets",
    }
    return ", ".join(words.get(step, step) for step in row.finish) or "none"
