"""What is said in a document: a plan's document in, each text in its order and its place out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape

from printroom.model import (
    Arranged,
    Contact,
    Document,
    Guide,
    Node,
    Plan,
    PlannedDocument,
    PlannedPart,
    texts,
)

_FLOWING = ("paragraph", "heading", "cell", "header")
_TITLED = ("card", "slip")
_EXERCISES = ("rewrite-headline", "rewrite-record")
"""Kinds of activity whose frames quote what is to be put right: exercises in language."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and where it stands.

    `nodes` are the pieces of a text that was written in Markdown, and `links` says where in it
    words that are taught and help lines begin and end, and `facts` where facts do. Elsewhere the
    place is only near, until `at_home` finds it: the text, or else the text that is `near`.
    `is_named` says that only the name of the text stands at this place. What `is_quoted` is no
    sentence of ours; of what `is_critique`, this holds for all between quotation marks. What
    `is_heard` is read out to the group.
    """

    text: str
    path: str
    line: int
    column: int = 1
    nodes: tuple[Node, ...] = ()
    links: tuple[tuple[int, int], ...] = ()
    facts: tuple[tuple[int, int], ...] = ()
    near: str = ""
    is_named: bool = False
    is_quoted: bool = False
    is_critique: bool = False
    is_heard: bool = False

    def place(self, start: int) -> tuple[int, int]:
        """The line and column of the letter at `start`."""
        for node in self.nodes:
            length = len(node.words())
            if start < length:
                return node.line, node.column + start
            start -= length
        return self.line, self.column


Everything = tuple[tuple[PlannedDocument, tuple[Said, ...]], ...]
"""All that each document of a plan says."""


def everything_said(plan: Plan, documents: Iterable[Document]) -> Everything:
    """What each document says, by its authors and, where it is composed, by its template."""
    composed = {document.name: document for document in documents}
    return tuple(
        (one, (*said_in(one, plan), *framed(one, composed.get(one.row.name), plan)))
        for one in plan.documents
    )


def framed(planned: PlannedDocument, document: Document | None, plan: Plan) -> Iterator[Said]:
    """The words that templates add to a document.

    The cover is composed last of all: until then it is taken to say all that it could.
    """
    own = (f"documents/{planned.row.name}.html", ".yaml")
    page = document.source.rpartition("</style>")[2] if document else ""
    for text, (path, line, column) in plan.phrases.items():
        if escape(text, quote=False) in page if document else path.endswith(own):
            here = Node("text", text, line=line, column=column)
            yield Said(text, path, line, column, (here,))


def said_in(document: PlannedDocument, plan: Plan) -> Iterator[Said]:
    """All that a document says to who reads it or has it read out."""
    for part in document.parts:
        yield Said(part.title, part.path, part.line)
        yield from written(part)
        if part.activity is not None:
            yield from shown(part, part.activity)
        yield from _named(part, document)
    for contact in document.declared():
        for words in _contact(contact):
            yield Said(words, f"contacts.yaml, {contact.name}", 1)
    if document.guide is not None:
        yield from _guide(document.guide, plan)


def written(part: PlannedPart) -> Iterator[Said]:
    """Each paragraph, heading, cell, picture or title of a card of a part."""
    for top in part.nodes:
        yield from said_by(top, part.path)


def said_by(
    node: Node, path: str, *, is_quoted: bool = False, is_heard: bool = False
) -> Iterator[Said]:
    """The same of one of its blocks."""
    is_quoted = is_quoted or node.kind == "quote"
    is_heard = is_heard or (node.kind == "block" and node.name == "say")
    here = Said(node.text, path, node.line, node.column, is_quoted=is_quoted, is_heard=is_heard)
    if node.kind in _FLOWING or (node.kind == "item" and not _has_paragraph(node)):
        pieces = tuple(_pieces(node))
        said = "".join(piece.words() for piece in pieces)
        links = tuple(_links(node, 0))
        facts = tuple(place for place, name in links if name.startswith("fact:"))
        taught = tuple(place for place, name in links if not name.startswith("fact:"))
        yield replace(here, text=said, nodes=pieces, links=taught, facts=facts)
    elif node.kind == "picture" or (node.kind == "block" and node.name in _TITLED):
        yield here
    for child in node.children:
        yield from said_by(child, path, is_quoted=is_quoted, is_heard=is_heard)


def shown(part: PlannedPart, activity: Arranged) -> Iterator[Said]:
    """The learner's side of an activity, text by text."""
    near = str(getattr(activity.page, "instruction", ""))
    ours = list(_texts(activity))
    for frame in getattr(activity.page, "parts", ()) if activity.kind in _EXERCISES else ():
        ours.remove(frame.says)
        yield Said(frame.says, part.path, part.line, near=near, is_quoted=True)
    for text in ours:
        yield Said(text, part.path, part.line, near=near, is_critique=activity.quotes)


def at_home(said: Said, places: Mapping[str, tuple[str, int, int]]) -> Said:
    """A text at the place where it was written, if that is known.

    A key puts numbers or titles before what was written: then its end tells.
    """
    if said.nodes:
        return said
    place = places.get(said.text)
    if place is None:
        ends = (text for text in places if len(text) > 1 and said.text.endswith(text))
        place = places.get(max(ends, key=len, default=said.near))
    if place is None:
        return said
    path, line, column = place
    return replace(said, path=path, line=line, column=column)


def _pieces(node: Node) -> Iterator[Node]:
    """The pieces of a text in their order; a picture says its words by itself."""
    for child in node.children:
        if child.kind in ("strong", "emphasis", "link"):
            yield from _pieces(child)
        elif child.kind in ("text", "break"):
            yield child


def _links(node: Node, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    """Where each link begins and ends in a text, and what it names."""
    for child in node.children:
        length = sum(len(piece.words()) for piece in _pieces(Node("", children=(child,))))
        if child.kind == "link":
            yield (start, start + length), child.name
        elif child.kind in ("strong", "emphasis"):
            yield from _links(child, start)
        start += length


def _texts(activity: Arranged) -> Iterator[str]:
    """What the learner's side says; a paragraph with gaps is one text."""
    if activity.shape != "gap":
        yield from texts((activity.page, activity.cards))
        return
    for paragraph in getattr(activity.page, "paragraphs", ()):
        gaps = (
            f"{one.text}{one.before}{'___' if one.number else ''}{one.after}" for one in paragraph
        )
        yield "".join(gaps)
    yield from (str(getattr(activity.page, "instruction", "")), *getattr(activity.page, "bank", ()))


def _has_paragraph(node: Node) -> bool:
    return any(child.kind == "paragraph" for child in node.children)


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
            yield Said(words, part.path, node.line, node.column, is_named=True)


def _contact(contact: Contact) -> Iterator[str]:
    yield from (contact.name, contact.says, contact.hours)
    for channel in contact.channels:
        yield from (channel.value, channel.note)


def _guide(guide: Guide, plan: Plan) -> Iterator[Said]:
    """Aims, plan, kit, definition, curriculum, law and keys."""
    here = f"sessions/{plan.order.session}.yaml"
    titles = (segment.title for segment in guide.plan)
    links = (text for link in guide.curriculum for text in (link.says, link.source))
    own = (plan.title, guide.aim, *guide.outcomes, guide.why, *titles, *guide.kit, *links)
    for text in own:
        yield Said(text, here, 1)
    yield Said(guide.definition.says, here, 1, is_quoted=True)
    yield Said(guide.definition.source, here, 1)
    for entry in guide.law:
        yield Said(entry.says, here, 1)
        yield Said(entry.source, here, 1)
    for title, activity in guide.keys:
        is_exercise = activity.kind in _EXERCISES
        yield Said(title, here, 1)
        is_critique = is_exercise or activity.quotes
        for row in activity.key:
            asked = Said(row.asked, here, 1, near=title, is_quoted=is_exercise)
            yield replace(asked, is_critique=activity.quotes)
            yield Said(row.answer, here, 1, near=title, is_critique=activity.quotes)
            yield Said(row.why, here, 1, near=title, is_critique=is_critique)
