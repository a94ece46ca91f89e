"""The script card of a session that follows another: the guide text that it takes over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from printroom.choose.variants import BandSnippet
from printroom.model import DocumentRow, Order, PlannedPart, SessionTemplate


@dataclass(frozen=True, slots=True)
class ScriptCard:
    """The snippets whose guide text is on the card; none in a session that follows no other."""

    snippets: tuple[str, ...]
    template: SessionTemplate

    def has(self, snippet: str, row: DocumentRow) -> bool:
        """Whether a snippet's text for this document is on the card instead."""
        return row.guide and snippet in self.snippets

    def parts(self, snippets: Mapping[str, BandSnippet]) -> Iterator[PlannedPart]:
        """The parts of the card, in its order."""
        guides = [row.name for row in self.template.documents if row.guide]
        apart = {note.snippet for note in self.template.notes if note.new_page}
        for name in self.snippets:
            chosen = snippets.get(name)
            for guide in guides:
                if chosen and (part := chosen.parts.get(guide)):
                    where = (part.path, part.line)
                    new_page = name in apart
                    yield PlannedPart(name, chosen.title, part.nodes, *where, new_page=new_page)


def script_card(order: Order, template: SessionTemplate) -> ScriptCard:
    """The script card of an order."""
    follow_up = template.follow_up if order.follows else None
    return ScriptCard(follow_up.card if follow_up else (), template)
