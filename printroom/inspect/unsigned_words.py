"""Finds words on a printed cover that its code does not include: they depend on page counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from printroom.model import Document, Plan, Problem

_WORD = re.compile(r"[^\W\d_]+")


def unsigned_words(cover: Document, signed: Document, plan: Plan) -> Iterator[Problem]:
    """A problem for each text of a cover with words that the signed cover does not have.

    The reasons for a draft are texts of the program, and helplines are on other pages, which are
    signed. A noun may be singular on one cover and plural on the other.
    """
    known = {word for text in _texts(signed) for word in _words(text)}
    known |= {word for reason in plan.draft for word in _words(reason.text)}
    known |= {word for text in _help_lines(plan) for word in _words(text)}
    for text in _texts(cover):
        if any(word not in known for word in _words(text)):
            message = (
                f"“{text[:60]}” appears only with some page counts, so nobody has signed it off"
            )
            fix = "print these words with all page counts"
            yield Problem("unsigned-words", cover.path, message, fix)


def _help_lines(plan: Plan) -> Iterator[str]:
    for contact in (contact for document in plan.documents for contact in document.declared()):
        yield contact.name
        yield from (channel.value for channel in contact.channels)


def _texts(document: Document) -> Iterator[str]:
    """The texts of a document; for a picture its digest, as one word."""
    for one in document.shown:
        yield one.text if one.kind != "picture" else _as_letters(one.text)


def _as_letters(digest: str) -> str:
    return digest.translate(str.maketrans("0123456789", "ghijklmnop"))


def _words(text: str) -> Iterator[str]:
    return (word.removesuffix("s") for word in _WORD.findall(text.casefold()))
