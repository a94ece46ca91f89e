"""Compares the packs of a term with today's list of schools, which may have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from printroom.deliver import pack_folder
from printroom.deliver.manifest import packs_below, read_manifest
from printroom.load import load_term
from printroom.make.pack.bookings import bookings_of, changed_details
from printroom.make.term.pruning import leftovers
from printroom.model import Library, NotFitToPrint, Problem


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
