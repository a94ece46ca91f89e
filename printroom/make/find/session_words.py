"""Collects the words by which a session is found: title, topics, aims, and its own pages.

Words that every pack has, such as those of the help page, are left out, since they do not
distinguish sessions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from printroom.choose import plan_for
from printroom.inspect.page_texts import part_texts
from printroom.make.run.options import Sources
from printroom.model import NotFitToPrint, Order, Plan, PlannedPart, Session

TITLE, TOPIC, ALSO, AIM, PAGE, GUIDE = 32, 16, 8, 4, 2, 1
"""The weight of a word, by where it is found."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a session, where it is, and its weight."""

    where: str
    text: str
    weight: int
    bands: frozenset[str] = frozenset()
    """The bands that read it; empty for all."""


def passages_of(name: str, session: Session, sources: Sources, nation: str) -> Iterator[Passage]:
    """All passages of a session, in the words of a nation."""
    library = sources.library
    yield Passage("Title", session.title, TITLE)
    yield Passage("Code", session.code, TITLE)
    for topic in library.topics.values():
        if name in topic.sessions:
            yield Passage("Topic", topic.title, TOPIC)
            yield from (Passage(f"Topic “{topic.title}”", also, ALSO) for also in topic.also)
    yield from (Passage("Aim", text, AIM) for text in (session.aim, *session.outcomes))
    for band in session.bands:
        stage = library.nations[nation].stages.get(band, "")
        for text in (library.bands[band].title, stage):
            yield Passage("For", text, TOPIC, frozenset({band}))
    yield from page_passages(name, session, sources, nation)


def page_passages(
    name: str, session: Session, sources: Sources, nation: str, minutes: int | None = None
) -> Iterator[Passage]:
    """The texts on the pages of a session, each with the bands that read it.

    `minutes` is a shorter length; none for the full one.
    """
    bands: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for band in session.bands:
        order = Order(name, band, nation, minutes=minutes)
        try:
            plan = plan_for(order, sources.library, sources.templates)
        except NotFitToPrint:  # a snippet has mistakes; the rest can still be found
            continue
        for found in _texts(plan, session.own_snippets):
            bands[found].add(band)
    for (where, text, weight), those in bands.items():
        yield Passage(where, text, weight, frozenset(those))


def _texts(plan: Plan, own: frozenset[str]) -> Iterator[tuple[str, str, int]]:
    """The document, the text and the weight of each of the session's own texts."""
    for document in plan.documents:
        weight = PAGE if document.row.audience == "participant" else GUIDE
        for part in document.parts:
            if part.snippet in own:
                yield from ((document.row.title, text, weight) for text in _texts_of(part))


def _texts_of(part: PlannedPart) -> Iterator[str]:
    yield part.title
    yield from (one.text for one in part_texts(part))
