"""The command that bundles the packs of a term for a print shop."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.bundle_output import print_changed_schools, term_command, with_commands
from printroom.cli.messages import print_problems, quantity, report_problems
from printroom.cli.parameters import (
    FolderPath,
    current_of,
    default_cache,
    default_output,
    folders,
    for_print_shop,
    given_options,
    today,
)

if TYPE_CHECKING:
    from printroom.deliver.manifest import FileDigests, Manifest
    from printroom.ledger.current_content import Unfit
    from printroom.make.bundle.bundle_plan import TermPack
    from printroom.model import LabelSheet, Library, ResolvedTerm
    from printroom.model.print_shop import PrintShop

    IsUnfit = Callable[[Manifest], Unfit | None]

CHOICES = ("by", "labels", "without_missing", "marks", "pdf_x")
"""The options that decide what is in a bundle."""
SHOWN = 8
"""How many schools a sentence names."""


@click.command()
@click.argument("name")
@click.option(
    "--by",
    type=click.Choice(["document", "school", "email"]),
    default="document",
    help="document: a PDF for each document of all schools. school: PDFs for each school. "
    "email: a zip for each school, with a message to send it.",
)
@click.option("--labels", default="L7160", help="The make of the address labels; default: L7160.")
@click.option(
    "--without-missing",
    is_flag=True,
    help="Leave out packs that are missing, withdrawn or out of date, and list them.",
)
@for_print_shop
@click.option("--packs", type=FolderPath, help="Where the packs of terms are; default: output/.")
@click.option("-o", "--output", type=FolderPath, help="Default: bundle/ in the term's folder.")
@folders
def bundle(
    name: str,
    by: str,
    labels: str,
    without_missing: bool,
    packs: Path | None,
    output: Path | None,
    materials: Path,
    templates: Path,
    **shop: bool,
) -> None:
    """Bundle the packs of a term for a print shop or copier, by date, route and school.

    Documents with a school's details are merged, with a separator sheet before each pack, and blank
    backs where sheets are printed on both sides. Documents that all schools share are written once,
    with the number of copies in the name. There are labels for addresses and boxes, a packing list.

    \b
    python3 generate.py bundle 2027-spring
    python3 generate.py bundle 2027-spring --by school --labels L7163
    python3 generate.py bundle 2027-spring --marks --pdf-x
    """
    from printroom import make
    from printroom.deliver.hashing import digests_below
    from printroom.make.bundle.bundling import bundle_of

    wanted = _print_shop(by, shop)
    root, cache = packs or default_output(), default_cache(name)
    folder = output or root / name / "bundle"
    with report_problems(False, "bundled"):
        sheet = _label_sheet(labels, templates)
        digests = digests_below(root / name)
        with make.bundle_workers(os.cpu_count() or 1) as workers:
            sources, resolved = make.read_term(materials, templates, name, None, cache)
            known = sources.library, current_of(materials, sources, workers).unfit, digests
            found = _packs_of_term(resolved, root, known, without_missing)
            press = make.CachedPress(cache, workers)
            job = bundle_of(resolved, sources, press, folder, wanted, given_options(*CHOICES))
            files = job.write(found, sheet, by)
    _report(folder, files, found, by)


def _print_shop(by: str, shop: dict[str, bool]) -> PrintShop:
    from printroom.model.print_shop import PrintShop

    if by == "email" and any(shop.values()):
        raise click.UsageError("--by email sends packs as they are: leave out --marks and --pdf-x")
    return PrintShop(**shop)


def _label_sheet(labels: str, templates: Path) -> LabelSheet:
    from printroom.load.templates.templates import load_label_sheets

    sheets = load_label_sheets(templates)
    if not sheets:
        message = f"there is no sheet of labels in {templates / 'labels'}"
        raise click.UsageError(f"{message}: add one, such as L7160.yaml")
    if labels not in sheets:
        raise click.UsageError(f"--labels {labels}: choose from: {', '.join(sorted(sheets))}")
    return sheets[labels]


def _report(folder: Path, files: Sequence[str], packs: list[TermPack], by: str) -> None:
    """Print the files, which schools differ from before, drafts, and missing addresses."""
    from printroom.make.bundle.packing_words import schools_without_address, split_documents
    from printroom.make.bundle.print_order import PRINT_ORDER

    for file in files:
        click.echo(str(folder / file))
    print_changed_schools(folder)
    for sentence in split_documents(packs) if by == "document" else ():
        click.echo(sentence)
    if ids := schools_without_address(packs):
        schools = ", ".join(ids[:SHOWN]) + (" …" if len(ids) > SHOWN else "")
        text = f"{quantity(len(ids), 'school has', 'schools have')} no deliver_to in the list: "
        click.echo(f"{text}the label has only the name ({schools}).")
    if drafts := sum(pack.is_draft for pack in packs):
        for line in _draft_lines(packs[0].booking.term, drafts, len(packs), by):
            click.echo(line)
    elif PRINT_ORDER in files:
        click.echo(f"Give the shop the whole folder: {PRINT_ORDER} says how to print each file.")


def _draft_lines(term: str, drafts: int, count: int, by: str) -> tuple[str, ...]:
    """That a bundle with drafts is not printed yet, and how it becomes one that is."""
    what = "send it" if by == "email" else "have it printed"
    are = "is a DRAFT" if drafts == 1 else "are DRAFTS"
    command = f"python3 generate.py term {term}"
    return (
        f"Do not {what} yet: {drafts:,} of its {quantity(count, 'pack')} {are}.",
        f"Their covers say why, and so does: {command} --plan",
        f"Then make the packs without drafts, and bundle them again: {command} --release",
    )


def _packs_of_term(
    resolved: ResolvedTerm,
    root: Path,
    known: tuple[Library, IsUnfit, FileDigests],
    without_missing: bool,
) -> list[TermPack]:
    """The packs of a term; those that must not be sent are an error or a warning.

    Raises `NotFitToPrint`. `known` are the last three arguments of `packs_in_order`.
    """
    from printroom import make
    from printroom.make.bundle.bundle_plan import packs_in_order
    from printroom.make.bundle.not_bundled import AGAIN
    from printroom.model import NotFitToPrint

    bookings = make.bookings_of(resolved, today())
    found, missing = packs_in_order(bookings, root, resolved.listed, resolved.path, *known)
    command = term_command(root / resolved.name)
    missing = with_commands(missing, AGAIN, command)
    if not found or (missing and not without_missing):
        raise NotFitToPrint(missing)
    print_problems(replace(problem, stops=False) for problem in missing)
    return found
