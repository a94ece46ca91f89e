"""The command that leaves a remark on a part of a pack."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Unpack

import click

from printroom.cli.messages import print_set_aside, report_problems
from printroom.cli.parameters import (
    Day,
    OrderOptions,
    folders,
    following,
    given_options,
    known_order,
    length,
    today,
)


@click.command()
@click.argument("session")
@click.option("--band", required=True, help="The age group, such as 11-14.")
@click.option("--nation", required=True, help="The nation whose pack was read.")
@click.option("--document", required=True, help="The document, such as worksheet.")
@click.option("--part", default="", help="The title of a part of it; default: all of it.")
@click.option("--says", required=True, help="The remark; never about a child, and without a name.")
@click.option("--by", required=True, help="The full name of the person who makes the remark.")
@click.option("--on", type=Day(), help="The day of the remark; default: today.")
@length
@following
@folders
def remark(
    document: str,
    part: str,
    says: str,
    by: str,
    on: dt.date | None,
    materials: Path,
    templates: Path,
    **asked: Unpack[OrderOptions],
) -> None:
    """Leave a remark on a part of a pack in materials/remarks.yaml, for its authors.

    Packs print all the same; `list --signed` shows it, and whether the words have changed since.
    Delete its entry once it is answered. The file is kept and shared with the materials: write
    about the page, never about a child. If you are worried about a child, tell your safeguarding
    lead.

    \b
    python3 generate.py remark power/who-has-it --band 11-14 --nation england \\
        --document worksheet --part "Power words" --says "Who is “they” here?" --by "Full Name"
    """
    from printroom import make
    from printroom.ledger.remarks import leave_remark
    from printroom.make.requests.new_entries import new_remark, refuse_no_name

    with report_problems(False, "recorded"):
        new = new_remark(document, part, says, by, on, today())
        order = known_order((materials, templates), **asked)
        with make.compose_workers() as workers:
            library, loaded = make.load_folders(materials, templates, sets_aside=True)
            refuse_no_name(new.by, library.names)
            found = leave_remark(materials, order, new, library, loaded, workers)
    print_set_aside(library)
    where = f"{new.document}, “{new.part}”" if new.part else new.document
    click.echo(f"Remark on {where} ({found.place}): {new.says}")
    click.echo(f"Recorded in {materials / 'remarks.yaml'}.")
    click.echo(f"See: python3 generate.py list --signed{given_options('materials', 'templates')}")
