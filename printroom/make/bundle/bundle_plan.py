"""Plans a bundle: the packs of a term in the order of delivery, and what prints from each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import TypeVar

from printroom.deliver import pack_folder
from printroom.deliver.manifest import FileDigests, Manifest, damage, read_manifest
from printroom.make.bundle.pack_rows import Row, read_pack_sheet
from printroom.make.pack.bookings import booking_label, changed_details
from printroom.model import Booking, PackedSchool, Problem, SchoolList
from printroom.text.addresses import label_lines

UNDATED = dt.date.max
AGAIN = "make the term again, then bundle it"
MOST_NAMED = 3
"""Packs that one message names."""
MOST_IDS = 8
"""Schools that a sentence about a document names."""
_WHOLE_PACKS = ("this pack", "only a part")
"""The beginnings of reasons that are about a pack as a whole."""
_MANY = {
    "this pack is": "these packs are",
    "this pack was": "these packs were",
    "this pack": "these packs",
}
"""Words of reasons, when they are about several packs."""
_Rows = list[tuple["TermPack", Row]]
K = TypeVar("K")
T = TypeVar("T")


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
    bookings: Iterable[Booking],
    output: Path,
    listed: SchoolList,
    term: str,
    digests: FileDigests | None = None,
) -> tuple[list[TermPack], list[Problem]]:
    """The packs of a term by date, route and school, and those that are missing or damaged.

    All files are compared with the manifests, so that what is bundled is what was proven; and what
    is printed of a school with its row in the list, and the contact with `term`, the term's file.
    `digests` are those of the files, if these are known already.
    """
    found: list[TermPack] = []
    refused: list[_NotBundled] = []
    digests = digests or FileDigests()
    for booking in sorted(bookings, key=_by_delivery):
        folder = output / pack_folder(booking)
        try:
            found.append(_pack(booking, folder, digests, listed, term))
        except _NotBundled as error:
            refused.append(error)
    return found, list(_problems(refused))


def packed_schools(packs: Sequence[TermPack], by: str = "school") -> tuple[PackedSchool, ...]:
    """Each school with what is delivered there, in the order of its first pack.

    By document, copies that are in a shared file only for some schools are marked.
    """
    split = _split(packs) if by == "document" else ()
    groups = by_school(packs).items()
    return tuple(_packed(school_id, group, split) for school_id, group in groups)


def schools_without_address(packs: Iterable[TermPack]) -> list[str]:
    """The ids of schools whose labels have the name alone, in the order of delivery."""
    schools = {pack.booking.school_id: pack.booking.school for pack in packs}
    return [school_id for school_id, one in schools.items() if one and not one.deliver_to]


def by_school(packs: Iterable[TermPack]) -> dict[str, list[TermPack]]:
    """The packs of each school, in their order."""
    return _groups(packs, lambda pack: pack.booking.school_id)


def visit(booking: Booking, undated: str = "no date") -> str:
    """The day and time of a visit."""
    date, school = booking.date, booking.school
    if date is None:
        return undated
    time = f", {school.time}" if school and school.time and school.date == date else ""
    return f"{date:%a} {date.day} {date:%B %Y}{time}"


def when(booking: Booking) -> str:
    """The day and time of a visit and the route, for separator sheets."""
    return " · ".join(filter(None, (visit(booking), _route(booking))))


def _route(booking: Booking) -> str:
    route = booking.school.route if booking.school else ""
    return f"route {route}" if route else ""


def filled_documents(
    packs: Iterable[TermPack],
) -> dict[tuple[str, ...], list[tuple[TermPack, Row]]]:
    """The packs with each document that has a booking's own details, by document and paper."""
    return _grouped(packs, lambda row: (row.document, row.paper_and_ink, row.sides), is_filled=True)


def shared_files(packs: Iterable[TermPack]) -> dict[str, list[tuple[TermPack, Row]]]:
    """The packs with each file that is the same for every school, by digest."""
    return _grouped(packs, lambda row: row.digest, is_filled=False)


def split_documents(packs: Iterable[TermPack]) -> tuple[str, ...]:
    """A sentence for each document that is a shared file for some schools, and filled for others.

    Such as the help page: a school whose row has no lead and no way to reach one fills nothing in.
    Its copies are not among those behind the separators of the schools.
    """
    sentences = []
    for own, shared in _split(packs).values():
        schools = {pack.booking.school_id for pack, _ in own}
        ids = list(dict.fromkeys(pack.booking.school_id for pack, _ in shared))
        copies = sum(row.copies for _, row in shared)
        more = ", …" if len(ids) > MOST_IDS else ""
        sentences.append(
            f"{shared[0][1].title}: {_count(len(schools), 'school')}, and "
            f"{_count(copies, 'copy', 'copies')} for {_count(len(ids), 'school')} in shared/, "
            f"because nothing of theirs is filled in: {', '.join(ids[:MOST_IDS])}{more}."
        )
    return tuple(sentences)


def _split(packs: Iterable[TermPack]) -> dict[str, tuple[_Rows, _Rows]]:
    """The documents that are filled for some schools and shared by others: both, by name."""
    found: dict[str, tuple[_Rows, _Rows]] = {}
    for pack in packs:
        for row in pack.rows:
            found.setdefault(row.document, ([], []))[not row.is_filled].append((pack, row))
    return {name: both for name, both in found.items() if all(both)}


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def _grouped(
    packs: Iterable[TermPack], key: Callable[[Row], K], *, is_filled: bool
) -> dict[K, list[tuple[TermPack, Row]]]:
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
    booking: Booking, folder: Path, digests: FileDigests, listed: SchoolList, term: str
) -> TermPack:
    """The pack of a booking. Raises `_NotBundled`."""
    manifest = _intact(booking, folder, digests)
    _refuse_changed(booking, manifest.details or {}, listed, term)
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
        raise _NotBundled(booking, _why_missing(folder), folder.as_posix())
    if wrong:
        says = f"this file of the pack is {wrong.what}"
        raise _NotBundled(booking, says, wrong.file.as_posix())
    if manifest.filled is None or manifest.details is None:
        raise _NotBundled(booking, "this pack was made by an earlier version", folder.as_posix())
    return manifest


def _why_missing(folder: Path) -> str:
    """Why there is no whole pack: only some of its documents may have been made."""
    if any(folder.parent.glob(f"{escape(folder.name)}--only-*")):
        return "only a part of this pack was made, with --only: make the whole pack"
    return "this pack is missing"


def _refuse_changed(
    booking: Booking, printed: Mapping[str, str], listed: SchoolList, term: str
) -> None:
    """Raise `_NotBundled` at what has changed since a pack was printed: a school's row, or the
    term, which alone names a contact."""
    if changed := changed_details(booking, printed):
        line = listed.lines.get(booking.school_id, 0)
        place = (term, 0) if changed == ("contact",) else (listed.path, line)
        raise _NotBundled(booking, f"another {', '.join(changed)} was printed in this pack", *place)


class _NotBundled(Exception):
    """Why a pack cannot be bundled: its file or folder, or the list or term that has changed."""

    def __init__(self, booking: Booking, says: str, path: str, line: int = 0) -> None:
        super().__init__(says)
        self.label, self.says, self.path, self.line = booking_label(booking), says, path, line

    @property
    def where(self) -> str:
        """The place that it has in common with other packs: a missing pack has none."""
        return "" if self.says.startswith(_WHOLE_PACKS) else self.path


def _problems(refused: Iterable[_NotBundled]) -> Iterator[Problem]:
    """One problem for all packs that are refused for the same reason."""
    for (says, _), same in _groups(refused, lambda one: (one.says, one.where)).items():
        first, *others = same
        labels = "; ".join(one.label for one in same[:MOST_NAMED])
        if others:
            more = f" and {len(same) - MOST_NAMED} more" if len(same) > MOST_NAMED else ""
            labels = f"{len(same)} packs ({labels}{more})"
        message = f"{labels}: {_of_many(says) if others else says}"
        yield Problem("not-bundled", first.path, message, AGAIN, first.line)


def _of_many(says: str) -> str:
    for one, many in _MANY.items():
        says = says.replace(one, many)
    return says


def _groups(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups


def _packed(school_id: str, packs: Sequence[TermPack], split: Container[str]) -> PackedSchool:
    school = packs[0].booking.school
    assert school is not None, "every booking of a term has a school"
    address = label_lines(school.deliver_to, school.name)
    has_days = len({pack.booking.date for pack in packs}) > 1
    lines = []
    for pack in packs:
        day = f" · {when(pack.booking)}" if has_days else ""
        copies = " · ".join(
            f"{row.title} {row.copies}"
            f"{' (in shared/)' if row.document in split and not row.is_filled else ''}"
            for row in pack.rows
        )
        draft = "DRAFT · " if pack.is_draft else ""
        lines.append((f"{draft}{pack.title} · {pack.sheets:,} sheets{day}", copies))
    first, sheets = packs[0].booking, sum(pack.sheets for pack in packs)
    day, route = visit(first), _route(first)
    return PackedSchool(school_id, school.name, address, day, tuple(lines), sheets, route)
