"""The command that imports a list of schools from a spreadsheet."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.messages import (
    NOT_FIT,
    WRONG_CALL,
    print_json,
    print_note,
    print_problems,
    quantity,
    report_problems,
)
from printroom.cli.parameters import FilePath, folders

if TYPE_CHECKING:
    from printroom.load.spreadsheets.import_values import Choices, ImportedColumn, SchoolImport
    from printroom.make.term.importing import ListChanges
    from printroom.model import KnownNames

WHY = {
    "given": "your choice",
    "kept": "as before",
    "name": "",
    "cells": "by what is in it",
    "not needed": "not needed",
    "empty": "empty",
}
"""How each reason for taking a column for something is printed."""


@click.group("lists")
def lists() -> None:
    """Lists of schools: import the spreadsheet of a school or an office unchanged.

    \b
    python3 generate.py lists import "Schools spring.xlsx" -o lists/2027-spring.csv
    """


@lists.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--map", "mapped", multiple=True, metavar="HEADER=COLUMN", help="What a column is.")
@click.option("--ignore", multiple=True, metavar="HEADER", help="A column that is not needed.")
@click.option("--sheet", default="", help="The sheet with the list.")
@click.option("--nation", default="", help="The nation of schools for which the list gives none.")
@click.option(
    "--day-first/--month-first",
    "day_first",
    default=None,
    help="Whether 05/07/2027 is 5 July or 7 May, where the list does not show it.",
)
@click.option(
    "--leave-out",
    "left_out",
    multiple=True,
    type=click.IntRange(1),
    metavar="ROW",
    help="A row that is not read, by its number. Repeatable.",
)
@click.option("-o", "--output", type=FilePath, help="The clean list; default: beside FILE.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@folders
def import_list(
    file: Path,
    mapped: tuple[str, ...],
    ignore: tuple[str, ...],
    sheet: str,
    nation: str,
    day_first: bool | None,
    left_out: tuple[int, ...],
    output: Path | None,
    as_json: bool,
    materials: Path,
    templates: Path,
) -> None:
    """Read a spreadsheet with schools (.xlsx, .ods, .csv), and write a clean list.

    It shows what it takes each column for, and asks about those that it cannot tell. Once the list
    is written, your answers are kept beside it, for next term.

    \b
    python3 generate.py lists import "Schools spring.xlsx"
    python3 generate.py lists import schools.ods --map "Contact=lead" --ignore Notes
    python3 generate.py lists import schools.xlsx --sheet "Spring 2027" -o lists/2027-spring.csv
    """
    from printroom import make
    from printroom.make.term.importing import changes_of, clean_list, write_import

    output = output or clean_list(file)
    with report_problems(as_json, "written"):
        library, _ = make.load_folders(materials, templates, sets_aside=True)
        choices = _choices(mapped, ignore, sheet, nation, day_first, library.names)
        choices = replace(choices, left_out=frozenset(left_out))
        read, choices = _read(file, output, choices, library.names, as_json=as_json)
        replaced = None if read.is_open else changes_of(read, output)
        if not read.is_open:
            write_import(read, output, choices)
    _report(read, output, replaced, materials / "terms", as_json=as_json)


def _read(
    file: Path, output: Path, choices: Choices, names: KnownNames, *, as_json: bool
) -> tuple[SchoolImport, Choices]:
    """The list, read in a worker until no question is open; and the choices that were made."""
    from printroom import make
    from printroom.make.term.importing import read_list_file

    with make.compose_workers() as workers:
        read = read_list_file(file, output, choices, names, workers)
        if not as_json:
            _print_columns(read)
        can_ask = not as_json and sys.stdin.isatty() and sys.stderr.isatty()
        while can_ask and (read.doubtful or read.asks_day_order):
            choices = _ask(read, choices)
            read = read_list_file(file, output, choices, names, workers)
    return read, choices


def _choices(
    mapped: Sequence[str],
    ignore: Sequence[str],
    sheet: str,
    nation: str,
    day_first: bool | None,
    names: KnownNames,
) -> Choices:
    """The options as choices; an unknown column or nation is a usage error."""
    from printroom.load.schools.school_columns import COLUMNS
    from printroom.load.spreadsheets.import_values import IGNORED, LEAD_AND_REACH, Choices

    columns = dict.fromkeys((header.strip() for header in ignore), IGNORED)
    for text in mapped:
        header, _, column = text.rpartition("=")
        if not header or column.strip() not in (*COLUMNS, LEAD_AND_REACH):
            known = ", ".join((*COLUMNS, LEAD_AND_REACH))
            raise click.UsageError(f'--map {text}: write --map "HEADER=COLUMN"; columns: {known}')
        columns[header.strip()] = column.strip()
    nation = names.nation(nation) if nation else ""
    if nation and nation not in names.nations.values():
        fix = names.nation_fix(nation)
        raise click.UsageError(f"--nation: there is no nation of this name; {fix}")
    return Choices(columns, sheet, nation, day_first)


def _ask(read: SchoolImport, choices: Choices) -> Choices:
    """The choices with a person's answers about what is doubtful."""
    from printroom.load.schools.school_columns import COLUMNS
    from printroom.load.spreadsheets.import_values import IGNORED, LEAD_AND_REACH

    answers: dict[str, str] = {}
    for column in read.doubtful:
        what = click.prompt(
            f"{_column_name(column)}: what is in it?",
            type=click.Choice([*COLUMNS, LEAD_AND_REACH, "nothing"]),
            default=column.suggestion or "nothing",
            err=True,
        )
        answers[column.header] = IGNORED if what == "nothing" else what
    day_first = choices.day_first
    if read.asks_day_order:
        day_first = click.confirm(f"“{read.asks_day_order}”: is 05/07 the 5th of July?", err=True)
    return replace(choices, columns={**choices.columns, **answers}, day_first=day_first)


def _column_name(column: ImportedColumn) -> str:
    return f"“{column.header}” (column {column.letter})"


def _print_columns(read: SchoolImport) -> None:
    """Print what each column is taken for."""
    print_note(f"{read.path}: {read.read_as}; row {read.header_line} names the columns.")
    width = max(len(column.header) for column in read.columns)
    for column in read.columns:
        what = {"-": "left out", "": "?"}.get(column.taken_for, column.taken_for)
        why = WHY.get(column.why, "")
        line = f"    {column.letter:>2}  {column.header:<{width}}  {what}"
        print_note(f"{line} ({why})" if why else line)


def _report(
    read: SchoolImport, output: Path, replaced: ListChanges | None, terms: Path, *, as_json: bool
) -> None:
    """Print what was written, or what has to be decided or corrected first; and exit."""
    if as_json:
        print_json(_as_json(read, output, replaced))
    else:
        _print_changes(read)
        print_problems(read.problems)
        for line in _questions(read):
            print_note(line)
        if not read.is_open:
            for line in _summary(read, output, replaced, terms):
                click.echo(line)
    if read.doubtful or read.asks_day_order:
        sys.exit(WRONG_CALL)
    if read.is_open:
        stops = sum(problem.stops for problem in read.problems)
        where = f" in {read.read_as}" if read.read_as.startswith("the sheet") else ""
        print_note(f"{quantity(stops, 'error')}{where}: nothing was written.", style="bold")
        sys.exit(NOT_FIT)


def _print_changes(read: SchoolImport) -> None:
    for change in read.changes:
        print_note(f"{quantity(len(change.cells), 'cell')}: {change.what} ({change.named})")
    if read.left_out:
        rows = ", ".join(map(str, read.left_out))
        why = "not schools: rows" if len(read.left_out) > 1 else "not a school: row"
        print_note(f"Left out as {why} {rows}.")
    if read.dropped:
        which = "row" if len(read.dropped) == 1 else "rows"
        print_note(f"Left out as you asked: {which} {', '.join(read.dropped)}.")


def _questions(read: SchoolImport) -> list[str]:
    """What a person has to decide, each with the option that decides it."""
    lines = []
    for column in read.doubtful:
        reasons = {
            "unknown": "is not known",
            "unclear": "may be several things",
            "children": "may be about children: nothing of it may be read",
        }
        like = f", and looks like {column.suggestion}" if column.suggestion else ""
        ignore = f'--ignore "{column.header}"'
        use = f'--map "{column.header}={column.suggestion or "COLUMN"}" or '
        ways = ignore if column.why == "children" else f"{use}{ignore}"
        lines.append(f"{_column_name(column)} {reasons[column.why]}{like}: add {ways}")
    if read.asks_day_order:
        lines.append(
            f"“{read.asks_day_order}” has days such as 05/07: add --day-first or --month-first"
        )
    if lines:
        lines.append("Nothing was written.")
    return lines


def _summary(
    read: SchoolImport, output: Path, replaced: ListChanges | None, terms: Path
) -> list[str]:
    """How many schools were written and where, which changed, and which have no lead."""
    from printroom.make.term.importing import KEPT

    lines = [f"{quantity(len(read.rows), 'school')} in {output}."]
    if replaced and replaced.lines:
        lines += ["It replaces the list that was there:", *replaced.lines]
    without = [row.texts["id"] for row in read.rows if not row.texts.get("lead")]
    if without:
        lines.append(f"{len(without)} without a safeguarding lead: {', '.join(without)}.")
    if (output.with_name(KEPT)).is_file():
        lines.append(f"Your answers are kept for the next list: {output.with_name(KEPT)}.")
    lines.append(f"Next: in the term file in {terms}, below schools:, write")
    lines.append(f"  file: {_path_from(terms, output)}")
    return lines


def _path_from(folder: Path, file: Path) -> str:
    """The path of a file as a term file in this folder names it."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # on another drive
        return file.absolute().as_posix()


def _as_json(
    read: SchoolImport, output: Path, replaced: ListChanges | None
) -> Mapping[str, object]:
    """How the spreadsheet was read, without the words of any school."""
    return {
        "written": "" if read.is_open else output.as_posix(),
        "schools": len(read.rows),
        "replaced": asdict(replaced) if replaced else None,
        "read_as": read.read_as,
        "columns": [asdict(column) for column in read.columns],
        "asks_day_order": read.asks_day_order,
        "changes": [asdict(change) for change in read.changes],
        "left_out": list(read.left_out),
        "problems": [asdict(problem) for problem in read.problems],
    }
