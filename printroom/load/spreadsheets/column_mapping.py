"""Find the row that names the columns of a list, and what each column is, by name and by cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from printroom.load.schools.column_words import column_words, header_words
from printroom.load.schools.school_columns import COLUMNS, NEEDED, about_children
from printroom.load.spreadsheets.cell_meanings import (
    clean_cell_text,
    has_contact,
    letters_beside_contact,
)
from printroom.load.spreadsheets.import_values import (
    IGNORED,
    LEAD_AND_REACH,
    Choices,
    ImportedColumn,
    Why,
)
from printroom.load.spreadsheets.written_dates import read_day, read_serial, read_time
from printroom.load.tables.csv_table import Cell, Row
from printroom.model import KnownNames, column_letters
from printroom.model.list_columns import LIST_COLUMNS, columns_of

FIRST_ROWS = 40
"""The number of rows from the top in which the header is looked for."""
FEWEST = 2
"""The fewest columns that a row must name to be the header."""
SAMPLE = 400
"""The number of cells by which a column is judged."""
_SURE, _CONTRADICTS = 0.8, 0.5
"""Shares of a column's cells: enough to decide by them, and too few to believe its name."""
_SEVERAL = tuple(name for name, column in LIST_COLUMNS.items() if column.may_be_several)
"""What may be in several columns: they are written one after the other."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A column with its header and the first of its filled cells."""

    header: str
    letter: str
    cells: tuple[Cell, ...]


def header_row(rows: Sequence[Row], headers: Callable[[int], Sequence[str]], known: Choices) -> int:
    """The number in `rows` of the row that names most columns; -1 if none names two.

    `headers` gives the texts of a row as headers.
    """
    given = set(map(header_words, known.columns))
    counts = [
        sum(_is_known(header, given) for header in dict.fromkeys(headers(number)))
        for number in range(min(len(rows), FIRST_ROWS))
    ]
    best = max(counts, default=0)
    return counts.index(best) if best >= FEWEST else -1


def known_headers(texts: Iterable[str]) -> int:
    """How many of these texts name a column."""
    return sum(_is_known(clean_cell_text(text)[0], set()) for text in texts)


def _is_known(header: str, given: set[frozenset[str]]) -> bool:
    words = column_words()
    if not header or len(header) > 80:
        return False
    is_ours = bool(words.candidates(header)) or words.is_not_needed(header)
    return is_ours or header_words(header) in given


def map_columns(
    headers: Sequence[str], rows: Sequence[Row], choices: Choices, kept: Choices, names: KnownNames
) -> tuple[ImportedColumn, ...]:
    """What each column is taken for. `kept` is what was decided for earlier lists."""
    found = [
        _map_alone(_candidate(number, header, rows), choices, kept, names)
        for number, header in enumerate(headers)
    ]
    return tuple(_without_rivals(_with_address(found)))


def _with_address(columns: Sequence[ImportedColumn]) -> list[ImportedColumn]:
    """The columns; if one is an address, its parts, such as a town, are taken for it, too."""
    has_address = any(column.taken_for == "deliver_to" for column in columns)
    is_part = column_words().is_part
    return [
        replace(column, taken_for="deliver_to", why="name")
        if has_address and column.why == "not needed" and is_part(column.header)
        else column
        for column in columns
    ]


def _candidate(number: int, header: str, rows: Sequence[Row]) -> _Candidate:
    cells = (row[number] for row in rows if number < len(row))
    filled = (replace(cell, text=text) for cell in cells if (text := clean_cell_text(cell.text)[0]))
    letter = column_letters(number + 1)
    return _Candidate(header or f"column {letter}", letter, tuple(islice(filled, SAMPLE)))


def _map_alone(
    one: _Candidate, choices: Choices, kept: Choices, names: KnownNames
) -> ImportedColumn:
    """What a column is taken for, if the other columns are left out of account."""

    def taken(target: str, why: Why, suggestion: str = "") -> ImportedColumn:
        return ImportedColumn(one.header, one.letter, target, why, suggestion)

    if target := _choice_for(choices.columns, one):
        return taken(target, "given")
    if not one.cells:
        return taken(IGNORED, "empty")
    by_cells = _looks_like(one, names)
    if target := _choice_for(kept.columns, one):
        fits = _fits(target, one, names)
        return taken(target, "kept") if fits else taken("", "unclear", by_cells)
    words = column_words()
    if candidates := words.candidates(one.header):
        target, why = _by_name(candidates, one, names)
        return taken(target, why, "" if target else by_cells)
    if words.is_not_needed(one.header):
        return taken(IGNORED, "not needed")
    if is_about_children(one.header):
        return taken("", "children")
    if by_cells == "nation":  # what else could hold nothing but names of nations?
        return taken("nation", "cells")
    return taken("", "unknown", by_cells)


def is_about_children(header: str) -> bool:
    """Whether a column may be about children, by its name, which is not that of a known column."""
    words = column_words()
    is_known = words.candidates(header) or words.is_not_needed(header)
    return not is_known and about_children(header) is not None


def _by_name(candidates: Sequence[str], one: _Candidate, names: KnownNames) -> tuple[str, Why]:
    """The column that a header names and its cells fit; empty if that is not clear."""
    if len(candidates) == 1:
        target = candidates[0]
        return (target, "name") if _fits(target, one, names) else ("", "unclear")
    fitting = (target for target in candidates if _share(target, one, names) >= _SURE)
    target = next(fitting, "")
    return target, "cells" if target else "unclear"


def _choice_for(columns: Mapping[str, str], one: _Candidate) -> str:
    """What a person has decided about a column, named by its header or its letter."""
    by_words = {header_words(header): target for header, target in columns.items()}
    by_letter = columns.get(one.letter, "")
    return by_words.get(header_words(one.header), "") or by_letter


def _without_rivals(columns: Sequence[ImportedColumn]) -> list[ImportedColumn]:
    """The columns; two that are taken for the same one are doubtful.

    They are not if a person decided about them, or if it may be several, such as `reach`.
    """
    sure: dict[str, int] = {}
    for column in columns:
        for target in column.taken_for.split("+"):
            sure[target] = sure.get(target, 0) + 1
    return [
        replace(column, taken_for="", why="unclear", suggestion=column.taken_for)
        if column.taken_for not in ("", IGNORED, *_SEVERAL)
        and column.why not in ("given", "kept")
        and any(sure[target] > 1 for target in column.taken_for.split("+"))
        else column
        for column in columns
    ]


def missing_columns(columns: Iterable[ImportedColumn], choices: Choices) -> list[str]:
    """The columns that every list needs and this one lacks."""
    there = {column.taken_for for column in columns}
    there |= {"nation"} if choices.nation else set()
    return [name for name in NEEDED if name not in there]


# --- cells ----------------------------------------------------------------------------------------


def _fits(target: str, one: _Candidate, names: KnownNames) -> bool:
    """Whether the cells of a column fit what its name, or an earlier answer, takes it for."""
    if target in (IGNORED, LEAD_AND_REACH, *columns_of("contact")):
        return True  # a door is a way to reach somebody, too
    return _share(target, one, names) >= _CONTRADICTS


def _looks_like(one: _Candidate, names: KnownNames) -> str:
    """The column that the cells look like; empty if they do not look like one alone."""
    for target in (*columns_of("nation", "day", "time", "contact"), LEAD_AND_REACH):
        if _share(target, one, names) >= _SURE:
            return target
    return ""


def _share(target: str, one: _Candidate, names: KnownNames) -> float:
    """The share of the cells that may be values of a column; words such as TBC are left out."""
    cells = [cell for cell in one.cells if not names.is_placeholder(cell.text)]
    if not cells:
        return 1.0 if target in COLUMNS else 0.0
    column = LIST_COLUMNS.get(target)
    test = _TESTS.get(column.holds if column else target)
    if test is None:
        return 1.0
    return sum(test(cell, names) for cell in cells) / len(cells)


def _is_day(cell: Cell, _: KnownNames) -> bool:
    if cell.kind in ("day", "moment"):
        return True
    if cell.kind == "number":
        return read_serial(cell.text) is not None
    return any(read_day(cell.text, day_first=order) is not None for order in (True, False))


def _is_time(cell: Cell, _: KnownNames) -> bool:
    return cell.kind in ("time", "moment") or read_time(cell.text) is not None


def _is_name(cell: Cell, _: KnownNames) -> bool:
    has_letters = sum(sign.isalpha() for sign in cell.text) > 2
    return cell.kind == "text" and has_letters and not has_contact(cell.text)


def _is_reached(cell: Cell, _: KnownNames) -> bool:
    """Whether a cell has a number or an address and no name, or a number without its zero."""
    is_number = cell.kind == "number" and 8 <= len(cell.text) <= 12
    return is_number or (has_contact(cell.text) and not letters_beside_contact(cell.text))


def _is_name_with_contact(cell: Cell, _: KnownNames) -> bool:
    return has_contact(cell.text) and letters_beside_contact(cell.text) > 1


_TESTS: Mapping[str, Callable[[Cell, KnownNames], bool]] = {
    "id": lambda cell, _: bool(re.search(r"\d|^\S+$", cell.text)) and len(cell.text) <= 40,
    "name": _is_name,
    "nation": lambda cell, names: names.nation(cell.text) in names.nations.values(),
    "number": lambda cell, _: bool(re.search(r"\d", cell.text)) and cell.kind in ("number", "text"),
    "day": _is_day,
    "time": _is_time,
    "contact": _is_reached,
    LEAD_AND_REACH: _is_name_with_contact,
}
