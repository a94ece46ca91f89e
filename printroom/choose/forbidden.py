"""What the documents for participants must not say: the whole library in, fingerprints out.

Forbidden is every text of the library that was not written for participants of this band: what
the facilitator says, every key, other bands' words, facts and entries that are not open. What a
document may itself say is no alarm.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from printroom.choose.voices import voice
from printroom.model import (
    CONFIDENCE,
    ActivityModel,
    Arranged,
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
)
from printroom.text.fingerprint import carried, forbid


def forbidden_texts(plan: Plan, library: Library, templates: Templates) -> Forbidden:
    """The fingerprints of all that no document for participants may say, and what each may."""
    rows = (row for template in templates.sessions.values() for row in template.documents)
    participant = {row.name for row in rows if row.audience == "participant"}
    grams, phrases, lengths = forbid(_others(plan.order, library, participant))
    allowed = {
        document.row.name: carried(_own(plan, document), lengths) & (grams | phrases)
        for document in plan.documents
        if document.row.name in participant
    }
    withheld = plan.band.withheld
    said = repr((sorted(grams), sorted(phrases), withheld))
    digest = blake2b(said.encode()).hexdigest()
    return Forbidden(grams, phrases, lengths, withheld, allowed, digest)


def _others(order: Order, library: Library, participant: set[str]) -> Iterator[str]:
    """Every text that participants of this band must not read."""
    for snippet in library.snippets.values():
        yield from _unheard(snippet, order, participant)
    for fact in library.facts.values():
        if _is_closed(fact, order):
            yield from (fact.says, fact.caveat)
    for nation in library.nations.values():
        if _is_closed(nation.definition, order):
            yield nation.definition.says
        yield from (entry.says for entry in nation.law.values())
    for word in library.glossary.values():
        if _is_closed(word, order):
            yield from (word.word, word.means)
    for contact in library.contacts.values():
        if _is_closed(contact, order):
            yield contact.says
    for picture in library.pictures.values():
        if order.band not in picture.bands:
            yield picture.alt
    for session in library.sessions.values():
        yield from (session.aim, session.why, *session.outcomes)


def _is_closed(entry: Gated, order: Order) -> bool:
    """Whether an entry is not for participants of the order's band."""
    return order.band not in entry.bands or "participant" not in entry.audiences


def _unheard(snippet: Snippet, order: Order, participant: set[str]) -> Iterator[str]:
    """What a snippet says, but not to participants of this band; and every key of it."""
    spoken = voice(snippet, order.band)
    heard = set(map(id, spoken.parts.values())) if spoken else set()
    parts: list[Part] = [*snippet.parts.values()]
    activities: list[ActivityModel | None] = [snippet.activity]
    titles = [snippet.title]
    for variant in snippet.variants.values():
        parts += variant.parts.values()
        activities.append(variant.activity)
        titles += filter(None, (variant.title,))
    yield from (title for title in titles if spoken is None or title != spoken.title)
    for part in parts:
        if id(part) not in heard or part.document not in participant:
            for node in part.nodes:
                yield node.words()
    for activity in activities:
        if activity is not None:
            yield from activity.secrets()
            if spoken is None or activity is not spoken.activity:
                yield from texts(activity)


def _own(plan: Plan, document: PlannedDocument) -> Iterator[str]:
    """Every text that a document may itself say, in reading order."""
    yield from (plan.title, document.row.title)
    for part in document.parts:
        yield part.title
        yield from (node.words() for node in part.nodes)
        if any(inner.name == "confidence" for node in part.nodes for inner in node.walk()):
            yield from CONFIDENCE
        if part.activity is not None:
            yield from page_texts(part.activity)
    yield from (picture.alt for picture in document.pictures.values())
    yield from (text for entry in document.glossary.values() for text in (entry.word, entry.means))
    for fact in document.facts.values():
        yield from (fact.says, fact.source, fact.caveat)
    yield from (text for contact in document.declared() for text in (contact.name, contact.says))


def page_texts(arranged: Arranged) -> Iterator[str]:
    """Every text on the learner's side of an activity."""
    yield from texts(arranged.page)
    yield from texts(arranged.cards)
