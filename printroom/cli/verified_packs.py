"""Checks the packs in a folder, and prints what was found."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.bundle_output import (
    OldBundles,
    find_old_bundles,
    old_bundles_json,
    print_old_bundles,
    quoted,
)
from printroom.cli.code_output import print_unread, print_withdrawal, print_words, words_json
from printroom.cli.messages import (
    NOT_FIT,
    cut_short,
    print_json,
    print_set_aside,
    problem_rows,
    quantity,
)
from printroom.cli.parameters import given_options, relative, today

if TYPE_CHECKING:
    from printroom.ledger.current_content import CurrentContent
    from printroom.ledger.record import Record
    from printroom.ledger.term_record import TermRecord
    from printroom.ledger.verification import Verified
    from printroom.ledger.word_changes import WordChange
    from printroom.make.term.pruning import PrintedRows
    from printroom.model import Problem

    Words = Mapping[Path, tuple[WordChange, ...]]

SHOWN = 20
"""How many lines of one kind are printed."""


def verify_files(folder: Path, materials: Path, unread: tuple[Problem, ...], as_json: bool) -> None:
    """Print what is found in packs without comparing them with the materials, and exit with 1.

    Returns if there are no packs.
    """
    from printroom.ledger import verification
    from printroom.ledger.recorded_code import withdrawn_in
    from printroom.ledger.term_record import read_record

    term = read_record(folder)
    recorded = term.packs if term else ()
    found = verification.verify(folder, recorded, lambda _: "", withdrawn_in(materials))
    if not (found.packs or found.faults):
        return
    bundles = find_old_bundles(folder, (folder / name for name in recorded), found.withdrawn)
    if as_json:
        result = {**_verified_json(found, {}), "unread": problem_rows(unread)}
        print_json(result | {"old_bundles": old_bundles_json(bundles)})
    else:
        _print_verified(found, {}, is_compared=False)
        print_old_bundles(folder, bundles)
        print_unread(unread, "they are")
    sys.exit(NOT_FIT)


def verify_packs(folder: Path, current: CurrentContent, record: Record, as_json: bool) -> None:
    """Print what was found in a folder of packs; exit with 1 if a pack must not be used."""
    from printroom.ledger.term_record import read_record

    term = read_record(folder)
    checked = _check_packs(folder, term, current, record)
    if as_json:
        print_json(_checked_json(checked))
    else:
        _print_checked(folder, term, checked)
    print_set_aside(current.library)
    sys.exit(0 if checked.is_fit else NOT_FIT)


@dataclass(frozen=True)
class _Checked:
    """Packs compared with their manifests, with what would print now, and with the list."""

    found: Verified
    rows: PrintedRows
    others: list[Path]
    """Packs in the folder of a term that are not of the term."""
    words: Words
    again: list[Path]
    """The packs of the term that are out of date and can be made again."""
    bundles: OldBundles
    is_fit: bool
    """Whether every pack, and every bundle, may be used."""


def _check_packs(
    folder: Path, term: TermRecord | None, current: CurrentContent, record: Record
) -> _Checked:
    """Compare the packs in a folder. Raises `NotFitToPrint` if there are none."""
    from printroom.ledger import verification
    from printroom.ledger.term_record import other_packs
    from printroom.ledger.word_changes import words_of_pack
    from printroom.model import NotFitToPrint, Problem

    packs = term.packs if term else ()
    rows = _rows(folder, term, current)
    found = verification.verify(folder, packs, current.why_outdated, current.withdrawn)
    if not (found.packs or found.faults):
        message, fix = _why_no_packs(folder)
        raise NotFitToPrint([Problem("no-packs", folder.as_posix(), message, fix, 0)])
    superseded = [pack for pack in found.outdated if current.changed_documents(pack)]
    is_known = all(current.is_printable(pack) for pack in found.outdated)
    unsent = [pack for pack in found.packs if _is_unfit(pack, current) or pack in rows.changed]
    bundles = find_old_bundles(folder, rows.packs or (folder / name for name in packs), unsent)
    unfit = found.faults or found.withdrawn or superseded or rows.changed or bundles
    found = _with_reasons(found, rows.changed)
    return _Checked(
        found,
        rows,
        sorted({*other_packs(folder, term), *rows.left_over}),
        {pack: words_of_pack(pack, current, record) for pack in superseded},
        [one for one in rows.packs if one in found.outdated and current.is_printable(one)],
        bundles,
        is_fit=is_known and not unfit,
    )


def _why_no_packs(folder: Path) -> tuple[str, str]:
    """What to say of a folder without packs, which may be a bundle, and what to do."""
    from printroom.ledger.bundle_contents import CONTENTS

    if not (folder / CONTENTS).is_file():
        return "there are no packs here", ""
    home = relative(folder.resolve().parent)
    command = f"python3 generate.py verify {quoted(home)}"
    return "this is a bundle: verify its term, which says if the bundle is old", command


def _is_unfit(pack: Path, current: CurrentContent) -> bool:
    from printroom.deliver.manifest import read_manifest
    from printroom.ledger.current_content import CORRECT

    made = read_manifest(pack)
    unfit = current.unfit(made) if made else None
    return unfit is not None and unfit.instead != CORRECT


def _checked_json(checked: _Checked) -> dict[str, object]:
    return {
        **_verified_json(checked.found, checked.words),
        "unread": problem_rows(checked.rows.unread),
        "not_of_term": [pack.as_posix() for pack in checked.others],
        "not_made": list(checked.rows.not_made),
        "old_bundles": old_bundles_json(checked.bundles),
    }


def _print_checked(folder: Path, term: TermRecord | None, checked: _Checked) -> None:
    from printroom.cli.term_output import remake_text

    rows = checked.rows
    _print_lines(f"no longer part of this term: {pack}" for pack in checked.others)
    _print_verified(checked.found, checked.words, others=len(checked.others))
    if checked.again:
        click.echo(remake_text(folder, checked.again, len(rows.packs)))
    elif rows.changed and not term:
        home = next(iter(rows.changed)).resolve().parent.parent
        click.echo(f"See: python3 generate.py verify {quoted(relative(home))}")
    print_old_bundles(folder, checked.bundles)
    if term and (rows.not_made or rows.left_over):
        _print_term_changed(term.term, rows)
    _print_unread_list(rows)


def _rows(folder: Path, term: TermRecord | None, current: CurrentContent) -> PrintedRows:
    """What has changed in the list of a term since its packs were printed.

    Without a record of a term, each pack that lies in the folder of its term is compared.
    """
    from printroom.deliver.manifest import packs_below, read_manifest
    from printroom.make.term.pruning import PrintedRows, compare_rows

    content = current.materials, current.library, today()
    if term:
        return compare_rows(folder, term.term, *content)
    place = folder.resolve()
    packs = [(pack.parent.parent, read_manifest(pack)) for pack in packs_below(place)]
    homes = dict.fromkeys(home for home, made in packs if made and made.term == home.name)
    found = [compare_rows(home, home.name, *content) for home in homes]
    changed = [(pack, why) for rows in found for pack, why in rows.changed.items()]
    return PrintedRows(
        {folder / one.relative_to(place): why for one, why in changed if one.is_relative_to(place)},
        unread=tuple(problem for rows in found for problem in rows.unread),
    )


def _print_term_changed(name: str, rows: PrintedRows) -> None:
    """Print which schools have packs to be made, and where the plan of the term is."""
    if ids := rows.not_made:
        more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
        schools = quantity(len(ids), "school of the list has", "schools of the list have")
        click.echo(f"{schools} packs that were not made: {', '.join(ids[:SHOWN])}{more}.")
    same = given_options("materials", "templates", "output")
    click.echo(f"See: python3 generate.py term {name} --plan{same}")


def _print_unread_list(rows: PrintedRows) -> None:
    """Print why packs were not compared with the list of schools."""
    if rows.unread:
        same = given_options("materials", "templates")
        click.echo(f"Not compared with the list of schools: {rows.unread[0].message}.")
        click.echo(f"See: python3 generate.py check{same}")


def _with_reasons(found: Verified, changed: Mapping[Path, str]) -> Verified:
    """The result of verifying, with further reasons why packs are out of date."""
    old = found.outdated
    packs = dict.fromkeys((*old, *changed))
    reasons = {pack: "; ".join(filter(None, (old.get(pack), changed.get(pack)))) for pack in packs}
    return replace(found, outdated=reasons)


def _verified_json(found: Verified, words: Words) -> dict[str, object]:
    """The result of verifying packs as JSON."""
    return {
        "packs": len(found.packs),
        "faults": [{"file": fault.file.as_posix(), "what": fault.what} for fault in found.faults],
        "extra": [file.as_posix() for file in found.extra],
        "outdated": {pack.as_posix(): why for pack, why in found.outdated.items()},
        "words": {pack.as_posix(): words_json(changes) for pack, changes in words.items()},
        "withdrawn": {
            pack.as_posix(): entry.model_dump(mode="json", exclude_defaults=True)
            for pack, entry in found.withdrawn.items()
        },
    }


def _print_verified(
    found: Verified, words: Words, *, is_compared: bool = True, others: int = 0
) -> None:
    from printroom.ledger.current_content import is_unread

    for pack, entry in found.withdrawn.items():
        click.secho(f"WITHDRAWN, do not use: {pack}", fg="red", bold=True)
        print_withdrawal(entry)
    _print_lines(f"{fault.what}: {fault.file}" for fault in found.faults)
    _print_lines(f"extra file: {file}" for file in found.extra)
    unread = {pack for pack, why in found.outdated.items() if is_unread(why)}
    _print_lines(
        f"{'cannot be compared' if pack in unread else 'out of date'}: {pack}: {why}"
        for pack, why in found.outdated.items()
    )
    _print_changed_words(words)
    intact = "no file is missing or changed"
    wrong = f"{quantity(len(found.faults), 'file is', 'files are')} missing or changed"
    old = f"; {quantity(len(found.outdated) - len(unread), 'is', 'are')} out of date"
    unknown = f"; {len(unread):,} cannot be compared" if unread else ""
    outdated = f"{old}{unknown}" if is_compared else ""
    files = intact if found.is_intact else wrong
    foreign = f", {others} of them no longer part of this term" if others else ""
    click.echo(f"{quantity(len(found.packs), 'pack')}{foreign}: {files}{outdated}.")
    if found.withdrawn:
        withdrawn = quantity(len(found.withdrawn), "was", "were")
        click.echo(f"{withdrawn} withdrawn and must not be used.")


def _print_changed_words(words: Words) -> None:
    """Print which words have changed, once for all packs with the same changes."""
    together: dict[tuple[WordChange, ...], list[Path]] = {}
    for pack, changes in words.items():
        if changes:
            together.setdefault(changes, []).append(pack)
    for changes, (first, *others) in islice(together.items(), SHOWN):
        more = f" and {quantity(len(others), 'other pack')}" if others else ""
        click.echo(f"changed since {first}{more}:")
        print_words(changes)
    if len(together) > SHOWN:
        rest = sum(len(packs) for packs in islice(together.values(), SHOWN, None))
        click.echo(f"and in {quantity(rest, 'other pack')}: verify its folder to see the words")


def _print_lines(lines: Iterable[str]) -> None:
    for line in cut_short(lines, SHOWN):
        click.echo(line)
