"""The words of a plan, held against its band, at the file and line where they were written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from printroom.fingerprint import withheld_in
from printroom.model import Document, Node, Plan, PlannedDocument, PlannedPart, Problem, texts

_SPEAKING = ("paragraph", "heading", "cell", "header", "picture")
_TITLED = ("card", "slip")
Said = tuple[str, int, int, str]
"""Where something is said, as path, line and column, and the words."""


def inspect(plan: Plan, documents: Iterable[Document]) -> list[Problem]:
    """Every problem with the words of the documents for participants."""
    del documents
    return list(_withheld(plan))


def _withheld(plan: Plan) -> Iterator[Problem]:
    """Words that the band is not to read, wherever a participant could read or hear them."""
    for document in plan.documents:
        if document.row.audience != "participant":
            continue
        for path, line, column, words in _said(document):
            for found in withheld_in(words, plan.band.withheld):
                yield Problem(
                    "withheld-word",
                    path,
                    f"“{found}” is withheld from {plan.order.band}, "
                    f"and this stands in the {document.row.title.lower()}",
                    "say it in other words, or write a variant for this band",
                    line,
                    column,
                )


def _said(document: PlannedDocument) -> Iterator[Said]:
    """All that a document says to who reads it or has it read out, where it was written."""
    for part in document.parts:
        yield from _written(part)
        if part.activity is not None:
            for words in texts((part.activity.page, part.activity.cards)):
                yield part.path, part.line, 1, words
        yield from _named(part, document)
    for contact in document.declared():
        notes = (text for channel in contact.channels for text in (channel.value, channel.note))
        for words in (contact.name, contact.says, contact.hours, *notes):
            yield f"contacts.yaml, {contact.name}", 1, 1, words


def _written(part: PlannedPart) -> Iterator[Said]:
    """Each paragraph, heading, cell, title or picture of a part."""
    yield part.path, part.line, 1, part.title
    for top in part.nodes:
        for node in top.walk():
            if node.kind in _SPEAKING or (node.kind == "item" and not _has_paragraph(node)):
                yield part.path, node.line, 1, node.words()
            elif node.kind == "block" and node.name in _TITLED:
                yield part.path, node.line, 1, node.text


def _named(part: PlannedPart, document: PlannedDocument) -> Iterator[Said]:
    """What the words, facts and pictures say that a part names: at the line that names them."""
    for node in (inner for top in part.nodes for inner in top.walk()):
        kind, _, name = node.name.partition(":")
        said: tuple[str, ...] = ()
        if node.kind == "link" and kind == "word":
            said = (document.glossary[name].word, document.glossary[name].means)
        elif node.kind == "link" and kind == "fact":
            fact = document.facts[name]
            said = (fact.source, fact.caveat)
        elif node.kind == "picture":
            said = (document.pictures[node.name].alt,)
        for words in said:
            yield part.path, node.line, node.column, words


def _has_paragraph(node: Node) -> bool:
    return any(child.kind == "paragraph" for child in node.children)
