"""Diagram: a drawing with labelled places to think about and fill in, one panel a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from printroom.model import ActivityModel, Arranged, Authored, KeyRow, Setting, Words


class Place(Authored):
    """A place of the drawing: its label is printed, answer and reason are for the key."""

    label: Words
    answer: Words
    why: str = ""


class Panel(Authored):
    """One drawing: its story, the names of its sides, its places, and a question to close."""

    title: Words
    story: str = ""
    sides: tuple[Words, ...] = ()
    places: Annotated[tuple[Place, ...], Field(min_length=1)]
    ask: str = ""
    ask_answer: str = ""


@dataclass(frozen=True, slots=True)
class DiagramPanel:
    """What the learner sees of a panel."""

    title: str
    story: str
    sides: tuple[str, ...]
    labels: tuple[str, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class DiagramPage:
    """What the learner sees: every panel without its answers."""

    instruction: str
    panels: tuple[DiagramPanel, ...]


class Diagram(ActivityModel):
    """One or more panels of the same drawing."""

    instruction: Words
    panels: Annotated[tuple[Panel, ...], Field(min_length=1)]

    def arrange(self, setting: Setting) -> Arranged:
        """Panels and places stay as written: a drawing has its order."""
        del setting
        return Arranged(self.kind, "diagram", self._page(), (), self._key())

    def secrets(self) -> tuple[str, ...]:
        """What belongs in each place, why, and the answer to each closing question."""
        places = [place for panel in self.panels for place in panel.places]
        texts = [text for place in places for text in (place.answer, place.why)]
        return (*texts, *(panel.ask_answer for panel in self.panels))

    def _page(self) -> DiagramPage:
        return DiagramPage(
            self.instruction,
            tuple(
                DiagramPanel(
                    panel.title,
                    panel.story,
                    panel.sides,
                    tuple(place.label for place in panel.places),
                    panel.ask,
                )
                for panel in self.panels
            ),
        )

    def _key(self) -> tuple[KeyRow, ...]:
        rows = []
        for panel in self.panels:
            rows += [KeyRow(f"{panel.title}: {p.label}", p.answer, p.why) for p in panel.places]
            if panel.ask and panel.ask_answer:
                rows.append(KeyRow(f"{panel.title}: {panel.ask}", panel.ask_answer))
        return tuple(rows)
