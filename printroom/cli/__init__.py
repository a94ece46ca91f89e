"""The command line: words in, words out. The only room that speaks, exits or looks at the clock.

Results go to standard output; progress and problems to standard error. Exit codes: 0 done, 1 not
fit to print, 2 wrong usage, 3 some packs of a term failed, 130 interrupted.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from printroom.cli import keeping
from printroom.cli.options import DEFAULT_NATION, HOME, Day, FilePath, FolderPath, folders, near
from printroom.cli.printers import printer, saved_printer
from printroom.cli.speech import NOT_FIT, err, progress, say_problems, spoken_problems
from printroom.cli.spread import say_spread
from printroom.cli.terms import term
from printroom.cli.tracing import where_used, why
from printroom.cli.trust import say_signed, sign
from printroom.model import Booking, Delivered, Failed, NotFitToPrint, Order, School

USUAL_PEOPLE = 24


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Every command explains itself: python3 generate.py pack --help",
)
@click.version_option(package_name=None, version="0.1.0", prog_name="printroom")
def main() -> None:
    """Print workshop packs: handouts, worksheets, cards and a guide for who leads the session.

    \b
    python3 generate.py list
    python3 generate.py pack power/who-has-it --band 11-14 --people 24
    python3 generate.py term 2027-spring
    python3 generate.py check
    """


for command in (
    printer,
    term,
    sign,
    where_used,
    why,
    keeping.verify,
    keeping.why_rebuilt,
    keeping.shelf,
):
    main.add_command(command)


@main.command(name="list")
@click.option("--spread", is_flag=True, help="Show who and what appears in all the stories.")
@click.option(
    "--signed", is_flag=True, help="Show who has signed what, and what has changed since."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@folders
def list_sessions(
    spread: bool, signed: bool, as_json: bool, materials: Path, templates: Path
) -> None:
    """Show every session that can be printed, and for whom.

    \b
    python3 generate.py list
    python3 generate.py list --json
    python3 generate.py list --spread
    python3 generate.py list --signed
    """
    from printroom.load import load_materials, load_templates

    if signed:
        say_signed(materials, templates, as_json)
        return
    if spread:
        say_spread(materials, templates, as_json)
        return
    with spoken_problems(as_json):
        library = load_materials(materials, load_templates(templates))
    rows = [
        {
            "session": name,
            "code": session.code,
            "title": session.title,
            "bands": list(session.bands),
            "minutes": session.minutes,
            "review_by": session.review_by.isoformat(),
        }
        for name, session in sorted(library.sessions.items(), key=lambda pair: pair[1].code)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        click.echo(f"There are no sessions in {materials} yet: materials/README.md shows how.")
        return
    for row in rows:
        click.echo(f"{row['code']}  {row['title']}")
        click.echo(f"    {row['session']} · {row['minutes']} minutes")
        bands = "  ".join(f"--band {band}" for band in row["bands"])  # type: ignore[attr-defined]
        click.echo(f"    {bands}")
    click.echo(f"\nNations: {', '.join(library.nations)}")
    click.echo(f"Print one: python3 generate.py pack {rows[0]['session']} --band …")


@main.command()
@click.argument("session")
@click.option("--band", required=True, help="The age group, such as 11-14.")
@click.option("--nation", help="Whose help lines and curriculum; the school's, else england.")
@click.option(
    "--people",
    type=click.IntRange(1, 500),
    help=f"How many take part; what the school's row says, else {USUAL_PEOPLE}.",
)
@click.option(
    "--school",
    help="A school: FILE#ID, such as materials/schools/example.yaml#example-conker-hill.",
)
@click.option("--printer", help="A printer that `printer save` knows: its backs meet the fronts.")
@click.option("--date", type=Day(), help="The day of the visit, such as 2027-01-31.")
@click.option("--only", default="", metavar="DOCUMENT", help="One document, such as worksheet.")
@click.option(
    "--seed",
    type=click.IntRange(1, 999_999),
    default=1,
    show_default=True,
    help="Another number shuffles the activities in another way.",
)
@click.option("--release", is_flag=True, help="Refuse to print a draft, with all reasons.")
@click.option("--as-of", type=Day(), help="Judge what is out of date as on this day.")
@click.option("-o", "--output", type=FolderPath, help="Where packs go; output/ otherwise.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@folders
def pack(
    session: str,
    band: str,
    nation: str | None,
    people: int | None,
    school: str | None,
    printer: str | None,
    date: dt.date | None,
    only: str,
    seed: int,
    release: bool,
    as_of: dt.date | None,
    output: Path | None,
    as_json: bool,
    materials: Path,
    templates: Path,
) -> None:
    """Print one pack: a folder of PDFs with a job sheet on top.

    \b
    python3 generate.py pack power/who-has-it --band 11-14 --people 28
    python3 generate.py pack power/who-has-it --band 14-16 --nation northern-ireland
    python3 generate.py pack power/who-has-it --band 11-14 --only worksheet
    """
    from printroom import line
    from printroom.shelf import Shelf

    with spoken_problems(as_json):
        school_id, found = _school(school)
        order = Order(session, band, _nation(nation, found), seed, as_of or _today())
        people = people or (found and found.people) or USUAL_PEOPLE
        date = date or (found and found.date) or None
        booking = Booking(order, people, school_id, found, date, saved_printer(printer))
        shelf = Shelf(HOME / "output" / ".shelf")
        with line.press_workers() as workers, progress(as_json) as tell:
            tell("reading materials and templates")
            inputs = line.inputs_of((materials, templates))
            shapes = line.load_templates(templates)
            library = line.load_materials(materials, shapes)
            room = line.PrintRoom(
                library,
                shapes,
                shelf,
                workers,
                tell,
                manner=line.Manner(only, release),
                inputs=inputs,
            )
            (made,) = line.make_packs([booking], room, output or near(HOME / "output"))
        if isinstance(made, Failed):
            raise NotFitToPrint(made.problems)
        say_problems((*library.warnings, *made.warnings))
        for key in shelf.damaged:
            err().print(f"A damaged entry of the shelf was made again: {key}")
        _say_delivered(made, as_json)


@main.command()
@click.argument("paths", nargs=-1, type=FilePath)
@click.option("--fit", is_flag=True, help="Lay every page out, too, and say what does not fit.")
@click.option("--as-of", type=Day(), help="Judge what is out of date as on this day.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@folders
def check(
    paths: tuple[Path, ...],
    fit: bool,
    as_of: dt.date | None,
    as_json: bool,
    materials: Path,
    templates: Path,
) -> None:
    """Check materials and templates without printing: everything, or only the PATHS named.

    \b
    python3 generate.py check
    python3 generate.py check materials/snippets/power
    python3 generate.py check --as-of 2027-09-01
    python3 generate.py check --fit
    """
    from printroom import line
    from printroom.shelf import Shelf

    crew = line.press_workers if fit else line.compose_workers
    shelf = Shelf(HOME / "output" / ".shelf") if fit else None
    with spoken_problems(as_json), crew() as workers, progress(as_json or not fit) as tell:
        problems = line.check(
            materials, templates, workers, as_of or _today(), shelf=shelf, tell=tell
        )
    if paths:
        problems = [problem for problem in problems if _is_below(problem.path, paths)]
    stops = sum(problem.stops for problem in problems)
    if as_json:
        click.echo(json.dumps([asdict(p) for p in problems], ensure_ascii=False, indent=2))
    else:
        say_problems(problems)
        warnings = len(problems) - stops
        said = f"{stops} to mend, {warnings} to know" if problems else "Nothing to mend"
        click.echo(f"{said}.")
    sys.exit(NOT_FIT if stops else 0)


def _school(named: str | None) -> tuple[str, School | None]:
    """The school that FILE#ID names."""
    from printroom.load import load_school

    if named is None:
        return "", None
    file, sign, school_id = named.rpartition("#")
    if not sign or not file or not school_id:
        raise click.UsageError(f"--school {named}: write FILE#ID, the file and the school's id")
    if not Path(file).is_file():
        raise click.UsageError(f"--school {named}: there is no file {file}")
    return school_id, load_school(Path(file), school_id)


def _nation(named: str | None, school: School | None) -> str:
    """The nation of the school, else what was asked for, else England, said aloud."""
    if school and named and named != school.nation:
        raise click.UsageError(
            f"--nation {named} is not the school's nation, which is {school.nation}: "
            "leave --nation out, or mend the school"
        )
    if school:
        return school.nation
    if named is None:
        err().print(f"No nation was named: this pack is for {DEFAULT_NATION}.")
    return named or DEFAULT_NATION


def _say_delivered(made: Delivered, as_json: bool) -> None:
    if as_json:
        click.echo(
            json.dumps(
                {
                    "folder": made.folder,
                    "files": list(made.files),
                    "pages": made.pages,
                    "sheets": made.sheets,
                    "people": made.booking.people,
                    "draft": list(made.draft),
                    "from_shelf": made.how.get("link", 0) + made.how.get("stands", 0),
                },
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    files = "1 file" if len(made.files) == 1 else f"{len(made.files)} files"
    click.echo(f"{files}, {made.pages} pages: {made.folder}")
    for name in made.files:
        click.echo(f"    {name}")
    click.echo(
        f"For {made.booking.people} people that is {made.sheets} sheets of paper; "
        "the cover says what to print and how often."
    )
    if made.draft:
        click.echo("This pack is a DRAFT:")
        for reason in made.draft:
            click.echo(f"    {reason}")
    order = made.booking.order
    click.echo(
        f"Next: python3 generate.py pack {order.session} --band {order.band} --people 30, "
        "or python3 generate.py list"
    )


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _is_below(path: str, wanted: Iterable[Path]) -> bool:
    return any(Path(path).resolve().is_relative_to(folder.resolve()) for folder in wanted)


if __name__ == "__main__":
    main()
