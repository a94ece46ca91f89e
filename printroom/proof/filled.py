"""Reading a school's file back: its bytes and the rows of all schools enter, what is wrong leaves.

The pages are read by PDFium, as a person would. Each value of the school has to stand there,
none of another school's may, and every number and address must be declared by the document or
by this school.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from printroom.model import Problem
from printroom.proof.contacts import declare, undeclared
from printroom.proof.page_text import Unreadable, read_text
from printroom.proof.roster import Roster, strangers
from printroom.proof.source import read_source
from printroom.text.fingerprint import letters, words

SEE = "Report this: a school's file must never be delivered so."


@dataclass(frozen=True, slots=True)
class Readable:
    """What one document may say, whichever school it is for."""

    path: str
    contacts: tuple[str, ...]
    roster: Roster
    """The texts of all schools but those that the document says to everybody."""


def readable(path: str, contacts: tuple[str, ...], source: str, roster: Roster) -> Readable:
    """What may be said in the files of a document, which is made from this source."""
    said = words("\n".join(text for block in read_source(source, {}).blocks for text in block))
    return Readable(path, contacts, roster.without(said))


def read_back(content: bytes, document: Readable, values: Mapping[str, str]) -> list[Problem]:
    """Everything that is wrong with one school's finished file. No problem quotes a value."""
    try:
        pages = read_text(content)
    except Unreadable as error:
        return [Problem("unreadable-file", document.path, str(error), SEE)]
    return [
        Problem(code, document.path, what, SEE) for code, what in _wrong(pages, document, values)
    ]


def _wrong(
    pages: tuple[str, ...], document: Readable, values: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    text = "\n".join(pages)
    folded = letters(text)
    for name, value in values.items():
        if letters(value) not in folded:
            yield "missing-value", f"the school's own “{name}” is not on the pages"
    count = len(strangers(document.roster, words(text), values.values()))
    if count:
        yield "foreign-value", f"the pages say {count} words that only another school wrote"
    declared = declare((*document.contacts, *values.values()))
    if any(undeclared(page, declared) for page in pages):
        yield "undeclared-contact", "the pages give a number or address that nobody declared"
