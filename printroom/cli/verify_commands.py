"""The command that verifies codes and packs."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.bundle_output import find_old_bundles, old_bundles_json, print_old_bundles
from printroom.cli.code_output import (
    print_code,
    print_recorded_code,
    print_unread,
    print_withdrawal,
    print_words,
    words_json,
)
from printroom.cli.messages import (
    NOT_FIT,
    cut_short,
    print_json,
    print_set_aside,
    problem_rows,
    progress,
    quantity,
    report_problems,
)
from printroom.cli.parameters import (
    Day,
    FolderPath,
    default_output,
    folders,
    given_options,
    read_current,
    record_in,
    recorded,
    today,
)

if TYPE_CHECKING:
    from printroom.ledger.current_content import CurrentContent
    from printroom.ledger.record import Record
    from printroom.ledger.term_record import TermRecord
    from printroom.ledger.verification import Verified
    from printroom.ledger.word_changes import WordChange
    from printroom.make.term.pruning import PrintedRows
    from printroom.model import Problem

    Words = Mapping[Path, tuple[WordChange, ...]]

SHOWN = 20
"""How many lines of one kind are printed."""


@click.command()
@click.argument("words", metavar="CODE|TERM|FOLDER", nargs=-1, required=True)
@click.option("--as-of", type=Day(), help="Check dates as of this day.")
@click.option("-o", "--output", type=FolderPath, help="The output folder; default: output/.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@click.option("--search", is_flag=True, help="Compare an unknown code with every pack, see above.")
@recorded
@folders
def verify(
    words: tuple[str, ...],
    search: bool,
    as_of: dt.date | None,
    output: Path | None,
    as_json: bool,
    record: Path | None,
    materials: Path,
    templates: Path,
) -> None:
    """Check a page by its code, or verify every file of a term or folder of packs.

    A code is printed at the foot of each page and on each piece that is cut out: it is current,
    superseded (with the changed words), or withdrawn. For packs, changed and missing files are
    found, and packs that were withdrawn or are out of date. The exit code is 0 only if nothing is
    superseded, withdrawn, unknown, changed or missing. A code is looked for among what was printed,
    signed or withdrawn; with --search also in every pack that can be printed today, which takes
    minutes.

    \b
    python3 generate.py verify ABC-DEF
    python3 generate.py verify 2027-spring
    python3 generate.py verify output/undated
    """
    from printroom import make
    from printroom.ledger.given_codes import folder_or_code

    output = output or default_output()
    with report_problems(as_json, "verified"), make.compose_workers() as workers:
        folder, code = folder_or_code(" ".join(words), output, (materials, templates))
        printed_record = record_in(record, materials)
        with _answer_from_record(folder or code, materials, output, printed_record, as_json):
            current = read_current(materials, templates, workers, as_of)
        if folder is None:
            print_code(code, output, current, printed_record, searches=search, as_json=as_json)
        else:
            _verify_packs(folder, current, printed_record, as_json)


@contextmanager
def _answer_from_record(
    asked: Path | str | None, materials: Path, output: Path, record: Record, as_json: bool
) -> Iterator[None]:
    """Show progress while the folders are read; if they have mistakes, print what is on record."""
    from printroom.model import NotFitToPrint

    try:
        with progress(as_json) as monitor:
            monitor.step("reading materials and templates")
            yield
    except NotFitToPrint as error:
        if isinstance(asked, str):
            print_recorded_code(asked, (materials, output), record, error, as_json)
        elif asked is not None:
            _verify_files(asked, materials, error.problems, as_json)
        raise


def _verify_files(
    folder: Path, materials: Path, unread: tuple[Problem, ...], as_json: bool
) -> None:
    """Print what is found in packs without comparing them with the materials, and exit with 1.

    Returns if there are no packs.
    """
    from printroom.ledger import verification
    from printroom.ledger.recorded_code import withdrawn_in
    from printroom.ledger.term_record import read_record

    term = read_record(folder)
    recorded = term.packs if term else ()
    found = verification.verify(folder, recorded, lambda _: "", withdrawn_in(materials))
    if not (found.packs or found.faults):
        return
    bundles = find_old_bundles(folder, (folder / name for name in recorded))
    if as_json:
        result = {**_verified_json(found, {}), "unread": problem_rows(unread)}
        print_json(result | {"old_bundles": old_bundles_json(bundles)})
    else:
        _print_verified(found, {}, is_compared=False)
        print_old_bundles(folder, bundles)
        print_unread(unread, "they are")
    sys.exit(NOT_FIT)


def _verify_packs(folder: Path, current: CurrentContent, record: Record, as_json: bool) -> None:
    """Print what was found in a folder of packs; exit with 1 if a pack must not be used."""
    from printroom.cli.term_output import remake_text
    from printroom.ledger import verification
    from printroom.ledger.term_record import other_packs, read_record
    from printroom.ledger.word_changes import words_of_pack
    from printroom.model import NotFitToPrint, Problem

    term = read_record(folder)
    packs = term.packs if term else ()
    rows = _rows(folder, term, current)
    others = sorted({*other_packs(folder, term), *rows.left_over})
    found = verification.verify(folder, packs, current.why_outdated, current.withdrawn)
    if not (found.packs or found.faults):
        message = "there are no packs here"
        raise NotFitToPrint([Problem("no-packs", folder.as_posix(), message, "", 0)])
    superseded = [pack for pack in found.outdated if current.changed_documents(pack)]
    is_known = all(current.is_printable(pack) for pack in found.outdated)
    is_fit = found.is_intact and is_known and not (found.withdrawn or superseded or rows.changed)
    bundles = find_old_bundles(folder, rows.packs or (folder / name for name in packs))
    found = _with_reasons(found, rows.changed)
    words = {pack: words_of_pack(pack, current, record) for pack in superseded}
    if as_json:
        foreign = [pack.as_posix() for pack in others]
        unread = problem_rows(rows.unread)
        result = {**_verified_json(found, words), "unread": unread, "not_of_term": foreign}
        result["not_made"] = list(rows.not_made)
        print_json(result | {"old_bundles": old_bundles_json(bundles)})
    else:
        _print_lines(f"no longer part of this term: {pack}" for pack in others)
        _print_verified(found, words, others=len(others))
        again = [one for one in rows.packs if one in found.outdated and current.is_printable(one)]
        if again:
            click.echo(remake_text(folder, again, len(rows.packs)))
        print_old_bundles(folder, bundles)
        if term and (rows.not_made or rows.left_over):
            _print_term_changed(term.term, rows)
        _print_unread_list(rows)
    print_set_aside(current.library)
    sys.exit(0 if is_fit and not bundles else NOT_FIT)


def _rows(folder: Path, term: TermRecord | None, current: CurrentContent) -> PrintedRows:
    """What has changed in the list of a term since its packs were printed."""
    from printroom.make.term.pruning import PrintedRows, compare_rows

    if term is None:
        return PrintedRows({})
    return compare_rows(folder, term.term, current.materials, current.library, today())


def _print_term_changed(name: str, rows: PrintedRows) -> None:
    """Print which schools have packs to be made, and where the plan of the term is."""
    if ids := rows.not_made:
        more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
        schools = quantity(len(ids), "school of the list has", "schools of the list have")
        click.echo(f"{schools} packs that were not made: {', '.join(ids[:SHOWN])}{more}.")
    same = given_options("materials", "templates", "output")
    click.echo(f"See: python3 generate.py term {name} --plan{same}")


def _print_unread_list(rows: PrintedRows) -> None:
    """Print why packs were not compared with the list of schools."""
    if rows.unread:
        same = given_options("materials", "templates")
        click.echo(f"Not compared with the list of schools: {rows.unread[0].message}.")
        click.echo(f"See: python3 generate.py check{same}")


def _with_reasons(found: Verified, changed: Mapping[Path, str]) -> Verified:
    """The result of verifying, with further reasons why packs are out of date."""
    old = found.outdated
    packs = dict.fromkeys((*old, *changed))
    reasons = {pack: "; ".join(filter(None, (old.get(pack), changed.get(pack)))) for pack in packs}
    return replace(found, outdated=reasons)


def _verified_json(found: Verified, words: Words) -> dict[str, object]:
    """The result of verifying packs as JSON."""
    return {
        "packs": len(found.packs),
        "faults": [{"file": fault.file.as_posix(), "what": fault.what} for fault in found.faults],
        "extra": [file.as_posix() for file in found.extra],
        "outdated": {pack.as_posix(): why for pack, why in found.outdated.items()},
        "words": {pack.as_posix(): words_json(changes) for pack, changes in words.items()},
        "withdrawn": {
            pack.as_posix(): entry.model_dump(mode="json", exclude_defaults=True)
            for pack, entry in found.withdrawn.items()
        },
    }


def _print_verified(
    found: Verified, words: Words, *, is_compared: bool = True, others: int = 0
) -> None:
    for pack, entry in found.withdrawn.items():
        click.secho(f"WITHDRAWN, do not use: {pack}", fg="red", bold=True)
        print_withdrawal(entry)
    _print_lines(f"{fault.what}: {fault.file}" for fault in found.faults)
    _print_lines(f"extra file: {file}" for file in found.extra)
    _print_lines(f"out of date: {pack}: {why}" for pack, why in found.outdated.items())
    _print_changed_words(words)
    intact = "no file is missing or changed"
    wrong = f"{quantity(len(found.faults), 'file is', 'files are')} missing or changed"
    outdated = f"; {quantity(len(found.outdated), 'is', 'are')} out of date" if is_compared else ""
    files = intact if found.is_intact else wrong
    foreign = f", {others} of them no longer part of this term" if others else ""
    click.echo(f"{quantity(len(found.packs), 'pack')}{foreign}: {files}{outdated}.")
    if found.withdrawn:
        withdrawn = quantity(len(found.withdrawn), "was", "were")
        click.echo(f"{withdrawn} withdrawn and must not be used.")


def _print_changed_words(words: Words) -> None:
    """Print which words have changed, once for all packs with the same changes."""
    together: dict[tuple[WordChange, ...], list[Path]] = {}
    for pack, changes in words.items():
        if changes:
            together.setdefault(changes, []).append(pack)
    for changes, (first, *others) in islice(together.items(), SHOWN):
        more = f" and {quantity(len(others), 'other pack')}" if others else ""
        click.echo(f"changed since {first}{more}:")
        print_words(changes)
    if len(together) > SHOWN:
        rest = sum(len(packs) for packs in islice(together.values(), SHOWN, None))
        click.echo(f"and in {quantity(rest, 'other pack')}: verify its folder to see the words")


def _print_lines(lines: Iterable[str]) -> None:
    for line in cut_short(lines, SHOWN):
        click.echo(line)
