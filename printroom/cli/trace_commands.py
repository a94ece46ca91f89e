"""Commands that trace content: where it is used, and which file a page's text comes from."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from printroom.cli.messages import (
    NOT_FIT,
    cut_short,
    print_json,
    print_set_aside,
    quantity,
    report_problems,
)
from printroom.cli.parameters import (
    DEFAULT_NATION,
    FolderPath,
    OrderOptions,
    default_output,
    folders,
    following,
    known_order,
    length,
    read_current,
    record_in,
    recorded,
    today,
)

if TYPE_CHECKING:
    from printroom.ledger.origins import Origin
    from printroom.ledger.recorded_uses import RecordedPack
    from printroom.ledger.searching import Usage, Use

SHOWN = 40


@click.command(name="where-used")
@click.argument("name", metavar="NAME")
@click.option("-o", "--output", type=FolderPath, help="The output folder; default: output/.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@recorded
@folders
def where_used(
    name: str,
    output: Path | None,
    as_json: bool,
    record: Path | None,
    materials: Path,
    templates: Path,
) -> None:
    """Show which sessions, documents and printed packs use something.

    NAME is written as in a text: contact:…, fact:…, snippet:…, word:… or picture:…; text:… finds
    any words or numbers, also in packs that were printed before and are on record. The exit code is
    1 if a printed pack is neither current nor on record.

    \b
    python3 generate.py where-used contact:childline
    python3 generate.py where-used snippet:power/power-words
    python3 generate.py where-used "text:an adult you trust"
    """
    from printroom import make
    from printroom.ledger import searching

    with report_problems(as_json, "shown"), make.compose_workers() as workers:
        current = read_current(materials, templates, workers)
        library = current.library
        others = make.other_orders(library, current.templates, today())
        orders = chain(make.all_orders(library, today()), others)
        printed = record_in(record, materials)
        found = searching.where_used(name, current, orders, output or default_output(), printed)
    print_set_aside(current.library, found.unread, "Sessions not searched until these are fixed")
    if as_json:
        print_json(asdict(found))
    else:
        for row in (*_usage_lines(found), *_printed_lines(found)):
            click.echo(row)
    sys.exit(NOT_FIT if found.unknown or found.unread else 0)


@click.command()
@click.argument("session")
@click.argument("document")
@click.option("--band", required=True, help="The age group, such as 11-14.")
@click.option("--nation", default=DEFAULT_NATION, show_default=True, help="The nation.")
@click.option("--seed", type=click.IntRange(1, 999_999), default=1, help="As for `pack`.")
@length
@following
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@folders
def why(
    document: str,
    as_json: bool,
    materials: Path,
    templates: Path,
    **asked: Unpack[OrderOptions],
) -> None:
    """Show for each part of a document which file and line it comes from, and why.

    \b
    python3 generate.py why power/who-has-it worksheet --band 11-14
    python3 generate.py why power/who-has-it help-page --band 14-16 --nation wales
    """
    from printroom import make
    from printroom.ledger import origins

    with report_problems(as_json, "shown"):
        order = known_order((materials, templates), **asked)
        with make.compose_workers() as workers:
            current = read_current(materials, templates, workers)
            plan = current.plan_or_raise(order)
            found = origins.origins(document, plan, current.library, current.templates)
    print_set_aside(current.library)
    if as_json:
        print_json([asdict(origin) for origin in found])
        return
    click.echo(f"{plan.title} · {document} · {plan.band.title} · {plan.nation} · {plan.code}\n")
    _print_origins(found)


def _print_origins(found: Iterable[Origin]) -> None:
    for origin in found:
        indent = " " * (len(origin.what) - len(origin.what.lstrip()))
        click.echo(
            f"{origin.what}\n{indent}    {origin.path}{f':{origin.line}' if origin.line else ''}"
        )
        click.echo(f"{indent}    {origin.why}")


def _usage_lines(found: Usage) -> Iterator[str]:
    for file in found.files[:SHOWN]:
        yield f"{found.name}  {file}"
    if len(found.files) > SHOWN:
        yield f"    and {len(found.files) - SHOWN} more places"
    if not found.places:
        yield "It is not used."
    for (session, code), those in groupby(
        found.places, key=lambda one: (one.session, one.session_code)
    ):
        yield f"{code}  {session}"
        yield from _band_lines(tuple(those))


def _printed_lines(found: Usage) -> Iterator[str]:
    if found.packs:
        yield f"\nIt is in {quantity(len(found.packs), 'printed pack')}:"
    packs = (
        f"{one.folder}: {', '.join(one.documents) or 'with earlier text'}" for one in found.packs
    )
    yield from cut_short((f"    {line}" for line in packs), SHOWN)
    earlier = tuple(pack for pack in found.recorded if not pack.is_current)
    yield from _recorded_lines("It was printed before, on pages that are not current", earlier)
    gone = tuple(pack for pack in found.recorded if pack.is_current)
    yield from _recorded_lines("It was printed in packs that are not in the output folder", gone)
    if found.unknown:
        unknown = quantity(found.unknown, "printed pack")
        yield f"\nUnknown for {unknown} with earlier text."


def _recorded_lines(title: str, packs: tuple[RecordedPack, ...]) -> Iterator[str]:
    if packs:
        yield f"\n{title}:"
    yield from cut_short(map(_recorded_line, packs), SHOWN)


def _recorded_line(pack: RecordedPack) -> str:
    where = f"{pack.session} for {pack.band} in {pack.nation}, version {pack.version}"
    documents = f": {', '.join(pack.documents)}" if pack.documents else ""
    return f"    {where}, {pack.code}{documents} ({', '.join(pack.on)})"


def _band_lines(places: tuple[Use, ...]) -> Iterator[str]:
    """Lines for each band, with the nations whose documents with it are the same."""
    together: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for place in places:
        together.setdefault((place.band, place.documents), []).append(place.nation)
    for (band, documents), nations in together.items():
        yield f"    {band:14}{', '.join(nations)}"
        yield f"    {'':14}{', '.join(documents)}"
