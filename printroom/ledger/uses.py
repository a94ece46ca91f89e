"""Lists what a plan uses: everything it is made from, by name, with a digest of its content.

A name is written as in a snippet: `contact:childline`, `fact:nrm-2023`, `snippet:power/words`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from printroom.choose.digest import printed_digest
from printroom.choose.variants import snippet_for_band
from printroom.ledger.inputs import changed_between
from printroom.model import Contact, Library, Plan, PlannedDocument, Templates

Uses = Mapping[str, str]
_HOMES = {
    "session": "sessions",
    "contact": "contacts",
    "fact": "facts",
    "word": "glossary",
    "picture": "pictures",
    "nation": "nations",
    "band": "bands",
}
"""The library's collection for each kind of name."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is "new", "gone" or "changed", and the file that defines it."""

    name: str
    change: str
    file: str

    def __str__(self) -> str:
        return f"{self.name} is {self.change}{f' ({self.file})' if self.file else ''}"


def uses(plan: Plan, library: Library, templates: Templates) -> dict[str, str]:
    """Everything that a plan uses, by name, with a short digest of its printable content."""
    found = dict(_shared_by_all(plan, library, templates))
    for document in plan.documents:
        found.update(used_in(document, plan, library))
    return {name: printed_digest(value)[:12] for name, value in sorted(found.items())}


def used_in(
    document: PlannedDocument, plan: Plan, library: Library
) -> Iterator[tuple[str, object]]:
    """Everything that one document uses, by name, with its printable content."""
    for name in _snippets(document, plan):
        yield f"snippet:{name}", _snippet_content(name, plan, library)
    yield f"words:documents/{document.row.name}.html", document.words
    for contact in document.declared():
        yield f"contact:{contact_id(contact, library)}", contact
    for kind, entries in (
        ("fact", document.facts),
        ("word", document.glossary),
        ("picture", document.pictures),
    ):
        yield from ((f"{kind}:{name}", entry) for name, entry in entries.items())
    if document.reader is not None:
        yield f"band:{document.row.read_by}", document.reader
    if document.guide is not None:
        guide = document.guide
        content = (plan.nation, plan.school_years, guide.definition, guide.curriculum, guide.law)
        yield f"nation:{plan.order.nation}", content


def contact_id(contact: Contact, library: Library) -> str:
    """The id of a contact in `contacts.yaml`."""
    return next(name for name, one in library.contacts.items() if one == contact)


def changes(before: Uses, now: Uses, library: Library, templates: Templates) -> tuple[Change, ...]:
    """What differs between earlier uses and current ones."""
    return tuple(
        Change(name, change, file_of(name, library, templates))
        for name, change in changed_between(before, now).items()
    )


def file_of(name: str, library: Library, templates: Templates) -> str:
    """The file that defines something; "" if there is no such file now."""
    return place_of(name, library, templates)[0]


def place_of(name: str, library: Library, templates: Templates) -> tuple[str, int]:
    """The file that defines something, and the line where it starts; 0 for a whole file."""
    kind, _, own = name.partition(":")
    if kind == "snippet":
        return (library.snippets[own].path if own in library.snippets else ""), 0
    if kind == "words":
        return f"{templates.folder}/{own}", 0
    if kind == "template":
        is_there = own in templates.sessions
        return (f"{templates.folder}/sessions/{own}.yaml" if is_there else ""), 0
    entry = f"{_HOMES.get(kind, kind)}:{own}"
    return library.paths.get(entry, ""), library.lines.get(entry, 0)


def _shared_by_all(
    plan: Plan, library: Library, templates: Templates
) -> Iterator[tuple[str, object]]:
    """What every document of a plan uses."""
    session = library.sessions[plan.order.session]
    yield f"session:{plan.order.session}", (session, session.review_by)
    template = templates.sessions[session.template].model_copy(update={"rules": ()})
    sheets = tuple(document.layout for document in plan.documents)
    needs = tuple((name, kind.needs) for name, kind in sorted(templates.kinds.items()))
    yield f"template:{session.template}", (template, sheets, needs)
    never = tuple(library.not_in_puzzles.values())
    yield f"band:{plan.order.band}", (plan.band, plan.band.withheld, never)
    yield f"nation:{plan.order.nation}", (plan.nation, plan.school_years)


def _snippets(document: PlannedDocument, plan: Plan) -> dict[str, None]:
    """The snippets that a document uses in its parts, or for the answers to their activities."""
    names = dict.fromkeys(part.snippet for part in document.parts)
    keys = {title for title, _ in document.guide.keys} if document.guide else set()
    others = (
        part.snippet for document in plan.documents for part in document.parts if part.title in keys
    )
    return names | dict.fromkeys(others)


def _snippet_content(name: str, plan: Plan, library: Library) -> object:
    """The content of a snippet for the band of a plan."""
    snippet = library.snippets[name].in_nation(plan.order.nation)
    chosen = snippet_for_band(snippet, plan.order.band)
    if chosen is None:
        raise AssertionError(f"{name} is in a plan for {plan.order.band}, which it does not name")
    parts = tuple((part.document, part.nodes) for part in chosen.parts.values())
    return (chosen.title, chosen.kit, chosen.activity, parts)
