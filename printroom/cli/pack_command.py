"""The command that prints one pack."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from printroom.cli.messages import (
    NO_HALF_PACK,
    print_damaged,
    print_json,
    print_problems,
    print_set_aside,
    progress,
    quantity,
    report_problems,
    stderr,
)
from printroom.cli.parameters import (
    EDITIONS,
    Day,
    FolderPath,
    default_cache,
    default_output,
    folders,
    following,
    for_print_shop,
    given_options,
    length,
    record_in,
    recorded,
    today,
)
from printroom.cli.printer_commands import printers_file

if TYPE_CHECKING:
    from printroom.ledger.record import Record
    from printroom.make.requests.wanted_pack import WantedPack
    from printroom.make.run.options import RunOptions
    from printroom.model import Booking, Delivered, Edition, Library, Problem


class PackOptions(TypedDict):
    """The options that decide a pack: each is a field of `WantedPack` of the same name."""

    session: str
    band: str
    nation: str | None
    edition: Edition
    minutes: int | None
    follows: bool
    people: int | None
    school: str | None
    school_name: str
    lead: str
    reach: str
    room: str
    contact: str
    date: dt.date | None
    seed: int
    marks: bool
    pdf_x: bool


@click.command()
@click.argument("session")
@click.option("--band", required=True, help="The age group, such as 11-14.")
@click.option(
    "--nation", help="Nation for helplines and curriculum; default: the school's, else england."
)
@click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    default="standard",
    show_default=True,
    help="large-print: participants' pages in 18 points or more.",
)
@length
@following
@click.option(
    "--people",
    type=click.IntRange(1, 500),
    help="Number of participants; default: the school's, else 24; in large print 1.",
)
@click.option(
    "--school",
    help="A school: FILE#ID, such as materials/schools/example.yaml#example-conker-hill.",
)
@click.option("--school-name", default="", help="A school that is in no list, by its name.")
@click.option("--lead", default="", help="Its safeguarding lead.")
@click.option("--reach", default="", help="How to reach the lead, such as a room or a number.")
@click.option("--room", default="", help="The room where the session is.")
@click.option("--contact", default="", help="Who makes the pack, and how to reach them.")
@click.option("--printer", help="A printer saved with `printer save`, to align backs with fronts.")
@click.option("--date", type=Day(), help="The day of the visit, such as 2027-01-31.")
@click.option("--only", multiple=True, metavar="DOCUMENT", help="Only this document; repeatable.")
@click.option(
    "--seed",
    type=click.IntRange(1, 999_999),
    default=1,
    show_default=True,
    help="Change the number for a different shuffle.",
)
@for_print_shop
@click.option("--release", is_flag=True, help="Refuse to print a draft, with all reasons.")
@click.option("--editable", is_flag=True, help="Also copies to edit (DOCX), beside the pack.")
@click.option("--as-of", type=Day(), help="Check dates as of this day.")
@click.option("-o", "--output", type=FolderPath, help="The output folder; default: output/.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@recorded
@folders
def pack(
    printer: str | None,
    only: tuple[str, ...],
    release: bool,
    editable: bool,
    as_of: dt.date | None,
    output: Path | None,
    as_json: bool,
    record: Path | None,
    materials: Path,
    templates: Path,
    **wanted_fields: Unpack[PackOptions],
) -> None:
    """Print one pack: a folder of PDFs with a job sheet on top.

    \b
    python3 generate.py pack power/who-has-it --band 11-14 --people 28
    python3 generate.py pack C2 --band 11-14
    python3 generate.py pack power/who-has-it --band 14-16 --nation northern-ireland
    python3 generate.py pack power/who-has-it --band 11-14 --minutes 45
    python3 generate.py pack power/who-has-it --band 11-14 --only worksheet
    python3 generate.py pack power/who-has-it --band 11-14 --edition large-print
    python3 generate.py pack C2 --band 11-14 --school-name "Conker Hill" --lead "Jo Reed"
    """
    from printroom.make.requests.wanted_pack import WantedPack, find_printer

    with report_problems(as_json, "printed", NO_HALF_PACK):
        known_printer = find_printer(printer, printers_file())
        wanted = WantedPack(**wanted_fields, printer=known_printer, as_of=as_of or today())
        made, copies = _make(
            wanted,
            folders=(materials, templates),
            output=output or default_output(),
            record=record_in(record, materials),
            options=_run_options(only, release=release, editable=editable),
            is_copied=editable,
            as_json=as_json,
        )
        _print_delivered(made, copies, as_json)


def _run_options(only: tuple[str, ...], *, release: bool, editable: bool) -> RunOptions:
    from printroom.make.run.options import RunOptions

    if release and editable:
        raise click.UsageError("--editable: copies to edit are no part of a release")
    return RunOptions(only=only, is_release=release)


def _make(
    wanted: WantedPack,
    *,
    folders: tuple[Path, Path],
    output: Path,
    record: Record,
    options: RunOptions,
    is_copied: bool,
    as_json: bool,
) -> tuple[Delivered, list[Path]]:
    """Make a pack, and copies to edit if wanted; print warnings. Raises `NotFitToPrint`."""
    from printroom import make
    from printroom.ledger.inputs import inputs_of
    from printroom.make.pack.editable import make_editable_pack
    from printroom.make.requests.wanted_pack import refuse_unknown_pack
    from printroom.make.run.remembered import value_key

    wanted.check_together()
    cache, inputs, (materials, templates) = default_cache(), inputs_of(folders), folders
    key = value_key("packs", wanted, options, is_copied, inputs)
    count, is_printed = os.cpu_count() or 1, cache.is_complete(key)
    if not is_printed:
        refuse_unknown_pack(wanted, folders, options.only)
    with make.press_workers(count, early=not is_printed) as workers, progress(as_json) as monitor:
        monitor.step("reading materials and templates")
        press = make.CachedPress(cache, workers, monitor)
        with make.all_sheet_faults(templates, press):
            sources = make.read_sources(materials, templates, inputs, sets_aside=True, cache=cache)
        sources = sources.on_day(wanted.as_of)
        listed = wanted.load_list(sources.library)
        booking = wanted.booking(sources.library, listed)
        _print_assumed(wanted, booking)
        job = (booking, sources, press, output, record, options)
        made, copies = make_editable_pack(*job) if is_copied else (make.make_pack(*job), [])
    cache.set_complete(key)
    about_list = listed.warnings if listed else ()
    about_order = wanted.warnings(booking, sources.library.names)
    _print_warnings(sources.library, materials, (*about_list, *about_order, *made.warnings))
    print_damaged(cache.damaged)
    return made, copies


def _print_assumed(wanted: WantedPack, booking: Booking) -> None:
    """Print which nation is assumed if neither an option nor a school decides it."""
    if wanted.nation is None and wanted.school is None:
        stderr().print(f"No nation given: this pack is for {booking.order.nation}.")


def _print_warnings(library: Library, materials: Path, of_pack: tuple[Problem, ...]) -> None:
    """Print the warnings of a pack, and those of the materials that may affect it."""
    from printroom.make.requests.wanted_pack import about_packs
    from printroom.model import in_order

    print_problems(in_order((*about_packs(library.warnings, materials), *of_pack)))
    print_set_aside(library)


def _print_delivered(made: Delivered, copies: list[Path], as_json: bool) -> None:
    if as_json:
        _print_json(made, copies)
        return
    files, pages = quantity(len(made.files), "file"), quantity(made.pages, "page")
    click.echo(f"{files}, {pages}: {made.folder}")
    for name in made.files:
        click.echo(f"    {name}")
    if copies:
        click.echo(f"To edit, no longer checked: {copies[0].parent.as_posix()}")
    for copy in copies:
        click.echo(f"    {copy.name}")
    has_cover = any(name.endswith("-cover.pdf") for name in made.files)
    listed = (
        "the whole pack, also what is not in this folder"
        if given_options("only")
        else "what to print"
    )
    cover_hint = f"; the cover lists {listed}" if has_cover else ""
    click.echo(
        f"For {quantity(made.booking.people, 'person', 'people')} that is "
        f"{quantity(made.sheets, 'sheet')} of paper{cover_hint}."
    )
    if made.draft:
        click.echo("This pack is a DRAFT:")
        for reason in made.draft:
            click.echo(f"    {reason.text}")
    order = made.booking.order
    click.echo(f"To print it again: python3 generate.py pack {order.session}{given_options()}")


def _print_json(made: Delivered, copies: list[Path]) -> None:
    """Print what was delivered, for another program."""
    found = {
        "folder": made.folder,
        "files": list(made.files),
        "pages": made.pages,
        "sheets": made.sheets,
        "people": made.booking.people,
        "draft": [reason.text for reason in made.draft],
        "from_cache": made.how.get("link", 0) + made.how.get("unchanged", 0),
        "editable": [copy.as_posix() for copy in copies],
    }
    print_json(found)
