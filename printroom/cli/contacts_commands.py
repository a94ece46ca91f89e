"""Commands for helplines: list them, and record that a person has checked them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.messages import print_json, print_set_aside, quantity, report_problems
from printroom.cli.parameters import Day, FilePath, folders, given_options, today

if TYPE_CHECKING:
    from printroom.ledger.help_lines import HelpLine
    from printroom.load.materials.checked_contacts import ContactCheck
    from printroom.model import Library

WIDEST = 150
"""The width of the table where no terminal says how wide it is."""


@click.group(invoke_without_command=True)
@click.option("--due", type=Day(), help="Only those that must be checked by this day.")
@click.option("--nation", default="", help="Only those that packs for this nation may print.")
@click.option(
    "--calendar",
    type=FilePath,
    metavar="FILE.ics",
    help="Also write what runs out, facts and sessions too, as a file for any calendar.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@folders
@click.pass_context
def contacts(
    context: click.Context,
    due: dt.date | None,
    nation: str,
    calendar: Path | None,
    as_json: bool,
    materials: Path,
    templates: Path,
) -> None:
    """Show every helpline: who checked it and when, when that runs out, and what prints it.

    \b
    python3 generate.py contacts
    python3 generate.py contacts --due 2027-03-01 --nation wales
    python3 generate.py contacts --calendar runs-out.ics
    python3 generate.py contacts checked childline --by "Full Name" --on 2026-11-24
    """
    if context.invoked_subcommand:
        return
    from printroom import make
    from printroom.ledger.calendar import as_calendar, what_runs_out
    from printroom.ledger.help_lines import help_lines
    from printroom.ledger.unread_sessions import unread_sessions

    with report_problems(as_json, "shown"):
        library, loaded_templates = make.load_folders(materials, templates, sets_aside=True)
        found = help_lines(library, loaded_templates, make.all_orders(library, today()))
        if calendar:
            make.write_file(calendar, as_calendar(what_runs_out(library), today()))
    unread = unread_sessions(library, loaded_templates)
    print_set_aside(library, unread, "Until then it is not known what these sessions print")
    known = _nation(nation, library)
    shown = [line for line in found if line.is_wanted(due, known)]
    if as_json:
        rows = [asdict(line) for line in shown]
        print_json(rows)
        return
    _print_table(shown, {name: nation.title for name, nation in library.nations.items()})
    _print_summary(len(shown), found, calendar)


def _nation(text: str, library: Library) -> str:
    """The id of a nation; empty if none is named."""
    known = library.names.nation(text) if text else ""
    if known and known not in library.nations:
        fix = f"choose from: {', '.join(library.nations)}"
        raise click.UsageError(f"--nation: there is no nation “{text}”; {fix}")
    return known


def _print_summary(shown: int, found: Sequence[HelpLine], calendar: Path | None) -> None:
    unchecked = sum(line.checked_on is None for line in found)
    click.echo(f"{quantity(shown, 'helpline')}; {unchecked} of {len(found)} not checked yet.")
    if calendar:
        click.echo(f"Calendar: {calendar}")
    click.echo("After calling one: python3 generate.py contacts checked NAME --by … --on …")


@contacts.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
@click.option("--by", required=True, help="The full name of the person who checked it.")
@click.option("--on", type=Day(), help="The day of the check; default: today.")
@click.option("--until", type=Day(), help="The day it runs out; default: as in the file.")
@folders
def checked(
    names: tuple[str, ...],
    by: str,
    on: dt.date | None,
    until: dt.date | None,
    materials: Path,
    templates: Path,
) -> None:
    """Write into materials/contacts.yaml that a person has called these numbers or opened the site.

    Nothing else in the file changes. Call first: a wrong number on a help page can do harm. Do not
    ring emergency numbers, or others of three digits: compare them with the official site.

    \b
    python3 generate.py contacts checked childline --by "Full Name"
    python3 generate.py contacts checked childline emergency --by "Full Name" --on 2026-11-24
    """
    from printroom import make
    from printroom.ledger.help_lines import mark_checked
    from printroom.make.requests.new_entries import contact_check, refuse_no_name

    with report_problems(False, "recorded"):
        check = contact_check(by, on, until, today())
        library, _ = make.load_folders(materials, templates, sets_aside=True)
        refuse_no_name(check.by, library.names)
        ids = mark_checked(materials, names, check, library)
    print_set_aside(library)
    for name in ids:
        runs_out = until or library.contacts[name].verify_by
        click.echo(
            f"{name} was checked by {check.by} on {check.on}; the check runs out on {runs_out}."
        )
    click.echo(f"Recorded in {materials / 'contacts.yaml'}.")
    _print_not_marked(ids, library, check)
    click.echo(f"See: python3 generate.py contacts{given_options('materials', 'templates')}")


def _print_not_marked(ids: Sequence[str], library: Library, check: ContactCheck) -> None:
    """Print other entries with the same numbers, and the command that marks these as checked."""
    from printroom.ledger.help_lines import with_same_numbers

    others = dict.fromkeys(one for name in ids for one in with_same_numbers(name, library))
    days = {one: library.contacts[one].verified_on or dt.date.min for one in others}
    left = [one for one, day in days.items() if one not in ids and day < check.on]
    if left:
        lines = (f"{one} ({', '.join(library.contacts[one].bands)})" for one in left)
        click.echo(f"Not marked, though the numbers are the same: {'; '.join(lines)}.")
        same = given_options("by", "on", "until", "materials", "templates")
        command = f"python3 generate.py contacts checked {' '.join(left)}{same}"
        click.echo(f"If you checked these, too: {command}")


def _print_table(lines: Iterable[HelpLine], nations: dict[str, str]) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE, show_edge=False, pad_edge=False)
    for head in ("Helpline", "Number or address", "Nations", "Ages", "Checked", "Runs out", "In"):
        table.add_column(head, overflow="fold")
    for line in lines:
        is_everywhere = nations.keys() == set(line.nations)
        table.add_row(
            Text(f"{line.name}\n({line.id})"),
            Text("\n".join(line.reach)),
            "all" if is_everywhere else ", ".join(nations[name] for name in line.nations),
            ", ".join(line.bands),
            f"{line.checked_on} {line.checked_by}" if line.checked_on else "not yet",
            str(line.runs_out),
            " ".join(line.sessions) or "–",
        )
    console = Console()
    console.width = console.width if console.is_terminal else WIDEST
    console.print(table)
