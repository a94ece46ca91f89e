"""The command that writes a small working example to start from."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from printroom.cli.messages import report_problems
from printroom.cli.parameters import FolderPath, default_cache, folders, given_options, today

if TYPE_CHECKING:
    from printroom.make.new.example_files import Kind

ORGANISATION = "organisation"
KINDS = ("session", "snippet", "document", "activity", ORGANISATION)


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name")
@click.option("--band", default="", help="The age group; default: one in the middle.")
@click.option("--template", default="", help="The session template; default: the band's usual one.")
@click.option(
    "-o", "--output", type=FolderPath, help="Where an organisation's folder goes; default: here."
)
@folders
def new(
    kind: str,
    name: str,
    band: str,
    template: str,
    output: Path | None,
    materials: Path,
    templates: Path,
) -> None:
    """Write a small working example with comments: change it into what you need.

    It passes `check` at once. Files that exist are never overwritten.

    \b
    python3 generate.py new snippet power/fair-play
    python3 generate.py new session power/fair-play --band 14-16
    python3 generate.py new document reminder
    python3 generate.py new activity stand-or-sit
    python3 generate.py new organisation our-club
    """
    from printroom import make
    from printroom.make.new.example_files import WantedExample
    from printroom.make.new.examples import new_example, new_organisation

    same = given_options("materials", "templates")
    with report_problems(False, "written"), make.compose_workers() as workers:
        press = make.CachedPress(default_cache(), workers)
        if kind == ORGANISATION:
            home = (output or Path()) / name
            files = new_organisation(name, output or Path(), press, today())
            same = f" --materials {_quote(home / 'materials')}"
            same += f" --templates {_quote(home / 'templates')}"
        else:
            wanted = WantedExample(cast("Kind", kind), name, band, template)
            files = new_example(wanted, (materials, templates), press, today())
    for file in files:
        click.echo(f"    {file}")
    click.echo(f"Change them, then: python3 generate.py check{same}")


def _quote(path: Path) -> str:
    return shlex.quote(str(path))
