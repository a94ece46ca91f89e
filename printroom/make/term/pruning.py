"""Compares a term's packs with its list of schools; finds those that no longer belong to it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from printroom.deliver.folder import pack_folder, staging_folder, write_problem
from printroom.deliver.manifest import FileDigests, faults, packs_below, read_manifest
from printroom.load import load_term
from printroom.make.pack.bookings import bookings_of, changed_details
from printroom.make.run.locking import lock_term
from printroom.model import Booking, Library, NotFitToPrint, Problem, ResolvedTerm


@dataclass(frozen=True, slots=True)
class LeftoverPack:
    """A pack in the folder of a term that none of its rows asks for, and why it is one."""

    folder: Path
    school_id: str
    why: str
    kept_for: tuple[str, ...] = ()
    """Names of files that a person has added or changed: with these, it is not removed."""


def leftovers(folder: Path, packs: Iterable[Path]) -> tuple[Path, ...]:
    """The packs in the folder of a term that are none of `packs`, those of its bookings.

    One of a few documents (`--only`) belongs to the booking of its whole pack. Raises `OSError`.
    """
    wanted = set(map(str, packs))
    found = packs_below(folder, without=wanted)
    return tuple(
        pack
        for pack in found
        if str(pack.with_name(pack.name.partition("--only-")[0])) not in wanted
    )


def leftover_packs(
    resolved: ResolvedTerm, bookings: Iterable[Booking], output: Path
) -> tuple[LeftoverPack, ...]:
    """What could be removed from the folder of a term. Raises `NotFitToPrint`."""
    bookings, folder = tuple(bookings), output / resolved.name
    booked = {booking.school_id for booking in bookings}
    digests, wanted = FileDigests(), (output / pack_folder(booking) for booking in bookings)
    try:
        return tuple(
            _described(pack, resolved, booked, digests) for pack in leftovers(folder, wanted)
        )
    except OSError as error:
        raise NotFitToPrint([write_problem(folder, error)]) from error


def _described(
    pack: Path, resolved: ResolvedTerm, booked: set[str], digests: FileDigests
) -> LeftoverPack:
    manifest = read_manifest(pack)
    if manifest is None or manifest.term != resolved.name:
        return LeftoverPack(pack, "", "it was not made for this term", (pack.name,))
    school_id = manifest.school
    if school_id not in resolved.listed.schools:
        why = "the school is not in the list any more"
    elif school_id not in booked:
        why = "the school is in the list, and has no packs in this term"
    else:
        why = "the school does not get this session any more, or has another name now"
    by_hand = (fault.file.name for fault in faults(pack, digests) if fault.what != "missing")
    return LeftoverPack(pack, school_id, why, tuple(by_hand))


def remove_packs(packs: Iterable[LeftoverPack], folder: Path) -> int:
    """Remove packs from the folder of a term, and schools that have none left.

    Returns how many. What a person has added or changed since stays. Raises `NotFitToPrint`.
    """
    with lock_term(folder):
        count = 0
        for pack in packs:
            if not pack.kept_for and not any(_added(pack.folder)):
                _remove(pack.folder)
                count += 1
        return count


def _added(pack: Path) -> Iterator[Path]:
    """Files that a person has added to a pack, or changed in it. Raises `NotFitToPrint`."""
    try:
        for fault in faults(pack, FileDigests()):
            if fault.what != "missing":
                yield fault.file
    except OSError as error:
        raise NotFitToPrint([write_problem(pack, error)]) from error


def _remove(pack: Path) -> None:
    """Remove a pack: first it is renamed, so that half of one is never taken for a pack."""
    gone = staging_folder(pack)  # which the next run removes, if this one is interrupted
    try:
        shutil.rmtree(gone, ignore_errors=True)
        pack.rename(gone)
    except OSError as error:
        raise NotFitToPrint([write_problem(pack, error)]) from error
    shutil.rmtree(gone, ignore_errors=True)
    with suppress(OSError):  # a school with other packs stays
        pack.parent.rmdir()


@dataclass(frozen=True, slots=True)
class PrintedRows:
    """What a term's list of schools says otherwise than its packs."""

    changed: Mapping[Path, str]
    """Each pack that prints something else of its school or its visit, and what."""
    not_made: tuple[str, ...] = ()
    """The ids of schools with a pack in the term that is not in its folder."""
    left_over: tuple[Path, ...] = ()
    """Packs in the folder that no row of the list asks for now."""
    unread: tuple[Problem, ...] = ()
    """Why the list cannot be compared, if it cannot."""


def compare_rows(
    folder: Path, term: str, materials: Path, library: Library, day: dt.date
) -> PrintedRows:
    """Compare the packs in the folder of a term with the rows of its list.

    Each pack keeps a digest of every detail that it prints; nothing is printed to compare them.
    """
    try:
        resolved = load_term(materials, term, library)
    except NotFitToPrint as error:
        return PrintedRows({}, unread=error.problems)
    bookings = {
        folder.joinpath(*pack_folder(booking).parts[1:]): booking
        for booking in bookings_of(resolved, day)
    }
    changed = {}
    for pack, booking in bookings.items():
        details = _details(pack)
        if words := changed_details(booking, details) if details is not None else ():
            is_term = words == ("contact",)
            line = resolved.listed.lines.get(booking.school_id, 0)
            place = resolved.path if is_term else f"{resolved.listed.path}:{line}"
            changed[pack] = f"it prints another {', '.join(words)} than {place} has now"
    there = set(packs_below(folder))
    missing = (one.school_id for pack, one in bookings.items() if pack not in there)
    return PrintedRows(changed, tuple(dict.fromkeys(missing)), leftovers(folder, bookings))


def _details(pack: Path) -> Mapping[str, str] | None:
    """The digests of what a pack prints of its booking; none for a pack without them."""
    try:
        manifest = read_manifest(pack)
    except OSError:
        return None
    return manifest.details if manifest else None
