"""Arranges the activities of an order, each once for both its sheet and its key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from printroom.choose.timetable import TimetableEntry
from printroom.choose.variants import BandSnippet
from printroom.model import (
    ActivityModel,
    Arranged,
    CannotArrange,
    DocumentRow,
    KeyRow,
    Library,
    Order,
    Part,
    Problem,
    Setting,
    walk_nodes,
)

_PICTURE = re.compile(r"\bpicture:([\w-]+)")


class Arrangements:
    """The arranged activities of one order; `problems` collects those that cannot be arranged."""

    def __init__(self, order: Order, library: Library) -> None:
        self._order, self._library = order, library
        self._known: dict[str, Arranged | None] = {}
        self._letters_used = 0
        self.problems: list[Problem] = []

    def for_page(self, snippet: str, chosen: BandSnippet, part: Part) -> Arranged | None:
        """The learner's side of the activity if the part prints it; its key is left out."""
        arranged = self.of(snippet, chosen) if _prints_activity(part) else None
        return replace(arranged, key=()) if arranged else None

    def letter_decks(
        self,
        rows: Iterable[DocumentRow],
        entries: Iterable[TimetableEntry],
        snippets: Mapping[str, BandSnippet],
    ) -> None:
        """Arrange the activities that are printed on cards, each with letters of its own.

        The letters go on from deck to deck, so that a card on the floor belongs to one deck only.
        """
        names = [note.snippet for entry in entries for note in entry.snippets]
        heard = [(name, snippets[name]) for name in names if name in snippets]
        for row in rows:
            for name, chosen in heard if row.medium == "cut" else ():
                part = chosen.parts.get(row.name)
                if part and name not in self._known and _prints_activity(part):
                    arranged = self.of(name, chosen)  # with letters after those used so far
                    cards = arranged.cards if arranged else ()
                    self._letters_used += sum(bool(getattr(card, "letter", "")) for card in cards)
        self._letters_used = 0

    def of(self, snippet: str, chosen: BandSnippet) -> Arranged | None:
        """The activity of a snippet with its key; none if it has none that can be arranged."""
        if chosen.activity is not None and snippet not in self._known:
            self._known[snippet] = self._arrange(chosen.activity, chosen)
        return self._known.get(snippet)

    def _arrange(self, activity: ActivityModel, chosen: BandSnippet) -> Arranged | None:
        band = self._library.bands[self._order.band]
        withheld = tuple(word.removesuffix("*") for word in band.withheld)
        never = tuple(w for entry in self._library.not_in_puzzles.values() for w in entry.words)
        nation = self._library.nations[self._order.nation].title
        own = self._library.sessions[self._order.session].i_can or ""
        excluded, used = (*never, *withheld), self._letters_used
        setting = Setting(self._order.seed, band.puzzle, excluded, nation, own, used)
        try:
            arranged = activity.arrange(setting)
            key = tuple(map(self._with_alt_texts, arranged.key))
            return replace(arranged, key=key, quotes=activity.quotes)
        except CannotArrange as error:
            path, line = chosen.activity_path, chosen.activity_line
            self.problems.append(Problem("cannot-arrange", path, str(error), error.fix, line))
            return None

    def _with_alt_texts(self, row: KeyRow) -> KeyRow:
        """A line of a key with each picture replaced by its alternative text."""

        def alt_text(found: re.Match[str]) -> str:
            picture = self._library.pictures.get(found[1])
            return picture.alt if picture else found[0]

        asked, answer = (_PICTURE.sub(alt_text, text) for text in (row.asked, row.answer))
        return replace(row, asked=asked, answer=answer)


def _prints_activity(part: Part) -> bool:
    nodes = walk_nodes(part.nodes)
    return any(node.kind == "block" and node.name == "activity" for node in nodes)
