"""Reads a school's finished file back: it must have its own values, and none of another school's.

Every phone number and address must be declared by the document or be a value of this school. PDFium
reads the pages; most files of a form need only be compared with one that PDFium has read.
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
"""Pages to cache: those with numbers of copies and sheets repeat from file to file."""


@dataclass(frozen=True, slots=True, eq=False)
class AllowedContent:
    """What the files of a document may contain, whatever the school."""

    path: str
    contacts: tuple[str, ...]
    details: SchoolDetails
    """The details of all schools, except those that every school's document contains."""
    no_contacts: tuple[str, ...] = ()


def allowed_content(
    path: str,
    contacts: tuple[str, ...],
    source: str,
    details: SchoolDetails,
    no_contacts: tuple[str, ...] = (),
) -> AllowedContent:
    """What the files of a document with this source may contain."""
    common = words("\n".join(text for block in read_source(source, {}).blocks for text in block))
    return AllowedContent(path, contacts, details.without(common), no_contacts)


def read_sample(
    fill: Fill, fields: Sequence[str], layout: FormLayout, document: AllowedContent
) -> Sample | None:
    """The sample with which files of a form are compared; none if PDFium has to read them all.

    The text outside the fields of a sample must be right for any school.
    """
    try:
        sample = sample_of(fill, fields, layout)
    except Unreadable:
        return None
    return (
        None
        if sample is None or any(_foreign_content(fixed_texts(sample), document, ()))
        else sample
    )


def read_back(
    content: bytes,
    document: AllowedContent,
    values: Mapping[str, str],
    sample: Sample | None = None,
) -> list[Problem]:
    """All problems of one school's finished file. No problem quotes a value."""
    try:
        pages = read_text(content)
    except Unreadable as error:
        return [Problem("unreadable-file", document.path, str(error), REPORT_THIS)]
    found = [*_faults(pages, document, values)]
    if sample is not None and _is_changed(content, values, sample):
        found.append(
            ("changed-file", "the file differs from its form in more than this school's values")
        )
    return [Problem(code, document.path, what, REPORT_THIS) for code, what in found]


def compare_with_sample(
    content: bytes, document: AllowedContent, values: Mapping[str, str], sample: Sample
) -> list[Problem]:
    """As `read_back`, but without PDFium if a comparison with the sample leaves no doubt."""
    shown = sample.fields_of(content)
    if shown is not None and shows_exactly(shown, values):
        pages = ((page, tuple(values[field] for field in page.fields)) for page in sample.near)
        if all(_is_right(page, document, own) for page, own in pages):
            return []
    return read_back(content, document, values, sample)


@lru_cache(KEPT_PAGES)
def _is_right(page: PageText, document: AllowedContent, own: tuple[str, ...]) -> bool:
    """Whether a page with these values has no fault in the text around its fields."""
    return not any(_foreign_content([page.with_values(own)], document, own))


def _is_changed(content: bytes, values: Mapping[str, str], sample: Sample) -> bool:
    shown = sample.fields_of(content)
    return shown is None or not shows_letters(shown, values)


def _faults(
    pages: tuple[str, ...], document: AllowedContent, values: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    folded = letters("\n".join(pages))
    for name, value in values.items():
        if letters(value) not in folded:
            yield "missing-value", f"the school's own “{name}” is not on the pages"
    yield from _foreign_content(pages, document, tuple(values.values()))


def _foreign_content(
    pages: Iterable[str], document: AllowedContent, own: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Faults for details of other schools, and for undeclared contacts."""
    pages, own = tuple(pages), tuple(own)
    count = len(details_of_others(document.details, words("\n".join(pages)), own))
    if count:
        yield "foreign-value", f"the pages contain {count} details of other schools"
    declared = declare((*document.contacts, *own), document.no_contacts)
    if any(find_undeclared(page, declared) for page in pages):
        yield "undeclared-contact", "the pages contain a number or address that is not declared"
