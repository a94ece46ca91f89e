"""Names in snippets that lead nowhere: a snippet and the library in, a problem for each out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from printroom.load.blocks import BLOCKS
from printroom.load.losses import below
from printroom.load.yaml import Way, Written
from printroom.model import (
    ActivityModel,
    DocumentRow,
    Library,
    Node,
    Part,
    Problem,
    Snippet,
    Templates,
    nearest,
)


def wrong_mentions(
    snippet: Snippet, library: Library, templates: Templates, written: Mapping[str, Written]
) -> Iterator[Problem]:
    """Every picture, entry and block that a snippet, or a variant of it, names and that is not."""
    voices: list[tuple[ActivityModel | None, Mapping[str, Part], str]] = [
        (snippet.activity, snippet.parts, snippet.path)
    ]
    voices += [(v.activity, v.parts, v.path) for v in snippet.variants.values()]
    rows = {row.name: row for template in templates.sessions.values() for row in template.documents}
    for activity, parts, path in voices:
        at = written[f"snippets:{path}"]
        for picture in dict.fromkeys(activity.pictures() if activity else ()):
            way = _way_to(at.value, "picture", picture)
            yield from at.unknown("picture", picture, library.pictures, way)
        has_activity = activity is not None or snippet.activity is not None
        for part in parts.values():
            yield from _nodes(part, library, rows, has_activity)


def _way_to(value: object, key: str, wanted: str) -> Way:
    """The way to the first value of this key that is what is wanted."""
    inner: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, Mapping):
        if value.get(key) == wanted:
            return (key,)
        inner = value.items()
    elif isinstance(value, tuple):
        inner = enumerate(value)
    for step, held in inner:
        way = _way_to(held, key, wanted)
        if way:
            return (step, *way)
    return ()


def _nodes(
    part: Part, library: Library, rows: Mapping[str, DocumentRow], has_activity: bool
) -> Iterator[Problem]:
    entries: dict[str, Iterable[str]] = {
        "fact": library.facts,
        "word": library.glossary,
        "contact": library.contacts,
        "picture": library.pictures,
    }
    for node in (inner for top in part.nodes for inner in top.walk()):
        if node.kind == "link":
            kind, _, name = node.name.partition(":")
            yield from _unknown(part, node, kind, name, entries.get(kind, ()))
        elif node.kind == "picture":
            yield from _unknown(part, node, "picture", node.name, entries["picture"])
        elif node.kind == "block":
            yield from _block(part, node, rows, has_activity)


def _unknown(
    part: Part, node: Node, kind: str, name: str, known: Iterable[str]
) -> Iterator[Problem]:
    if name not in known:
        message, fix = f"there is no {kind} “{name}”", nearest(name, known)
        yield Problem(f"unknown-{kind}", part.path, message, fix, node.line, node.column)


def _block(
    part: Part, node: Node, rows: Mapping[str, DocumentRow], has_activity: bool
) -> Iterator[Problem]:
    """A block for others than who reads the document, and an activity that there is not."""
    voice = BLOCKS[node.name]
    if voice is not None and voice != rows[part.document].audience:
        guides = (row for row in rows.values() if row.audience == voice)
        message = f"“{node.name}” is for the {voice}, but this document is for participants"
        fix = f"move it below {below(row for row in guides if row.medium != 'cover')}"
        yield Problem("facilitator-block", part.path, message, fix, node.line)
    if node.name == "activity" and not has_activity:
        message = "this snippet has no activity to print here"
        fix = "add activity: to its front matter, or take the block out"
        yield Problem("no-activity", part.path, message, fix, node.line)
