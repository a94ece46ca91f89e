"""Session templates, front matter of snippets, and sheet layouts, as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from printroom.model.base import (
    Audience,
    Authored,
    BandIds,
    Copies,
    Medium,
    NonEmptyStr,
    WithFigures,
    error_at,
)
from printroom.model.papers import PaperSize
from printroom.model.rules import SessionRule
from printroom.model.sessions import Note, Segment


class SnippetHead(WithFigures):
    """The front matter of a snippet. `activity` is validated by the shape of its kind."""

    title: NonEmptyStr
    bands: BandIds
    kit: tuple[NonEmptyStr, ...] = ()
    activity: Mapping[str, object] | None = None


class VariantHead(Authored):
    """The front matter of a snippet's variant for one band; given values replace the snippet's."""

    title: NonEmptyStr | None = None
    kit: tuple[NonEmptyStr, ...] | None = None
    activity: Mapping[str, object] | None = None


class LargePrint(Authored):
    """How the large-print edition prints a document."""

    max_pages: Annotated[int, Field(ge=1, le=60)]
    sheet: NonEmptyStr | None = None
    """For a document to cut: a sheet layout with larger pieces."""


class DocumentRow(Authored):
    """One document of a pack. `name` is also its heading, its template and its file name."""

    name: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    title: NonEmptyStr
    audience: Audience
    medium: Medium
    copies: Copies
    sides: Literal["single", "double"]
    colour: Literal["colour", "grey"]
    paper: Literal["plain", "card"]
    size: PaperSize = "A4"
    print_only: Literal["booklet", "tiles"] | None = None
    """A version for the office printer made beside it: a booklet, or tiles of a larger page."""
    use: NonEmptyStr
    """When it is used in the session."""
    max_pages: Annotated[int, Field(ge=1, le=60)]
    sheet: NonEmptyStr | None = None
    """For a document to cut: the layout in `templates/sheets/` that places the pieces."""
    read_by: NonEmptyStr | None = None
    """The band that reads it, if it is not the pack's own, such as for a letter to families.

    It is set and measured for that band; words withheld from the pack's own band stay withheld.
    """
    loose: bool = False
    """Whether its sheets stay apart, since one of them is kept somewhere else."""
    words_max: Annotated[int, Field(ge=5, le=60)] | None = None
    """The most words in one of its sentences, if it has to be easier than the band needs."""
    contacts: bool = False
    """Whether it lists the nation's contacts; then it is printed even without any snippet."""
    scripts: bool = False
    """Whether it is the script card: it prints what a follow-up takes out of the guide."""
    guide: bool = False
    """Whether it includes the aims, the plan and the keys; for facilitators only."""
    large_print: LargePrint | None = None
    """How the large-print edition prints it; without this, that edition leaves it out."""

    @property
    def print_only_name(self) -> str:
        """The name of the version for the office printer, such as "poster--tiles"."""
        return f"{self.name}--{self.print_only}"


class FillerSegment(Authored):
    """A segment whose length is the time that the other segments leave over."""

    title: NonEmptyStr
    snippets: tuple[NonEmptyStr, ...] = ()


class Pause(Segment):
    """A break before the first own segment that starts at or after `from_minute`."""

    from_minute: Annotated[int, Field(ge=1, le=600)]


class FollowUp(Authored):
    """How the frame differs for a session that follows another with the same group."""

    opening: tuple[Segment, ...]
    closing: tuple[Segment, ...]
    card: tuple[NonEmptyStr, ...] = ()
    """Snippets whose guide text is printed on the script card, and not in the guide."""


class SessionTemplate(Authored):
    """The fixed segments of a kind of session, and the documents of its pack in order."""

    title: NonEmptyStr
    minutes: Annotated[tuple[int, ...], Field(min_length=1)]
    opening: tuple[Segment, ...]
    pause: Pause | None = None
    talk: FillerSegment
    closing: tuple[Segment, ...]
    notes: tuple[Note, ...] = ()
    follow_up: FollowUp | None = None
    """Without it, no session of this kind can follow another with the same group."""
    rules: tuple[SessionRule, ...] = ()
    """Requirements that every session of this kind must meet."""
    documents: Annotated[tuple[DocumentRow, ...], Field(min_length=1)]

    @property
    def following(self) -> SessionTemplate:
        """The template with the frame of a session that follows another; itself without one."""
        if self.follow_up is None:
            return self
        frame = {"opening": self.follow_up.opening, "closing": self.follow_up.closing}
        return self.model_copy(update=frame)

    @property
    def fixed(self) -> tuple[Segment, ...]:
        """The segments that every session of this kind includes."""
        pause = () if self.pause is None else (self.pause,)
        return (*self.opening, *pause, *self.closing)


class LabelSheet(Authored):
    """The layout of a sheet of self-adhesive labels, in millimetres."""

    title: NonEmptyStr
    page_width_mm: Annotated[float, Field(ge=100, le=500)]
    page_height_mm: Annotated[float, Field(ge=100, le=500)]
    columns: Annotated[int, Field(ge=1, le=10)]
    rows: Annotated[int, Field(ge=1, le=20)]
    label_width_mm: Annotated[float, Field(ge=20, le=300)]
    label_height_mm: Annotated[float, Field(ge=10, le=300)]
    left_mm: Annotated[float, Field(ge=0, le=50)]
    """From the left edge of the sheet to the first label."""
    top_mm: Annotated[float, Field(ge=0, le=50)]
    """From the top edge of the sheet to the first label."""
    across_mm: Annotated[float, Field(ge=20, le=300)]
    """From the left edge of a label to that of the next."""
    down_mm: Annotated[float, Field(ge=10, le=300)]
    """From the top edge of a label to that of the next."""

    @model_validator(mode="after")
    def _fits_the_sheet(self) -> Self:
        axes = (
            ("columns", self.left_mm, self.across_mm, self.label_width_mm, self.page_width_mm),
            ("rows", self.top_mm, self.down_mm, self.label_height_mm, self.page_height_mm),
        )
        for key, start_mm, step_mm, size_mm, page_mm in axes:
            count: int = getattr(self, key)
            end_mm = start_mm + (count - 1) * step_mm + size_mm
            if end_mm > page_mm or (count > 1 and step_mm < size_mm):
                message = f"{count} {key} of {size_mm:g} mm do not fit on {page_mm:g} mm"
                raise error_at(message, "measure the sheet again", key)
        return self


class SheetLayout(Authored):
    """Positions of pieces on a sheet to cut, in millimetres; the grid of pieces is centred.

    Crop marks are beside the pieces, a line of small print above and below them. Nothing is printed
    within 5 mm of the edge of the paper, where most printers cannot print.
    """

    title: NonEmptyStr
    page_width_mm: Annotated[float, Field(ge=100, le=500)]
    page_height_mm: Annotated[float, Field(ge=100, le=500)]
    columns: Annotated[int, Field(ge=1, le=10)]
    rows: Annotated[int, Field(ge=1, le=20)]
    piece_width_mm: Annotated[float, Field(ge=20, le=500)]
    piece_height_mm: Annotated[float, Field(ge=20, le=500)]
    gutter_mm: Annotated[float, Field(ge=0, le=50)]
    bleed_mm: Annotated[float, Field(ge=0, le=10)]
    """How far the background of a piece extends beyond its edge; 0 for pieces edge to edge."""
    flip: Literal["long", "short", "none"]
    """The edge over which the sheet is turned to print the backs; none for no backs."""
    repeat: bool = False
    """Whether each piece fills a whole sheet, one piece for each person."""

    @property
    def left_mm(self) -> float:
        """The distance from the left edge of the paper to the first piece."""
        return (self.page_width_mm - self._span(self.columns, self.piece_width_mm)) / 2

    @property
    def top_mm(self) -> float:
        """The distance from the top edge of the paper to the first piece."""
        return (self.page_height_mm - self._span(self.rows, self.piece_height_mm)) / 2

    def _span(self, count: int, size_mm: float) -> float:
        return count * size_mm + (count - 1) * self.gutter_mm

    @model_validator(mode="after")
    def _can_be_cut(self) -> Self:
        for key, message, fix in self._faults():
            raise error_at(message, fix, key)
        return self

    def _faults(self) -> Iterator[tuple[str, str, str]]:
        """Each invalid key, with the message and the fix."""
        bleeds_mm, has_neighbours = 2 * self.bleed_mm, self.columns * self.rows > 1
        if has_neighbours and self.gutter_mm < bleeds_mm:
            yield (
                "gutter_mm",
                f"the gutter between two pieces is {self.gutter_mm:g} mm, and their bleeds need "
                f"{bleeds_mm:g} mm",
                f"write gutter_mm: {bleeds_mm:g} or more, or bleed_mm: 0 to cut edge to edge",
            )
        for key, where, margin_mm, needed_mm in (
            ("columns", "on the left and right", self.left_mm, 7),
            ("rows", "at the top and bottom", self.top_mm, 10),
        ):
            free_mm = round(margin_mm - self.bleed_mm, 3)
            if free_mm < needed_mm:
                yield (
                    key,
                    f"the pieces leave {free_mm:g} mm free {where}, and crop marks and the edge "
                    f"that printers leave blank need {needed_mm} mm",
                    f"take fewer {key}, or make the pieces, the gutter or the bleed smaller",
                )
