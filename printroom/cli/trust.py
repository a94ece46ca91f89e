"""Commands by which a page can be trusted: who has read it, and where its words come from."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from printroom.cli.options import Day, folders
from printroom.cli.speech import progress, spoken_problems
from printroom.model import Order

if TYPE_CHECKING:
    from printroom.line.signing import Standing


@click.command()
@click.argument("session")
@click.option("--band", required=True, help="The age group, such as 11-14.")
@click.option("--nation", required=True, help="The nation whose pack was read.")
@click.option("--reviewer", required=True, help="The full name of the person who has read it.")
@click.option("--role", required=True, help="As what they sign, such as “Safeguarding lead”.")
@click.option("--on", type=Day(), help="The day on which it was read; today otherwise.")
@click.option("--code", default="", help="The code on the pages that were read: it must still fit.")
@click.option("--seed", type=click.IntRange(1, 999_999), default=1, help="As for `pack`.")
@folders
def sign(
    session: str,
    band: str,
    nation: str,
    reviewer: str,
    role: str,
    on: dt.date | None,
    code: str,
    seed: int,
    materials: Path,
    templates: Path,
) -> None:
    """Write down in materials/reviews.yaml that a person has read a pack and stands for its words.

    It holds for exactly the words that print today. Change one, and the pack is a draft again.

    \b
    python3 generate.py sign power/who-has-it --band 11-14 --nation england \\
        --reviewer "Full Name" --role "Safeguarding lead" --code ABC-DEF
    """
    from printroom import line
    from printroom.line.codes import understood
    from printroom.line.signing import Signer

    today = dt.datetime.now().astimezone().date()
    if on and on > today:
        raise click.UsageError(f"--on {on}: that day has not come yet")
    if code and understood(code) is None:
        raise click.UsageError(f"--code {code}: a code looks like ABC-DEF")
    signer = Signer(reviewer, role, on or today, understood(code) or "")
    with spoken_problems(False), line.compose_workers() as workers, progress(False) as tell:
        tell("reading what would be printed")
        shapes = line.load_templates(templates)
        library = line.load_materials(materials, shapes)
        order = Order(session, band, nation, seed, today)
        review, page_code = line.sign(materials, order, signer, library, shapes, workers)
    click.echo(
        f"Signed: {review.session} for {review.band} in {review.nation}, {page_code}, "
        f"by {review.reviewer}, {review.role}, on {review.on}."
    )
    click.echo(f"It stands in {materials / 'reviews.yaml'}. See: python3 generate.py list --signed")


def say_signed(materials: Path, templates: Path, as_json: bool) -> None:
    """Show for each session, band and nation whether it is signed, and if no longer, why."""
    from printroom import line

    with spoken_problems(as_json):
        shapes = line.load_templates(templates)
        library = line.load_materials(materials, shapes)
        today = dt.datetime.now().astimezone().date()
        orders = line.all_orders(library, today)
        found = list(line.standings(materials, library, shapes, orders))
    found.sort(key=lambda one: one.session_code)
    if as_json:
        click.echo(json.dumps([_row(one) for one in found], ensure_ascii=False, indent=2))
        return
    for (code, title), those in groupby(found, key=lambda one: (one.session_code, one.title)):
        click.echo(f"{code}  {title}")
        for one in those:
            click.echo(f"    {one.band:14}{one.nation:18}{one.code:9}{_said(one)}")
            for change in one.changes:
                click.echo(f"        {change}")
    signed = sum(one.state == "signed" for one in found)
    click.echo(f"\n{signed} of {len(found)} are signed. Read a pack on paper, then:")
    click.echo("python3 generate.py sign SESSION --band … --nation … --reviewer … --role …")


def _said(one: Standing) -> str:
    review = one.review
    by = f"{review.role} ({review.reviewer}), {review.on}" if review else ""
    return {
        "signed": f"signed: {by}",
        "changed": f"no longer signed: {by}" + (f"; {one.why}" if one.why else "; since then"),
        "unsigned": "not signed",
        "withdrawn": f"withdrawn: {one.why}",
        "unfit": f"cannot be printed: {one.why}",
    }[one.state]


def _row(one: Standing) -> dict[str, Any]:
    """What JSON says of a signature."""
    review = one.review.model_dump(mode="json") if one.review else None
    return {
        "session": one.session,
        "band": one.band,
        "nation": one.nation,
        "code": one.code,
        "state": one.state,
        "review": review,
        "changes": _changes(one.changes),
        "why": one.why,
    }


def _changes(found: Iterable[Any]) -> list[dict[str, str]]:
    return [{"name": c.name, "change": c.change, "file": c.file} for c in found]
