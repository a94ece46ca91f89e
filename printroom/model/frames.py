"""What is written of sessions, and of the templates that frame them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from printroom.model.base import Audience, Authored, BandIds, Copies, Medium, Mode, Words
from printroom.model.rules import SessionRule


class SnippetHead(Authored):
    """The front matter of a snippet. `activity` is checked by the shape of its kind."""

    title: Words
    bands: BandIds
    kit: tuple[Words, ...] = ()
    activity: Mapping[str, object] | None = None


class VariantHead(Authored):
    """The front matter of a snippet's variant for one band: it replaces what it carries."""

    title: Words | None = None
    kit: tuple[Words, ...] | None = None
    activity: Mapping[str, object] | None = None


class Segment(Authored):
    """A stretch of a session: its minutes, what happens in it, and the snippets it uses."""

    title: Words
    minutes: Annotated[int, Field(ge=1, le=120)]
    mode: Mode
    snippets: tuple[Words, ...]
    serves: tuple[Words, ...] = ()
    """What it is for: names that the rules of the session template ask for, and others."""


class Note(Authored):
    """A snippet that the facilitator guide prints after the plan, on a page of its own if asked."""

    snippet: Words
    new_page: bool = False


class Session(Authored):
    """One workshop: its own segments go into the frame that its session template gives."""

    title: Words
    code: Annotated[str, Field(pattern=r"^[A-Z][0-9]{1,2}$")]
    template: Words
    bands: BandIds
    minutes: int
    version: Words
    review_by: dt.date
    aim: Words
    outcomes: Annotated[tuple[Words, ...], Field(min_length=1)]
    why: Words
    segments: Annotated[tuple[Segment, ...], Field(min_length=1)]
    notes: tuple[Note, ...] = ()
    law: tuple[Words, ...] = ()
    """The matters of law that the guide says in plain words, as the nations name them."""
    follows: tuple[Words, ...] = ()
    """The sessions that it builds on."""


class LargePrint(Authored):
    """How the large-print edition sets a document."""

    max_pages: Annotated[int, Field(ge=1, le=60)]
    sheet: Words | None = None
    """For what is cut: a sheet with larger pieces."""


class DocumentRow(Authored):
    """One document of a pack. `name` is the heading, the template and the file."""

    name: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    title: Words
    audience: Audience
    medium: Medium
    copies: Copies
    sides: Literal["single", "double"]
    colour: Literal["colour", "grey"]
    paper: Literal["plain", "card"]
    size: Literal["A4", "A3"] = "A4"
    print_only: Literal["booklet", "tiles"] | None = None
    """What is made beside it for the printer: a booklet to fold, or A4 tiles of a larger page."""
    use: Words
    """When it is used, in the order of the session."""
    max_pages: Annotated[int, Field(ge=1, le=60)]
    sheet: Words | None = None
    """For what is cut: the sheet in `templates/sheets/` that places the pieces."""
    read_by: Words | None = None
    """The band that reads it, when it is not the one that the pack is for: the families' letter.

    It is set and measured for them; what is withheld from the pack's own band stays withheld.
    """
    contacts: bool = False
    """Whether it lists the nation's contacts; it is printed even when no snippet speaks in it."""
    guide: bool = False
    """Whether it gets the aims, the plan and the keys: for facilitators only."""
    large_print: LargePrint | None = None
    """How the large-print edition sets it, which leaves it out where nothing is said."""


class Frame(Authored):
    """The segment that takes the minutes which the others leave over."""

    title: Words
    snippets: tuple[Words, ...] = ()


class Pause(Segment):
    """A break among the session's own segments: before the first that starts at `from_minute`."""

    from_minute: Annotated[int, Field(ge=1, le=600)]


class SessionTemplate(Authored):
    """The frame of a session and the documents of its pack, in order."""

    title: Words
    minutes: Annotated[tuple[int, ...], Field(min_length=1)]
    opening: tuple[Segment, ...]
    pause: Pause | None = None
    talk: Frame
    closing: tuple[Segment, ...]
    notes: tuple[Note, ...] = ()
    rules: tuple[SessionRule, ...] = ()
    """What each session of this kind must have."""
    documents: Annotated[tuple[DocumentRow, ...], Field(min_length=1)]

    @property
    def fixed(self) -> tuple[Segment, ...]:
        """The segments that every session of this kind has."""
        pause = () if self.pause is None else (self.pause,)
        return (*self.opening, *pause, *self.closing)


class SheetLayout(Authored):
    """Places for pieces on a sheet that is cut, in millimetres; all of them together are centred.

    Beside them stand crop marks, above and below them a line of small print, and within 5 mm of
    the edge of the paper nothing: there most printers print nothing.
    """

    title: Words
    page_width_mm: Annotated[float, Field(ge=100, le=500)]
    page_height_mm: Annotated[float, Field(ge=100, le=500)]
    columns: Annotated[int, Field(ge=1, le=10)]
    rows: Annotated[int, Field(ge=1, le=20)]
    piece_width_mm: Annotated[float, Field(ge=20, le=500)]
    piece_height_mm: Annotated[float, Field(ge=20, le=500)]
    gutter_mm: Annotated[float, Field(ge=0, le=50)]
    bleed_mm: Annotated[float, Field(ge=0, le=10)]
    """How far the ground of a piece is printed beyond its edge; 0 for pieces edge to edge."""
    flip: Literal["long", "short", "none"]
    """The edge over which the sheet is turned to print the backs; none prints no backs."""
    repeat: bool = False
    """Whether each piece fills a whole sheet, one for each person."""

    @property
    def left_mm(self) -> float:
        """From the left edge of the paper to the first piece."""
        return (self.page_width_mm - self._span(self.columns, self.piece_width_mm)) / 2

    @property
    def top_mm(self) -> float:
        """From the top edge of the paper to the first piece."""
        return (self.page_height_mm - self._span(self.rows, self.piece_height_mm)) / 2

    def _span(self, count: int, size_mm: float) -> float:
        return count * size_mm + (count - 1) * self.gutter_mm

    @model_validator(mode="after")
    def _can_be_cut(self) -> Self:
        for key, message, fix in self._faults():
            signs = {"way": (key,), "said": message, "fix": fix}
            raise PydanticCustomError("misplaced", "{said}", signs)
        return self

    def _faults(self) -> Iterator[tuple[str, str, str]]:
        """Each key that is wrong, what is wrong with it, and how to mend it."""
        bleeds_mm, has_neighbours = 2 * self.bleed_mm, self.columns * self.rows > 1
        if has_neighbours and self.gutter_mm < bleeds_mm:
            yield (
                "gutter_mm",
                f"between two pieces are {self.gutter_mm:g} mm, and their bleeds take "
                f"{bleeds_mm:g} mm",
                f"write gutter_mm: {bleeds_mm:g} or more, or bleed_mm: 0 to cut edge to edge",
            )
        for key, where, margin_mm, needed_mm in (
            ("columns", "on the left and the right", self.left_mm, 7),
            ("rows", "at the top and at the bottom", self.top_mm, 10),
        ):
            free_mm = round(margin_mm - self.bleed_mm, 3)
            if free_mm < needed_mm:
                yield (
                    key,
                    f"{where} the pieces leave {free_mm:g} mm free, and marks and the edge where "
                    f"printers print nothing need {needed_mm} mm",
                    f"take fewer {key}, or make pieces, gutter or bleed smaller",
                )
