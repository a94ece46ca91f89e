"""The command that shows every page that an edit changes."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.messages import (
    NOT_FIT,
    print_json,
    print_problems,
    problem_rows,
    progress,
    report_problems,
)
from printroom.cli.parameters import (
    EDITIONS,
    FolderPath,
    default_cache,
    default_output,
    folders,
    today,
)

if TYPE_CHECKING:
    from printroom.make.compare.comparing import Comparison
    from printroom.model import Edition


@click.command()
@click.option(
    "--base", required=True, metavar="REVISION|FOLDER", help="What to compare with, such as HEAD."
)
@click.option("--session", "sessions", multiple=True, help="Only this session; repeatable.")
@click.option("--band", "bands", multiple=True, help="Only this age group; repeatable.")
@click.option("--nation", "nations", multiple=True, help="Only this nation; repeatable.")
@click.option("--edition", type=click.Choice(EDITIONS), default="standard", show_default=True)
@click.option("-o", "--output", type=FolderPath, help="The output folder; default: output/diff/.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@folders
def diff(
    base: str,
    sessions: tuple[str, ...],
    bands: tuple[str, ...],
    nations: tuple[str, ...],
    edition: Edition,
    output: Path | None,
    as_json: bool,
    materials: Path,
    templates: Path,
) -> None:
    """Show every page that differs from a revision or another folder, before and after.

    Writes pictures and index.html, the largest change first. Only documents whose source differs
    are printed.

    \b
    python3 generate.py diff --base HEAD
    python3 generate.py diff --base main --session C2 --band 11-14
    python3 generate.py diff --base ../printroom-before
    """
    from printroom.make.compare.base_folders import UnknownBase, base_folders
    from printroom.make.compare.differences_page import write_differences

    folder, current = output or default_output() / "diff", (materials, templates)
    wanted = (sessions, bands, nations)
    try:
        with base_folders(base, *current) as before, report_problems(as_json, "compared"):
            found = _compare(current, before, wanted, edition, folder, as_json=as_json)
            file = write_differences(found, f"compared with {base}", folder)
    except UnknownBase as error:
        raise click.UsageError(str(error)) from None
    _print(found, file, as_json=as_json)
    sys.exit(NOT_FIT if any(problem.stops for problem in found.problems) else 0)


def _compare(
    current: tuple[Path, Path],
    before: tuple[Path, Path],
    wanted: tuple[tuple[str, ...], ...],
    edition: Edition,
    output: Path,
    *,
    as_json: bool,
) -> Comparison:
    """The pages that differ between two pairs of folders, for these sessions, bands and nations."""
    from printroom import make
    from printroom.make.compare.comparing import read_both

    with make.press_workers(os.cpu_count() or 1) as workers, progress(as_json) as monitor:
        press = make.CachedPress(default_cache(), workers, monitor)
        compared = read_both(current, before, today(), edition, *wanted)
        if not compared.orders:
            message = "no pack is for this --session, --band and --nation"
            raise click.UsageError(f"{message}: `list` shows which there are")
        return compared.pages(press, output)


def _print(found: Comparison, file: Path, *, as_json: bool) -> None:
    """Print what differs, or the same as JSON."""
    from printroom.make.compare.differences_page import lines

    if as_json:
        rows = asdict(found) | {"problems": problem_rows(found.problems), "page": file}
        print_json(rows)
        return
    print_problems(found.problems)
    for line in lines(found):
        click.echo(line)
    click.echo(f"\nSee them: {file}")
