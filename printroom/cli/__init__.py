"""The command line: the only part that writes to the terminal, ends the program or asks the date.

Results go to standard output; progress and problems to standard error. Exit codes: 0 success,
1 not fit to print, 2 wrong usage, 3 some packs of a term failed, 130 interrupted.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.bundle_command import bundle
from printroom.cli.cache_commands import cache
from printroom.cli.contacts_commands import contacts
from printroom.cli.desk_command import desk
from printroom.cli.diff_command import diff
from printroom.cli.list_command import list_sessions
from printroom.cli.lists_commands import lists
from printroom.cli.messages import (
    NOT_FIT,
    print_json,
    print_problems,
    problem_rows,
    progress,
    quantity,
    report_problems,
    stderr,
)
from printroom.cli.new_command import new
from printroom.cli.pack_command import pack
from printroom.cli.parameters import Day, FilePath, FolderPath, default_cache, folders, today
from printroom.cli.printer_commands import printer
from printroom.cli.rebuilt_command import why_rebuilt
from printroom.cli.record_commands import record as record_group
from printroom.cli.remark_command import remark
from printroom.cli.sign_commands import sign
from printroom.cli.streams import Program
from printroom.cli.take_command import take
from printroom.cli.term_command import term
from printroom.cli.trace_commands import where_used, why
from printroom.cli.unsign_command import unsign
from printroom.cli.verify_commands import verify
from printroom.cli.watch_command import watch
from printroom.cli.withdraw_command import withdraw

if TYPE_CHECKING:
    from printroom.model import Problem


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Help for a command: python3 generate.py pack --help",
)
@click.version_option(package_name=None, version="0.1.0", prog_name="printroom")
def main() -> None:
    """Print workshop packs: handouts, worksheets, cards and a facilitator guide.

    \b
    python3 generate.py list
    python3 generate.py pack power/who-has-it --band 11-14 --people 24
    python3 generate.py term 2027-spring
    python3 generate.py check
    """


for command in (
    list_sessions,
    pack,
    printer,
    lists,
    term,
    watch,
    desk,
    take,
    bundle,
    diff,
    new,
    contacts,
    sign,
    unsign,
    remark,
    withdraw,
    where_used,
    why,
    verify,
    why_rebuilt,
    record_group,
    cache,
):
    main.add_command(command)


@main.command()
@click.argument("paths", nargs=-1, type=FilePath)
@click.option("--fit", is_flag=True, help="Also lay out every page, and report what does not fit.")
@click.option(
    "--pictures",
    type=FolderPath,
    help="With --fit: draw each page that is refused into this folder, with the fault outlined.",
)
@click.option("--as-of", type=Day(), help="Check dates as of this day.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@folders
def check(
    paths: tuple[Path, ...],
    fit: bool,
    pictures: Path | None,
    as_of: dt.date | None,
    as_json: bool,
    materials: Path,
    templates: Path,
) -> None:
    """Check materials and templates without printing: everything, or only the PATHS named.

    Only the packs that use a PATH are composed, and none for schools and terms. A PATH may also be
    a list of schools that is kept elsewhere, or a folder with such lists.

    \b
    python3 generate.py check
    python3 generate.py check materials/snippets/power
    python3 generate.py check --as-of 2027-09-01
    python3 generate.py check --fit
    python3 generate.py check --fit --pictures output/refused
    """
    from printroom.make import CachedPress, compose_workers, press_workers
    from printroom.make.check import checking

    if pictures and not fit:
        raise click.UsageError("--pictures shows what --fit refuses: add --fit")
    inside = [path for path in paths if _is_checked(path, materials, templates)]
    lists = _lists_at([path for path in paths if path not in inside], materials, templates)
    with (
        report_problems(as_json, "checked"),
        (press_workers if fit else compose_workers)() as workers,
        progress(as_json or not fit) as monitor,
    ):
        problems = checking.check_lists(lists, materials, templates) if lists else []
        if inside or not paths:
            press = CachedPress(default_cache(), workers, monitor)
            arguments = (materials, templates, press, as_of or today())
            found = checking.check(*arguments, fit=fit, pictures=pictures, paths=inside)
            problems += [one for one in found if not paths or _is_wanted(one, inside)]
    _report_check(problems, as_json=as_json)


def _is_wanted(problem: Problem, paths: Iterable[Path]) -> bool:
    """Whether a problem is in one of these paths, or says that they were not checked in full."""
    from printroom.make.check.checking import NOT_CHECKED

    return problem.code == NOT_CHECKED or _is_below(problem.path, paths)


def _report_check(problems: Sequence[Problem], *, as_json: bool) -> None:
    """Print what `check` found, and exit."""
    stops = sum(problem.stops for problem in problems)
    if as_json:
        errors_first = sorted(problems, key=lambda problem: not problem.stops)
        print_json(problem_rows(errors_first))
    else:
        errors, warnings = quantity(stops, "error"), quantity(len(problems) - stops, "warning")
        for title, is_error in ((errors, True), (warnings, False)):
            if found := [problem for problem in problems if problem.stops is is_error]:
                stderr().print(f"{title}:", style="bold")
                print_problems(found)
        click.echo(f"{errors}, {warnings}." if problems else "No problems found.")
    sys.exit(NOT_FIT if stops else 0)


def _lists_at(paths: Iterable[Path], materials: Path, templates: Path) -> list[Path]:
    """The lists of schools at paths outside both folders; a path that has none is a usage error."""
    from printroom.load.schools.lists_and_terms import lists_at

    found: list[Path] = []
    for path in paths:
        lists = lists_at(path) if path.exists() else ()
        if not lists:
            what = f"a file or folder in {materials} or {templates}, or a list of schools elsewhere"
            raise click.UsageError(f"{path} cannot be checked: give {what}")
        found += lists
    return found


def _is_checked(path: Path, *folders: Path) -> bool:
    """Whether a path exists, and is in one of these folders or contains one."""
    return path.exists() and any(
        _is_below(path, [folder]) or _is_below(folder, [path]) for folder in folders
    )


def _is_below(path: str | Path, wanted: Iterable[Path]) -> bool:
    return any(Path(path).resolve().is_relative_to(folder.resolve()) for folder in wanted)


if __name__ == "__main__":
    main()
