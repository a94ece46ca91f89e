"""Compares the packs of a term with its list of schools, and removes those that left the term."""

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
    """A pack in the folder of a term that belongs to none of its bookings, with the reason."""

    folder: Path
    school_id: str
    why: str
    kept_for: tuple[str, ...] = ()
    """The names of files that a person has added or changed, because of which it is kept."""


def leftovers(folder: Path, packs: Iterable[Path]) -> tuple[Path, ...]:
    """The packs in the folder of a term that are not in `packs`, those of its bookings.

    A pack of some documents (`--only`) belongs to the booking of the whole pack. Raises `OSError`.
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
    """The packs that could be removed from the folder of a term. Raises `NotFitToPrint`."""
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
        why = "the school is no longer in the list"
    elif school_id not in booked:
        why = "the school is in the list, but has no packs in this term"
    else:
        why = "the school no longer gets this session, or its name has changed"
    return LeftoverPack(pack, school_id, why, tuple(_files_of_people(pack, digests)))


def remove_packs(packs: Iterable[LeftoverPack], folder: Path) -> int:
    """Remove packs from the folder of a term, and the folders of schools that have none left.

    Returns how many. Packs with files that a person added or changed are kept. Raises
    `NotFitToPrint`.
    """
    with lock_term(folder):
        return sum(_remove(pack.folder) for pack in packs if not pack.kept_for)


def _remove(pack: Path) -> bool:
    """Remove a pack, unless it has files of a person; returns whether it is removed.

    It is renamed first, so that what an interruption leaves is never taken for a pack. Raises
    `NotFitToPrint`.
    """
    gone = staging_folder(pack)  # which the next run removes, if this one is interrupted
    try:
        if any(_files_of_people(pack, FileDigests())):
            return False
        shutil.rmtree(gone, ignore_errors=True)
        pack.rename(gone)
    except OSError as error:
        raise NotFitToPrint([write_problem(pack, error)]) from error
    shutil.rmtree(gone, ignore_errors=True)
    with suppress(OSError):  # unless the school has other packs
        pack.parent.rmdir()
    return True


def _files_of_people(pack: Path, digests: FileDigests) -> Iterator[str]:
    """The names of files that a person has added to a pack, or changed. Raises `OSError`."""
    return (fault.file.name for fault in faults(pack, digests) if fault.what != "missing")


@dataclass(frozen=True, slots=True)
class PrintedRows:
    """How the packs of a term differ from its list of schools."""

    changed: Mapping[Path, str]
    """Each pack that has other details of its school or visit than the list, and which."""
    not_made: tuple[str, ...] = ()
    """The ids of schools with a pack that is not in the term's folder."""
    left_over: tuple[Path, ...] = ()
    """Packs in the folder that belong to no booking of the term."""
    packs: tuple[Path, ...] = ()
    """The folders of all packs of the term, made or not."""
    unread: tuple[Problem, ...] = ()
    """The problems because of which the list cannot be compared."""


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
    not_made = tuple(dict.fromkeys(missing))
    return PrintedRows(changed, not_made, leftovers(folder, bookings), tuple(bookings))


def _details(pack: Path) -> Mapping[str, str] | None:
    """The digests of the details that a pack prints; none for a pack without them."""
    try:
        manifest = read_manifest(pack)
    except OSError:
        return None
    return manifest.details if manifest else None
