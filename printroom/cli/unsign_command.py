"""The command that takes back a sign-off."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from printroom.cli.messages import print_set_aside, report_problems
from printroom.cli.parameters import OrderOptions, folders, following, known_order, length, today


@click.command()
@click.argument("session")
@click.option("--band", required=True, help="The age group, such as 11-14.")
@click.option("--nation", required=True, help="The nation whose pack was signed.")
@click.option("--reviewer", required=True, help="The full name of the person who signed it.")
@click.option("--reason", required=True, help="Why it is taken back; never about a child.")
@click.option("--seed", type=click.IntRange(1, 999_999), default=1, help="As for `pack`.")
@length
@following
@folders
def unsign(
    reviewer: str,
    reason: str,
    materials: Path,
    templates: Path,
    **asked: Unpack[OrderOptions],
) -> None:
    """Take back your own sign-off of a pack, which is a draft again from now on.

    Both stay in materials/reviews.yaml: the sign-off, and below it that it was taken back, when and
    why. Packs that were printed meanwhile do not say DRAFT: if they must not be used, `withdraw`.

    \b
    python3 generate.py unsign power/who-has-it --band 11-14 --nation england \\
        --reviewer "Full Name" --reason "I had read the pack for Wales."
    """
    from printroom import make
    from printroom.ledger.taking_back import code_of, take_back

    with report_problems(False, "taken back"):
        order = known_order((materials, templates), **asked)
        library, _ = make.load_folders(materials, templates, sets_aside=True)
        event = take_back(materials, order, reviewer, reason, today(), library)
    print_set_aside(library)
    code = code_of(event)
    click.echo(
        f"Taken back: the sign-off of {event.session} for {event.band} in {event.nation}, {code}, "
        f"by {event.reviewer}."
    )
    click.echo(f"Recorded in {materials / 'reviews.yaml'}.")
    click.echo(f"Packs that were printed as signed do not say DRAFT: verify {code} names them.")
