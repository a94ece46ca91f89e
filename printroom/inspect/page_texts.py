"""Lists the texts of each document of a plan, in order, with their source positions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from printroom.model import (
    Arranged,
    Contact,
    Guide,
    Node,
    Plan,
    PlannedDocument,
    PlannedPart,
    texts,
    walk_nodes,
)

_TEXT_KINDS = ("paragraph", "heading", "cell", "header")
_TITLED = ("card", "slip")
_EXERCISES = ("rewrite-headline", "rewrite-record")
"""Kinds of activity whose frames quote text to be corrected."""


@dataclass(frozen=True, slots=True)
class PageText:
    """A text and its source position."""

    text: str
    path: str
    line: int
    """Like the column, approximate for a text that is not Markdown; `at_source` finds the place."""
    column: int = 1
    nodes: tuple[Node, ...] = ()
    """The text nodes of a text in Markdown; empty for other texts."""
    links: tuple[tuple[int, int], ...] = ()
    """The spans of glossary words, helplines and code in the text."""
    facts: tuple[tuple[int, int], ...] = ()
    """The spans of facts in the text."""
    near: str = ""
    """Another text near it, whose place is used if its own cannot be found."""
    is_named: bool = False
    """Whether the position is that of a reference to the text, such as a link."""
    is_quoted: bool = False
    """Whether it is a quotation."""
    quotes_allowed: bool = False
    """Whether text in quotation marks within it is a quotation."""
    is_read_aloud: bool = False
    """Whether the group hears it."""
    is_shown: bool = False
    """Whether it comes from the composed page, not from an author's file."""
    authored: tuple[tuple[int, int], ...] = ()
    """For a text from the composed page: the spans that are checked at their source instead."""

    def is_authored(self, start: int, end: int) -> bool:
        """Whether these letters are checked at their source instead."""
        return any(first <= start and end <= last for first, last in self.authored)

    @property
    def own_text(self) -> str:
        """The text with line breaks in place of the authors' spans."""
        text = self.text
        for first, last in self.authored:
            text = text[:first] + "\n" * (last - first) + text[last:]
        return text

    def place(self, start: int) -> tuple[int, int]:
        """The line and column of the letter at `start`."""
        for node in self.nodes:
            length = len(node.words())
            if start < length:
                return node.line, node.column + start
            start -= length
        return self.line, self.column


DocumentTexts = tuple[tuple[PlannedDocument, tuple[PageText, ...]], ...]
"""All texts of each document of a plan."""


def texts_of_document(document: PlannedDocument, plan: Plan) -> Iterator[PageText]:
    """All texts of a document that its readers read or hear."""
    for part in document.parts:
        yield PageText(part.title, part.path, part.line)
        yield from part_texts(part)
        yield from _referenced_texts(part, document)
    for picture in document.pictures.values():
        for words in picture.words:
            yield PageText(words, picture.path, 1)
    for contact in document.declared():
        for text in _contact_texts(contact):
            yield PageText(text, f"contacts.yaml, {contact.name}", 1)
    if document.guide is not None:
        yield from _guide_texts(document.guide, plan)


def read_or_heard(document: PlannedDocument, part: PlannedPart) -> Iterator[PageText]:
    """The texts of a part that participants read, or that a guide has read aloud to them."""
    is_read = document.row.audience == "participant"
    return (text for text in part_texts(part) if is_read or text.is_read_aloud)


def part_texts(part: PlannedPart) -> Iterator[PageText]:
    """Each paragraph, heading, cell, picture or card title of a part, and its activity's texts."""
    for top in part.nodes:
        yield from _node_texts(top, part.path)
    if part.activity is not None:
        yield from _activity_texts(part, part.activity)


def _node_texts(
    node: Node, path: str, *, is_quoted: bool = False, is_read_aloud: bool = False
) -> Iterator[PageText]:
    """Each paragraph, heading, cell, picture or card title of one block of a part."""
    path = node.path or path
    is_quoted = is_quoted or node.kind == "quote"
    is_read_aloud = is_read_aloud or (node.kind == "block" and node.name == "say")
    here = PageText(
        node.text, path, node.line, node.column, is_quoted=is_quoted, is_read_aloud=is_read_aloud
    )
    if node.kind in _TEXT_KINDS or (node.kind == "item" and not _has_paragraph(node)):
        pieces = tuple(_pieces(node))
        whole = "".join(piece.words() for piece in pieces)
        links = tuple(_links(node, 0))
        facts = tuple(place for place, name in links if name.startswith("fact:"))
        counted_links = tuple(place for place, name in links if not name.startswith("fact:"))
        yield replace(here, text=whole, nodes=pieces, links=counted_links, facts=facts)
    elif node.kind == "picture" or (node.kind == "block" and node.name in _TITLED):
        yield here
    elif node.kind == "block" and node.name == "code":
        for row in node.children:
            code = ((0, len(row.text)),)
            yield replace(here, text=row.text, line=row.line, nodes=(row,), links=code)
        return
    for child in node.children:
        yield from _node_texts(child, path, is_quoted=is_quoted, is_read_aloud=is_read_aloud)


def _activity_texts(part: PlannedPart, activity: Arranged) -> Iterator[PageText]:
    """The texts that learners see of an activity."""
    near = str(getattr(activity.page, "instruction", ""))
    learner = list(_learner_texts(activity))
    for frame in getattr(activity.page, "parts", ()) if activity.kind in _EXERCISES else ():
        learner.remove(frame.says)
        yield PageText(frame.says, part.path, part.line, near=near, is_quoted=True)
    for text in learner:
        yield PageText(text, part.path, part.line, near=near, quotes_allowed=activity.quotes)


def _pieces(node: Node) -> Iterator[Node]:
    """The text nodes within a node, in order; pictures are left out."""
    for child in node.children:
        if child.kind in ("strong", "emphasis", "link"):
            yield from _pieces(child)
        elif child.kind in ("text", "break", "code"):
            yield child


def _links(node: Node, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    """The span and target of each link and each piece of code in a text."""
    for child in node.children:
        length = sum(len(piece.words()) for piece in _pieces(Node("", children=(child,))))
        if child.kind in ("link", "code"):
            yield (start, start + length), child.name
        elif child.kind in ("strong", "emphasis"):
            yield from _links(child, start)
        start += length


def _learner_texts(activity: Arranged) -> Iterator[str]:
    """The texts that learners see; a paragraph with gaps is one text."""
    if activity.shape != "gap":
        yield from texts((activity.page, activity.cards))
        return
    for paragraph in getattr(activity.page, "paragraphs", ()):
        gaps = (
            f"{node.text}{node.before}{'___' if node.number else ''}{node.after}"
            for node in paragraph
        )
        yield "".join(gaps)
    yield from (str(getattr(activity.page, "instruction", "")), *getattr(activity.page, "bank", ()))


def _has_paragraph(node: Node) -> bool:
    return any(child.kind == "paragraph" for child in node.children)


def _referenced_texts(part: PlannedPart, document: PlannedDocument) -> Iterator[PageText]:
    """The texts of glossary entries, facts and pictures, at the line that refers to them."""
    for node in walk_nodes(part.nodes):
        kind, _, name = node.name.partition(":")
        texts_of_target: tuple[str, ...] = ()
        if node.kind == "link" and kind == "word":
            texts_of_target = (document.glossary[name].word, document.glossary[name].means)
        elif node.kind == "link" and kind == "fact":
            fact = document.facts[name]
            texts_of_target = (fact.source, fact.caveat)
        elif node.kind == "picture":
            texts_of_target = (document.pictures[node.name].alt,)
        for text in texts_of_target:
            yield PageText(text, part.path, node.line, node.column, is_named=True)


def _contact_texts(contact: Contact) -> Iterator[str]:
    yield from (contact.name, contact.says, contact.hours)
    for channel in contact.channels:
        yield from (channel.value, channel.note)


def _guide_texts(guide: Guide, plan: Plan) -> Iterator[PageText]:
    """The texts of a guide outside its parts, such as aims, plan, kit, definition, law and keys."""
    here = f"sessions/{plan.order.session}.yaml"
    titles = (segment.title for segment in guide.plan)
    links = (text for link in guide.curriculum for text in (link.says, link.source))
    own = (plan.title, guide.aim, *guide.outcomes, guide.why, *titles, *guide.kit, *links)
    for text in own:
        yield PageText(text, here, 1)
    yield PageText(guide.definition.says, here, 1, is_quoted=True)
    yield PageText(guide.definition.source, here, 1)
    for entry in guide.law:
        yield PageText(entry.says, here, 1)
        yield PageText(entry.source, here, 1)
    for title, activity in guide.keys:
        is_exercise = activity.kind in _EXERCISES
        yield PageText(title, here, 1)
        quotes_allowed = is_exercise or activity.quotes
        for row in activity.key:
            asked = PageText(row.asked, here, 1, near=title, is_quoted=is_exercise)
            yield replace(asked, quotes_allowed=activity.quotes)
            yield PageText(row.answer, here, 1, near=title, quotes_allowed=activity.quotes)
            yield PageText(row.why, here, 1, near=title, quotes_allowed=quotes_allowed)
