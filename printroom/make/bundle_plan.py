"""Plans a bundle: the packs of a term in the order of delivery, and what prints from each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import TypeVar

from printroom.deliver import pack_folder
from printroom.deliver.manifest import FileDigests, Manifest, damage, read_manifest
from printroom.make.bookings import booking_label, changed_details
from printroom.make.pack_rows import Row, read_pack_sheet
from printroom.model import Booking, NotFitToPrint, PackedSchool, Problem, SchoolList

UNDATED = dt.date.max
AGAIN = "make the term again, then bundle it"
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class TermPack:
    """A pack of a term that is complete in its folder."""

    booking: Booking
    folder: Path
    title: str
    """The session, the age group and the number of people."""
    rows: tuple[Row, ...]
    is_draft: bool = False

    @property
    def sheets(self) -> int:
        """Sheets of paper for all copies of all documents."""
        return sum(row.sheets for row in self.rows)


def packs_in_order(
    bookings: Iterable[Booking], output: Path, listed: SchoolList, term: str
) -> tuple[list[TermPack], list[Problem]]:
    """The packs of a term by date, route and school, and those that are missing or damaged.

    All files are compared with the manifests, so that what is bundled is what was proven; and what
    is printed of a school with its row in the list, and the contact with `term`, the term's file.
    """
    found: list[TermPack] = []
    problems: list[Problem] = []
    digests = FileDigests()
    for booking in sorted(bookings, key=_by_delivery):
        folder = output / pack_folder(booking)
        try:
            found.append(_pack(booking, folder, digests, listed, term))
        except NotFitToPrint as error:
            problems += error.problems
    return found, problems


def packed_schools(packs: Iterable[TermPack]) -> tuple[PackedSchool, ...]:
    """Each school with what is delivered there, in the order of its first pack."""
    return tuple(_packed(school_id, group) for school_id, group in by_school(packs).items())


def by_school(packs: Iterable[TermPack]) -> dict[str, list[TermPack]]:
    """The packs of each school, in their order."""
    schools: dict[str, list[TermPack]] = {}
    for pack in packs:
        schools.setdefault(pack.booking.school_id, []).append(pack)
    return schools


def when(booking: Booking) -> str:
    """The day of a visit and the route, for labels and separator sheets."""
    date = booking.date
    day = f"{date:%a} {date.day} {date:%B %Y}" if date else "no date"
    route = booking.school.route if booking.school else ""
    return f"{day} · route {route}" if route else day


def filled_documents(
    packs: Iterable[TermPack],
) -> dict[tuple[str, ...], list[tuple[TermPack, Row]]]:
    """The packs with each document that has a booking's own details, by document and paper."""
    return _grouped(packs, lambda row: (row.document, row.paper_and_ink, row.sides), is_filled=True)


def shared_files(packs: Iterable[TermPack]) -> dict[str, list[tuple[TermPack, Row]]]:
    """The packs with each file that is the same for every school, by digest."""
    return _grouped(packs, lambda row: row.digest, is_filled=False)


def _grouped(
    packs: Iterable[TermPack], key: Callable[[Row], K], *, is_filled: bool
) -> dict[K, list[tuple[TermPack, Row]]]:
    groups: dict[K, list[tuple[TermPack, Row]]] = {}
    for pack in packs:
        for row in pack.rows:
            if row.is_filled == is_filled:
                groups.setdefault(key(row), []).append((pack, row))
    return groups


def _by_delivery(booking: Booking) -> tuple[object, ...]:
    route = booking.school.route if booking.school else ""
    return (booking.date or UNDATED, _natural(route), booking.school_id)


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts “Van 2” before “Van 10”; no route comes last."""
    parts = re.findall(r"\d+|\D+", text.casefold())
    key = ((int(part), "") if part.isdecimal() else (0, part) for part in parts)
    return tuple(key) or ((10**9, ""),)


def _pack(
    booking: Booking, folder: Path, digests: FileDigests, listed: SchoolList, term: str
) -> TermPack:
    """The pack of a booking. Raises `NotFitToPrint`."""
    manifest = _intact(booking, folder, digests)
    _refuse_changed(booking, folder, manifest.details or {}, listed, term)
    sheet = read_pack_sheet(folder, manifest)
    title = f"{sheet.title} · {sheet.band} · {sheet.people} people"
    return TermPack(booking, folder, title, sheet.rows, bool(manifest.draft))


def _intact(booking: Booking, folder: Path, digests: FileDigests) -> Manifest:
    try:
        manifest = read_manifest(folder)
        wrong = next(damage(folder, manifest, digests), None) if manifest else None
    except OSError:
        wrong = manifest = None
    if manifest is None:
        raise _missing(folder, booking, _why_missing(folder))
    if wrong:
        raise _missing(wrong.file, booking, f"this file of the pack is {wrong.what}")
    if manifest.filled is None or manifest.details is None:
        raise _missing(folder, booking, "this pack was made by an earlier version")
    return manifest


def _why_missing(folder: Path) -> str:
    """Why there is no whole pack: only some of its documents may have been made."""
    if any(folder.parent.glob(f"{escape(folder.name)}--only-*")):
        return "only a part of this pack was made, with --only: make the whole pack"
    return "this pack is missing"


def _refuse_changed(
    booking: Booking, folder: Path, printed: Mapping[str, str], listed: SchoolList, term: str
) -> None:
    """Raise `NotFitToPrint` at what has changed since a pack was printed: a school's row, or the
    term, which alone names a contact."""
    if changed := changed_details(booking, printed):
        message = f"{booking_label(booking)}: another {', '.join(changed)} was printed in {folder}"
        place = (listed.path, listed.lines.get(booking.school_id, 0))
        path, line = (term, 0) if changed == ("contact",) else place
        raise NotFitToPrint([Problem("not-bundled", path, message, AGAIN, line)])


def _missing(folder: Path, booking: Booking, message: str) -> NotFitToPrint:
    label = booking_label(booking)
    return NotFitToPrint(
        [Problem("not-bundled", folder.as_posix(), f"{label}: {message}", AGAIN, 0)]
    )


def _packed(school_id: str, packs: Sequence[TermPack]) -> PackedSchool:
    school = packs[0].booking.school
    assert school is not None, "every booking of a term has a school"
    address = tuple(line.strip() for line in re.split(r"[,;\n]", school.deliver_to) if line.strip())
    has_days = len({pack.booking.date for pack in packs}) > 1
    lines = []
    for pack in packs:
        day = f" · {when(pack.booking)}" if has_days else ""
        copies = " · ".join(f"{row.title} {row.copies}" for row in pack.rows)
        draft = "DRAFT · " if pack.is_draft else ""
        lines.append((f"{draft}{pack.title} · {pack.sheets:,} sheets{day}", copies))
    day, sheets = when(packs[0].booking), sum(pack.sheets for pack in packs)
    return PackedSchool(school_id, school.name, address, day, tuple(lines), sheets)
