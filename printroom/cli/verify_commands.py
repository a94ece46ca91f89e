"""The command that verifies codes and packs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.code_output import print_code, print_recorded_code
from printroom.cli.messages import progress, report_problems
from printroom.cli.parameters import (
    Day,
    FolderPath,
    default_output,
    folders,
    read_current,
    record_in,
    recorded,
)
from printroom.cli.verified_packs import verify_files, verify_packs

if TYPE_CHECKING:
    from printroom.ledger.record import Record


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
            verify_packs(folder, current, printed_record, as_json)


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
            verify_files(asked, materials, error.problems, as_json)
        raise
