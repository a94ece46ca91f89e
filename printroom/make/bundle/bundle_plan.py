"""Plans a bundle: the packs of a term in the order of delivery, and what prints from each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from printroom.deliver import pack_folder
from printroom.deliver.manifest import (
    FileDigests,
    Manifest,
    manifest_digest,
)
from printroom.ledger.current_content import Unfit
from printroom.make.bundle.not_bundled import (
    NotBundled,
    intact_manifest,
    problems_of,
    refuse_changed,
    refuse_unfit,
)
from printroom.make.bundle.pack_rows import PackSheet, Row, read_pack_sheet
from printroom.make.pack.bookings import time_of_visit
from printroom.model import Booking, Library, Order, Problem, SchoolList

UNDATED = dt.date.max
Rows = list[tuple["TermPack", Row]]
"""Documents of packs, each with its copies."""
K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TermPack:
    """A pack of a term that is complete in its folder."""

    booking: Booking
    folder: Path
    title: str
    """Its nation, the code of its session, its age group, title and number of people."""
    rows: tuple[Row, ...]
    is_draft: bool = False
    nation: str = ""
    """The name of its nation, as on its cover."""
    session_code: str = ""
    band: str = ""
    """The title of its age group, as on its cover."""
    manifest: str = ""
    """The SHA-256 of its manifest."""

    @property
    def sheets(self) -> int:
        """Sheets of paper for all copies of all documents."""
        return sum(row.sheets for row in self.rows)


def packs_in_order(
    bookings: Iterable[Booking],
    output: Path,
    listed: SchoolList,
    term: str,
    library: Library,
    unfit: Callable[[Manifest], Unfit | None],
    digests: FileDigests | None = None,
) -> tuple[list[TermPack], list[Problem]]:
    """The packs of a term by date, route and school, and problems of those that must not be sent.

    All files are compared with the manifests, so that what is bundled is what was proven; the
    printed details of a school are compared with its row in the list, and the printed contact with
    `term`, the term's file. `library` names nations and age groups, and `unfit` says whether a pack
    was withdrawn or is out of date. `digests` are those of the files, if already known.
    """
    found: list[TermPack] = []
    refused: list[NotBundled] = []
    digests = digests or FileDigests()
    for booking in sorted(bookings, key=_by_delivery):
        folder = output / pack_folder(booking)
        digest = manifest_digest(folder)  # first: if it is made again now, the bundle is old
        try:
            manifest = intact_manifest(booking, folder, digests)
            refuse_unfit(booking, folder, unfit(manifest))
            refuse_changed(booking, manifest.details or {}, listed, term)
            found.append(_pack(booking, folder, manifest, digest, library))
        except NotBundled as error:
            refused.append(error)
    return found, list(problems_of(refused))


def by_school(packs: Iterable[TermPack]) -> dict[str, list[TermPack]]:
    """The packs of each school, in order."""
    return _groups(packs, lambda pack: pack.booking.school_id)


def visit(booking: Booking, undated: str = "no date") -> str:
    """The day and time of a visit."""
    date = booking.date
    if date is None:
        return undated
    day, time = f"{date:%a} {date.day} {date:%B %Y}", time_of_visit(booking)
    return f"{day}, {time}" if time else day


def when(booking: Booking) -> str:
    """The day and time of a visit and the route, for separator sheets."""
    return " · ".join(filter(None, (visit(booking), route_of(booking))))


def route_of(booking: Booking) -> str:
    route = booking.school.route if booking.school else ""
    return f"route {route}" if route else ""


def filled_documents(packs: Iterable[TermPack]) -> dict[tuple[str, ...], Rows]:
    """The rows of documents that have a booking's own details, by document and paper."""
    return _grouped(packs, lambda row: (row.document, row.paper_and_ink, row.sides), is_filled=True)


def shared_files(packs: Iterable[TermPack]) -> dict[str, Rows]:
    """The rows of files that are the same for every school, by digest."""
    return _grouped(packs, lambda row: row.digest, is_filled=False)


def _grouped(
    packs: Iterable[TermPack], key: Callable[[Row], K], *, is_filled: bool
) -> dict[K, Rows]:
    rows = ((pack, row) for pack in packs for row in pack.rows if row.is_filled == is_filled)
    return _groups(rows, lambda pair: key(pair[1]))


def _by_delivery(booking: Booking) -> tuple[object, ...]:
    route = booking.school.route if booking.school else ""
    return (booking.date or UNDATED, _natural(route), booking.school_id)


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts “Van 2” before “Van 10”; no route comes last."""
    parts = re.findall(r"\d+|\D+", text.casefold())
    key = ((int(part), "") if part.isdecimal() else (0, part) for part in parts)
    return tuple(key) or ((10**9, ""),)


def _pack(
    booking: Booking, folder: Path, manifest: Manifest, digest: str, library: Library
) -> TermPack:
    sheet, order = read_pack_sheet(folder, manifest), booking.order
    return TermPack(
        *(booking, folder, pack_title(order, sheet, library), sheet.rows),
        is_draft=bool(manifest.draft),
        nation=library.nations[order.nation].title,
        session_code=library.sessions[order.session].code,
        band=library.bands[order.band].title,
        manifest=digest,
    )


def pack_title(order: Order, sheet: PackSheet, library: Library) -> str:
    """What tells a pack from others, for whoever holds its sheets, in the words of its cover.

    The nation is first, and there even if all have the same: other terms may be packed beside this
    one, and sheets of one session look alike in all nations.
    """
    words = (
        library.nations[order.nation].title,
        library.sessions[order.session].code,
        "Large print" if order.edition == "large-print" else "",
        library.bands[order.band].title,
        sheet.title,
        f"{order.minutes} minutes" if order.minutes else "",
        f"{sheet.people} people",
    )
    return " · ".join(filter(None, words))


def _groups(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups
