"""Diagram: a drawing with labelled places to think about and fill in, one panel per scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from printroom.model import (
    ActivityModel,
    Arranged,
    Authored,
    KeyRow,
    NonEmptyStr,
    Setting,
    error_at,
)

Face = Literal[
    "smile",
    "grin",
    "open-smile",
    "closed-eyes",
    "blush",
    "flat-mouth",
    "raised-brow",
    "wavy-mouth",
    "wide-eyes",
    "frown",
    "tear",
    "low-brows",
    "blank",
]
"""The faces that can be drawn, named after the drawing and never after a feeling."""


class Place(Authored):
    """A place of the drawing: its label is printed, answer and reason are for the key.

    `face` is drawn beside the label by kinds that draw faces; `blank` is one to draw in.
    """

    label: NonEmptyStr
    face: Face | None = None
    answer: NonEmptyStr
    why: str = ""


class Panel(Authored):
    """One drawing: its story, the names of its sides, its places, and a closing question.

    Everything but `ask_answer` is printed. Of two `sides`, the first narrows or gains. `pictures`
    has one for each side, or one beside the story where there are no two sides; "" is none.
    `heavier` is the side to which a balance tilts; without it, the group draws the beam.
    `scenery` is the town that a map draws.
    """

    title: NonEmptyStr
    story: str = ""
    sides: tuple[NonEmptyStr, ...] = ()
    pictures: tuple[str, ...] = ()
    heavier: str = ""
    scenery: Literal["town", "harbour"] = "town"
    places: Annotated[tuple[Place, ...], Field(min_length=1)]
    ask: str = ""
    ask_answer: str = ""

    @model_validator(mode="after")
    def _check_sides(self) -> Self:
        if self.heavier and self.heavier not in self.sides:
            fix = "write it exactly as under sides"
            raise error_at(f"there is no side “{self.heavier}”", fix, "heavier")
        most = max(1, len(self.sides))
        if len(self.pictures) not in (0, most):
            fix = f'write {most} here, with "" for none'
            raise error_at("there are not as many pictures as sides", fix, "pictures")
        return self


@dataclass(frozen=True, slots=True)
class DiagramPlace:
    """The learner's side of a place; `face` is empty if none is drawn."""

    label: str
    face: str = ""


@dataclass(frozen=True, slots=True)
class DiagramPanel:
    """The learner's side of a panel."""

    title: str
    story: str
    sides: tuple[str, ...]
    pictures: tuple[str, ...]
    heavier: str
    scenery: str
    places: tuple[DiagramPlace, ...]
    ask: str

    @property
    def labels(self) -> tuple[str, ...]:
        """The label of each place, for drawings that show only these."""
        return tuple(place.label for place in self.places)


@dataclass(frozen=True, slots=True)
class DiagramPage:
    """The learner's side: every panel without its answers."""

    instruction: str
    panels: tuple[DiagramPanel, ...]


class Diagram(ActivityModel):
    """One or more panels of the same drawing."""

    instruction: NonEmptyStr
    panels: Annotated[tuple[Panel, ...], Field(min_length=1)]

    def arrange(self, setting: Setting) -> Arranged:
        """The panels and places as written: their order matters."""
        del setting
        return Arranged(self.kind, "diagram", self._page(), (), self._key())

    def secrets(self) -> tuple[str, ...]:
        """The answer and reason for each place, and the answer to each closing question."""
        places = [place for panel in self.panels for place in panel.places]
        texts = [text for place in places for text in (place.answer, place.why)]
        return (*texts, *(panel.ask_answer for panel in self.panels))

    def pictures(self) -> tuple[str, ...]:
        """The pictures of the sides and stories."""
        return tuple(name for panel in self.panels for name in panel.pictures if name)

    def _page(self) -> DiagramPage:
        return DiagramPage(
            self.instruction,
            tuple(
                DiagramPanel(
                    panel.title,
                    panel.story,
                    panel.sides,
                    panel.pictures,
                    panel.heavier,
                    panel.scenery,
                    tuple(DiagramPlace(place.label, place.face or "") for place in panel.places),
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
