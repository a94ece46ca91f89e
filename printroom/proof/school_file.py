"""Reads a school's finished file back: it has its own values, and none of another school's.

Every number and address must be declared by the document or by this school, too. PDFium reads the
pages, as a person would; most files of a form need only be compared with one that it has read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from printroom.model import Problem
from printroom.proof.form_layout import FormLayout
from printroom.proof.page_text import Unreadable, read_text
from printroom.proof.sample import (
    Fill,
    PageText,
    Sample,
    fixed_texts,
    sample_of,
    shows_exactly,
    shows_letters,
)
from printroom.proof.school_details import SchoolDetails, details_of_others
from printroom.proof.source_text import read_source
from printroom.text.contact_search import declare, find_undeclared
from printroom.text.fingerprint import letters, words

REPORT_THIS = "Report this: a school's file must never be delivered in this state."
KEPT_PAGES = 64
"""Pages with numbers of copies and sheets come again from file to file."""


@dataclass(frozen=True, slots=True, eq=False)
class Readable:
    """What the files of one document may contain for any school."""

    path: str
    contacts: tuple[str, ...]
    details: SchoolDetails
    """The texts of all schools but those that the document says to everybody."""
    no_contacts: tuple[str, ...] = ()


def readable(
    path: str,
    contacts: tuple[str, ...],
    source: str,
    details: SchoolDetails,
    no_contacts: tuple[str, ...] = (),
) -> Readable:
    """What the files of a document with this source may contain."""
    said = words("\n".join(text for block in read_source(source, {}).blocks for text in block))
    return Readable(path, contacts, details.without(said), no_contacts)


def read_sample(
    fill: Fill, fields: Sequence[str], layout: FormLayout, document: Readable
) -> Sample | None:
    """The sample with which files of a form are compared; none if PDFium has to read them all.

    What a sample says outside of its fields must be right in any school's file.
    """
    try:
        sample = sample_of(fill, fields, layout)
    except Unreadable:
        return None
    return None if sample is None or any(_alarms(fixed_texts(sample), document, ())) else sample


def read_back(
    content: bytes, document: Readable, values: Mapping[str, str], sample: Sample | None = None
) -> list[Problem]:
    """Everything that is wrong with one school's finished file. No problem quotes a value."""
    try:
        pages = read_text(content)
    except Unreadable as error:
        return [Problem("unreadable-file", document.path, str(error), REPORT_THIS)]
    found = [*_wrong(pages, document, values)]
    if sample is not None and _is_changed(content, values, sample):
        found.append(("changed-file", "the file is not its form with this school's values in it"))
    return [Problem(code, document.path, what, REPORT_THIS) for code, what in found]


def compare(
    content: bytes, document: Readable, values: Mapping[str, str], sample: Sample
) -> list[Problem]:
    """As `read_back`, without PDFium where a comparison with the sample leaves no doubt."""
    said = sample.fields_of(content)
    if said is not None and shows_exactly(said, values):
        pages = ((page, tuple(values[field] for field in page.fields)) for page in sample.near)
        if all(_is_right(page, document, own) for page, own in pages):
            return []
    return read_back(content, document, values, sample)


@lru_cache(KEPT_PAGES)
def _is_right(page: PageText, document: Readable, own: tuple[str, ...]) -> bool:
    """Whether nothing is wrong around the fields of a page with these values in them."""
    return not any(_alarms([page.with_values(own)], document, own))


def _is_changed(content: bytes, values: Mapping[str, str], sample: Sample) -> bool:
    said = sample.fields_of(content)
    return said is None or not shows_letters(said, values)


def _wrong(
    pages: tuple[str, ...], document: Readable, values: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    folded = letters("\n".join(pages))
    for name, value in values.items():
        if letters(value) not in folded:
            yield "missing-value", f"the school's own “{name}” is not on the pages"
    yield from _alarms(pages, document, tuple(values.values()))


def _alarms(
    pages: Iterable[str], document: Readable, own: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """What is on pages that neither the document nor this school says."""
    pages, own = tuple(pages), tuple(own)
    count = len(details_of_others(document.details, words("\n".join(pages)), own))
    if count:
        yield "foreign-value", f"the pages say {count} words that only another school wrote"
    declared = declare((*document.contacts, *own), document.no_contacts)
    if any(find_undeclared(page, declared) for page in pages):
        yield "undeclared-contact", "the pages contain a number or address that is not declared"
