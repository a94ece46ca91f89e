"""Arranges the activities of an order, each once for both its sheet and its key."""

from __future__ import annotations

import re
from dataclasses import replace

from printroom.choose.variants import BandSnippet
from printroom.model import (
    ActivityModel,
    Arranged,
    CannotArrange,
    KeyRow,
    Library,
    Order,
    Part,
    Problem,
    Setting,
)

_PICTURE = re.compile(r"\bpicture:([\w-]+)")


class Arrangements:
    """The arranged activities of one order; `problems` collects those that cannot be arranged."""

    def __init__(self, order: Order, library: Library) -> None:
        self._order, self._library = order, library
        self._known: dict[str, Arranged | None] = {}
        self.problems: list[Problem] = []

    def for_page(self, snippet: str, chosen: BandSnippet, part: Part) -> Arranged | None:
        """The learner's side of the activity, without its key, if the part prints it."""
        is_printed = any(
            node.kind == "block" and node.name == "activity"
            for top in part.nodes
            for node in top.walk()
        )
        arranged = self.of(snippet, chosen) if is_printed else None
        return replace(arranged, key=()) if arranged else None

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
        setting = Setting(self._order.seed, band.puzzle, (*never, *withheld), nation, own)
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
