"""Finds packs that no longer belong to a term, such as those of cancelled schools; removes them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from printroom.deliver.folder import pack_folder, staging_folder, write_problem
from printroom.deliver.manifest import FileDigests, faults, packs_below, read_manifest
from printroom.make.run.locking import lock_term
from printroom.model import Booking, NotFitToPrint, ResolvedTerm


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
