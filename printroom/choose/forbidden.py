"""Forbidden text: what participant documents must not contain, as fingerprints.

Forbidden is every text of the library that was not written for participants of this band: what
the facilitator says, every key, other bands' words, and facts and entries that are not open. “Open”
means: written for participants of this band; “closed” is everything else. Text that a document may
itself contain is excluded.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b

from printroom.choose.variants import snippet_for_band
from printroom.model import (
    CONFIDENCE,
    ActivityModel,
    Forbidden,
    Gated,
    Library,
    Order,
    Part,
    Plan,
    PlannedDocument,
    Snippet,
    Templates,
    texts,
    walk_nodes,
)
from printroom.text.fingerprint import fingerprints_in, forbidden_fingerprints, phrase


def forbidden_texts(plan: Plan, library: Library, templates: Templates) -> Forbidden:
    """The fingerprints that no participant document may contain, with exceptions by document."""
    rows = (row for template in templates.sessions.values() for row in template.documents)
    participants_documents = {row.name for row in rows if row.audience == "participant"}
    grams, phrases, lengths = forbidden_fingerprints(
        _forbidden(plan.order, library, participants_documents)
    )
    marks = grams | phrases
    allowed = {
        document.row.name: marks & fingerprints_in(_texts_of(plan, document), lengths)
        for document in plan.documents
        if document.row.name in participants_documents
    }
    withheld = plan.band.withheld
    content = b"".join(array("Q", sorted(some)).tobytes() for some in (grams, phrases))
    digest = blake2b(content + repr((len(grams), withheld)).encode()).hexdigest()
    return Forbidden(grams, phrases, lengths, withheld, allowed, digest)


def _forbidden(order: Order, library: Library, participants_documents: set[str]) -> Iterator[str]:
    """Every text that participants of this band must not read."""
    for snippet in library.snippets.values():
        yield from _closed_texts(snippet, order, participants_documents)
    # No plan can contain a snippet with mistakes. Its short texts are words such as “Worksheet”,
    # which any page may contain; longer ones would still be found.
    yield from (text for text in library.unread if phrase(text) is None)
    yield from _closed_entries(order, library)
    for nation in library.nations.values():
        yield from (entry.says for entry in nation.law.values())
    for picture in library.pictures.values():
        if order.band not in picture.bands:
            yield from (picture.alt, *picture.words)
    for session in library.sessions.values():
        yield from (session.aim, session.why, *session.outcomes, *session.today.values())
        yield from (text for cut in session.cuts for text in (cut.aim, *cut.outcomes) if text)


def _closed_entries(order: Order, library: Library) -> Iterator[str]:
    """The texts of gated entries that are not for participants of the order's band."""
    gated: list[tuple[Gated, tuple[str, ...]]] = [
        *((fact, (fact.says, fact.caveat)) for fact in library.facts.values()),
        *((n.definition, (n.definition.says,)) for n in library.nations.values()),
        *((word, (word.word, word.means)) for word in library.glossary.values()),
        *((contact, (contact.says,)) for contact in library.contacts.values()),
    ]
    for entry, entry_texts in gated:
        if _is_closed(entry, order):
            yield from entry_texts


def _is_closed(entry: Gated, order: Order) -> bool:
    """Whether an entry is not for participants of the order's band."""
    return order.band not in entry.bands or "participant" not in entry.audiences


def _closed_texts(
    snippet: Snippet, order: Order, participants_documents: set[str]
) -> Iterator[str]:
    """A snippet's text that participants of this band must not read, and all its keys."""
    chosen = snippet_for_band(snippet, order.band)
    # By identity: to compare whole trees is slow. A closed part that equals an open one does no
    # harm, as what a document may contain is allowed there.
    open_parts = set(map(id, chosen.parts.values())) if chosen else set()
    parts: list[Part] = [*snippet.parts.values()]
    activities: list[ActivityModel | None] = [snippet.activity]
    titles = [snippet.title]
    for variant in snippet.variants.values():
        parts += variant.parts.values()
        activities.append(variant.activity)
        titles += filter(None, (variant.title,))
    yield from (title for title in titles if chosen is None or title != chosen.title)
    for part in parts:
        if id(part) not in open_parts or part.document not in participants_documents:
            for node in part.nodes:
                yield node.words()
    for activity in activities:
        if activity is not None:
            yield from activity.secrets()
            if chosen is None or activity is not chosen.activity:
                yield from texts(activity)


def _texts_of(plan: Plan, document: PlannedDocument) -> Iterator[str]:
    """Every text that a document may contain, in reading order."""
    yield from (plan.title, document.row.title, plan.lead, *plan.local)
    for part in document.parts:
        yield part.title
        yield from (node.words() for node in part.nodes)
        if any(node.name == "confidence" for node in walk_nodes(part.nodes)):
            yield from CONFIDENCE
        if part.activity is not None:
            yield from texts((part.activity.page, part.activity.cards))
    for picture in document.pictures.values():
        yield from (picture.alt, *picture.words)
    yield from (text for entry in document.glossary.values() for text in (entry.word, entry.means))
    for fact in document.facts.values():
        yield from (fact.says, fact.source, fact.caveat)
    yield from (text for contact in document.declared() for text in (contact.name, contact.says))
