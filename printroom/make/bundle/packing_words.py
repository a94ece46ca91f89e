"""What labels and the packing list of a bundle say, for whoever packs the boxes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from printroom.make.bundle.bundle_plan import Rows, TermPack, by_school, route_of, visit, when
from printroom.make.bundle.pack_rows import Row
from printroom.model import PackedSchool
from printroom.text.addresses import label_lines

MOST_IDS = 8
"""How many schools a sentence about a document names."""
CODE_NOTE = (
    "Code: compare it with the foot of the page, or with the card, before it goes into the box. "
    "The same document for another nation or age group looks alike, and has another code."
)


def packed_schools(packs: Sequence[TermPack], by: str = "school") -> tuple[PackedSchool, ...]:
    """Each school with what is delivered to it, in the order of its first pack.

    If files are `by` document, copies that are in a shared file for some schools are marked.
    Documents with look-alikes in other packs have their codes.
    """
    split, alike = _split(packs) if by == "document" else (), _look_alikes(packs)
    groups = by_school(packs).items()
    return tuple(_packed(school_id, group, split, alike) for school_id, group in groups)


def list_notes(packs: Sequence[TermPack], by: str) -> tuple[str, ...]:
    """Sentences for the head of the packing list: on codes, and on copies in shared files."""
    codes = (CODE_NOTE,) if _look_alikes(packs) else ()
    return (*codes, *(split_documents(packs) if by == "document" else ()))


def schools_without_address(packs: Iterable[TermPack]) -> list[str]:
    """The ids of schools without an address for labels, in the order of delivery."""
    schools = {pack.booking.school_id: pack.booking.school for pack in packs}
    return [school_id for school_id, one in schools.items() if one and not one.deliver_to]


def split_documents(packs: Iterable[TermPack]) -> tuple[str, ...]:
    """A sentence for each document that is a shared file for some schools, and filled for others.

    One is the help page: for a school whose row has no lead, and no way to reach one, nothing is
    filled in, and its copies are not among those behind the separators of schools.
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


def _look_alikes(packs: Iterable[TermPack]) -> set[tuple[str, str]]:
    """The documents of sessions that are not the same in all packs: a nation or an age group has
    other words, and only the code at the foot shows it."""
    codes: dict[tuple[str, str], set[str]] = {}
    for pack in packs:
        for row in pack.rows:
            codes.setdefault((pack.booking.order.session, row.document), set()).add(row.code)
    return {document for document, found in codes.items() if len(found) > 1}


def _split(packs: Iterable[TermPack]) -> dict[str, tuple[Rows, Rows]]:
    """The documents that are filled for some schools and shared by others: both rows, by name."""
    found: dict[str, tuple[Rows, Rows]] = {}
    for pack in packs:
        for row in pack.rows:
            found.setdefault(row.document, ([], []))[not row.is_filled].append((pack, row))
    return {name: both for name, both in found.items() if all(both)}


def _packed(
    school_id: str,
    packs: Sequence[TermPack],
    split: Container[str],
    alike: Container[tuple[str, str]],
) -> PackedSchool:
    school = packs[0].booking.school
    assert school is not None, "every booking of a term has a school"
    address = label_lines(school.deliver_to, school.name)
    has_days = len({pack.booking.date for pack in packs}) > 1
    lines = []
    for pack in packs:
        day = f" · {when(pack.booking)}" if has_days else ""
        copies = " · ".join(_counted_row(pack, row, split, alike) for row in pack.rows)
        draft = "DRAFT · " if pack.is_draft else ""
        lines.append((f"{draft}{pack.title} · {pack.sheets:,} sheets{day}", copies))
    first, sheets = packs[0].booking, sum(pack.sheets for pack in packs)
    day, route = visit(first), route_of(first)
    return PackedSchool(school_id, school.name, address, day, tuple(lines), sheets, route)


def _counted_row(
    pack: TermPack, row: Row, split: Container[str], alike: Container[tuple[str, str]]
) -> str:
    """A document with the number of its copies, its code if it needs one, and where they are."""
    is_alike = (pack.booking.order.session, row.document) in alike
    code = f"code {row.code}" if is_alike else ""
    place = "in shared/" if row.document in split and not row.is_filled else ""
    more = ", ".join(filter(None, (code, place)))
    return f"{row.title} {row.copies}" + (f" ({more})" if more else "")


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
