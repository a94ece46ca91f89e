"""Sheets: the pieces of a document that is cut, placed on sheets, fronts and backs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from printroom.compose.blocks import BlockWriter
from printroom.model import PlannedDocument, SheetLayout


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece: its title, its words or its picture, and the mark that sorts a dropped pile."""

    title: str
    body: Markup
    picture: str
    mark: str
    number: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece stands on its sheet, in millimetres from the top left corner."""

    x_mm: float
    y_mm: float
    piece: Cut


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of a sheet of paper."""

    number: int
    side: str
    places: tuple[Place, ...]


def cut_sheets(document: PlannedDocument, code: str, writer: BlockWriter) -> tuple[Sheet, ...]:
    """All sides in the order in which they are printed."""
    layout = document.layout
    if layout is None:
        return ()
    pieces = tuple(_pieces(document, code, writer))
    per_sheet = layout.columns * layout.rows
    if layout.repeat:
        filled = [(piece,) * per_sheet for piece in pieces]
    else:
        filled = [pieces[n : n + per_sheet] for n in range(0, len(pieces), per_sheet)]
    sheets = []
    for number, on_sheet in enumerate(filled, 1):
        sheets.append(Sheet(number, "front", tuple(_placed(layout, on_sheet, back=False))))
        if layout.flip != "none":
            sheets.append(Sheet(number, "back", tuple(_placed(layout, on_sheet, back=True))))
    return tuple(sheets)


def _pieces(document: PlannedDocument, code: str, writer: BlockWriter) -> Iterator[Cut]:
    """Every card, slip and piece of an activity, in the order of the session, numbered."""
    number = 0
    for part in document.parts:
        for node in part.nodes:
            if node.name == "activity" and part.activity:
                for piece in part.activity.cards:
                    number += 1
                    mark = f"{code} · {number:02d}"
                    yield Cut("", Markup.escape(piece.text), piece.picture, mark, number)
            else:
                number += 1
                body = writer.nodes(node.children, part)
                yield Cut(node.text, body, "", f"{code} · {number:02d}", number)


def _placed(layout: SheetLayout, pieces: tuple[Cut, ...], *, back: bool) -> Iterator[Place]:
    """Each piece at its place; a back lies behind its front when the sheet is turned over."""
    left = (layout.page_width_mm - _span(layout, layout.columns, layout.piece_width_mm)) / 2
    top = (layout.page_height_mm - _span(layout, layout.rows, layout.piece_height_mm)) / 2
    for n, piece in enumerate(pieces):
        row, column = divmod(n, layout.columns)
        if back and layout.flip == "long":
            column = layout.columns - 1 - column
        if back and layout.flip == "short":
            row = layout.rows - 1 - row
        yield Place(
            round(left + column * (layout.piece_width_mm + layout.gutter_mm), 3),
            round(top + row * (layout.piece_height_mm + layout.gutter_mm), 3),
            piece,
        )


def _span(layout: SheetLayout, count: int, size_mm: float) -> float:
    return count * size_mm + (count - 1) * layout.gutter_mm
