"""Output about bundles that do not have the packs of their term as they are now."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.parameters import default_output, given_options

if TYPE_CHECKING:
    from printroom.ledger.bundle_contents import OldBundle
    from printroom.model import Problem

SHOWN = 20
"""How many schools a line names."""
OldBundles = Sequence["OldBundle"]


def find_old_bundles(folder: Path, packs: Iterable[Path], unfit: Iterable[Path] = ()) -> OldBundles:
    """The old bundles in the folder of a term, and zips of them; `packs` are those of the term.

    If nobody knows its packs, they are all packs in the folder. `unfit` were withdrawn, or are out
    of date.
    """
    from printroom.deliver.manifest import packs_below
    from printroom.ledger.bundle_contents import old_bundles

    found = tuple(packs) or (one for one in packs_below(folder) if "--only-" not in one.name)
    return old_bundles(folder, found, unfit)


def old_bundles_after_run(folder: Path, packs: Iterable[Path]) -> OldBundles:
    """The same once the packs are made: if a folder cannot be listed, one line says so."""
    try:
        return find_old_bundles(folder, packs)
    except OSError as error:
        reason = f"this cannot be searched for old bundles: {error.strerror or error}"
        click.echo(f"{error.filename or folder}: {reason}", err=True)
        return ()


def print_old_bundles(folder: Path, found: OldBundles) -> None:
    """Print each old bundle with what is old in it, and how to make it again."""
    for one in found:
        what = f"{one.state.upper()} BUNDLE, do not print or send it"
        click.secho(f"{what}: {one.place}", fg="red", bold=True)
        click.echo(f"    {one}")
    for one in found:
        if not one.is_zip:
            where = "" if one.place.name == "bundle" else f" --output {quoted(one.place)}"
            click.echo(f"To make it again: {bundle_command(folder, f'{one.options}{where}')}")
    if any(one.is_zip for one in found):
        same = given_options("materials", "templates")
        take = f"python3 generate.py take {quoted(folder / 'bundle')} --zip{same}"
        click.echo(f"To make its zip again, from a new bundle: {take}")


def print_changed_schools(folder: Path) -> None:
    """Print for which schools a new bundle differs from the one before."""
    from printroom.ledger.bundle_contents import read_contents

    schools = read_contents(folder).changed_for
    if schools is None:
        return
    more = " …" if len(schools) > SHOWN else ""
    which = f"those of {', '.join(schools[:SHOWN])}{more}" if schools else "none"
    click.echo(f"Packs that are not as in the last bundle: {which}.")


def bundle_command(folder: Path, options: str = "") -> str:
    """The command that bundles the term in this folder."""
    packs = "" if folder.parent == default_output() else f" --packs {quoted(folder.parent)}"
    same = given_options("materials", "templates")
    return f"python3 generate.py bundle {shlex.quote(folder.name)}{options}{packs}{same}"


def term_command(folder: Path, only: str = "", *same: str) -> str:
    """The command that makes the packs of the term in this folder, or some of them (`only`)."""
    where = "" if folder.parent == default_output() else f" --output {quoted(folder.parent)}"
    options = given_options(*(same or ("materials", "templates")))
    return f"python3 generate.py term {shlex.quote(folder.name)}{only}{where}{options}"


def with_commands(problems: Iterable[Problem], again: str, command: str) -> list[Problem]:
    """Problems of packs that are not sent, with the commands for what they say to do."""
    from printroom.ledger.current_content import CORRECT

    check = f"python3 generate.py check{given_options('materials', 'templates')}"
    fixes = {again: f"{again}: {command}", CORRECT: f"{CORRECT}; all mistakes: {check}"}
    return [replace(one, fix=fixes.get(one.fix, one.fix)) for one in problems]


def old_bundles_json(found: OldBundles) -> list[dict[str, object]]:
    """Old bundles for another program."""
    return [
        {
            "place": one.place.as_posix(),
            "made_again": one.changed,
            "not_of_term": one.gone,
            "not_in_it": one.lacking,
            "unfit": one.unfit,
            "is_complete": one.contents.is_complete,
            "is_known": one.contents.packs is not None,
        }
        for one in found
    ]


def quoted(path: Path) -> str:
    """A path as it is typed."""
    return shlex.quote(str(path))
