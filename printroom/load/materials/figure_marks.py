"""Check the figures that authors mark as no contact, and list them for the reviewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from printroom.load.materials.references import with_variants
from printroom.load.sources.yaml_text import KeyPath, YamlText
from printroom.model import Library, Problem, Snippet, walk_nodes
from printroom.text.contact_search import Declared, declare
from printroom.text.no_contacts import MARK, why_a_contact

_REFUSED = "take the mark out; a service goes into contacts.yaml, a large number gets a comma"
_LISTED = "make sure that nobody could call or visit it"


def figure_marks(library: Library, texts: Mapping[str, YamlText]) -> Iterator[Problem]:
    """A problem of each mark on what could be a contact, and a warning of each other mark."""
    values = (
        channel.value for contact in library.contacts.values() for channel in contact.channels
    )
    known = declare(values)
    for name, at, figures in _marks_with_places(library):
        for text, what in figures.items():
            problem = texts[name].key_problem((*at, "figures", text), *_fault(text, what, known))
            yield replace(problem, stops=problem.code == "figure-refused")
    for snippet in library.snippets.values():
        yield from _in_parts(snippet, known)


def _marks_with_places(library: Library) -> Iterator[tuple[str, KeyPath, Mapping[str, str]]]:
    """The YAML that has each `figures:`, the key path to what it belongs to, and the marks."""
    for snippet in library.snippets.values():
        yield f"snippets:{snippet.path}", (), snippet.figures
    for name, session in library.sessions.items():
        yield f"sessions:{name}", (), session.figures
    for name, nation in library.nations.items():
        yield f"nations:{name}", (), nation.figures
    for name, fact in library.facts.items():
        yield "facts", (name,), fact.figures
    for name, entry in library.glossary.items():
        yield "glossary", (name,), entry.figures
    for name, picture in library.pictures.items():
        yield "pictures", (name,), picture.figures


def _in_parts(snippet: Snippet, known: Declared) -> Iterator[Problem]:
    for one in with_variants(snippet):
        for part in one.parts.values():
            for node in walk_nodes(part.nodes):
                if node.kind == "link" and node.name.startswith(MARK):
                    text, what = node.words(), node.name.removeprefix(MARK)
                    code, message, fix = _fault(text, what, known)
                    place = (node.line, node.column)
                    stops = code == "figure-refused"
                    yield Problem(code, part.path, message, fix, *place, stops=stops)


def _fault(text: str, what: str, known: Declared) -> tuple[str, str, str]:
    """The code, message and fix of a mark."""
    if why := why_a_contact(text, known):
        return "figure-refused", f"“{text}” is marked as no contact, but {why}", _REFUSED
    return "marked-figure", f"“{text}” is marked as no contact: {what}", _LISTED
