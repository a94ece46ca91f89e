"""Sheets: the pieces of a document that is cut, placed on sheets, fronts and backs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from markupsafe import Markup

from printroom.activities._pieces import Lettered
from printroom.activities.sort import SortPage
from printroom.compose.block_nodes import BlockWriter
from printroom.model import Piece, PlannedDocument, PlannedPart, SheetLayout

EDGE_MM = 5.0
"""Nearer to the edge of the paper, most printers print nothing."""
PRINT_MM = 8.5
"""Above and below the pieces, a line of small print stands so far from the edge of the paper."""
MARK_MM = 5.0
"""The greatest length of a crop mark."""
LINE_MM = 0.2
SIGN_LETTERS = 2
"""A letter or two are a sign, as large as can be."""
SIZES = ((45, "brief"), (120, "fair"))
"""How many letters a piece may have to be set in each size; one with more is set small."""
SIZED_FOR_MM2 = 88 * 63
"""The piece that those numbers hold for; a larger one has room for more, a small one for less."""
ROOM = {"<img": 60, 'class="line"': 35, 'class="marks"': 40, 'class="draw"': 120, "<li": 10}
"""What takes room beside letters, by a part of its markup: as much as so many letters."""

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece: its title, words or picture, its back, and the mark that sorts a dropped pile.

    `kind` is the kind of activity that drew it, if one did; where none did, `letter` is what the
    key calls it by. `size` says how large its words can be set: "sign" for a letter or two,
    "brief", "fair" or "full", the same for all of a part.
    """

    title: str
    body: Markup
    picture: str
    mark: str
    number: int
    kind: str = ""
    size: str = "full"
    back: str = ""
    letter: str = ""
    shape: str = ""
    """The shape of the group whose pile it heads, if it heads one."""
    written: str = ""
    """Where its part was written, for messages."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece stands on its sheet, in millimetres from the top left corner."""

    x_mm: float
    y_mm: float
    piece: Cut
    turned: bool = False
    """Whether it stands on its head, to be upright when the sheet is turned over."""


@dataclass(frozen=True, slots=True)
class CropMark:
    """A line in the margin that shows where to cut, as a rectangle in millimetres."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of a sheet of paper."""

    number: int
    side: str
    places: tuple[Place, ...]
    marks: tuple[CropMark, ...] = ()


def cut_sheets(document: PlannedDocument, code: str, writer: BlockWriter) -> tuple[Sheet, ...]:
    """All sides in the order in which they are printed."""
    layout = document.layout
    if layout is None:
        return ()
    pieces = tuple(_pieces(document, layout, code, writer))
    per_sheet = layout.columns * layout.rows
    if layout.repeat:
        filled = [(piece,) * per_sheet for piece in pieces]
    else:
        filled = [pieces[n : n + per_sheet] for n in range(0, len(pieces), per_sheet)]
    sides = ("front",) if layout.flip == "none" else ("front", "back")
    marks = tuple(_marks(layout))
    return tuple(
        Sheet(number, side, tuple(_placed(layout, on_sheet, back=side == "back")), marks)
        for (number, on_sheet), side in product(enumerate(filled, 1), sides)
    )


# --- pieces -------------------------------------------------------------------------------------


def _pieces(
    document: PlannedDocument, layout: SheetLayout, code: str, writer: BlockWriter
) -> Iterator[Cut]:
    """Every card, slip and piece of an activity, in the order of the session, numbered."""
    number = 0
    for part in document.parts:
        faces = tuple(_faces(part, writer))
        size = _size(layout, faces)
        for face in faces:
            number += 1
            yield Cut(
                face.title,
                face.body,
                face.picture,
                f"{code} · {number:02d}",
                number,
                face.kind,
                size,
                face.back,
                face.letter,
                face.shape,
                f"{part.path}:{part.line}",
            )


@dataclass(frozen=True, slots=True)
class _Face:
    """What a piece says, before it has its number."""

    title: str
    body: Markup
    picture: str = ""
    kind: str = ""
    back: str = ""
    letter: str = ""
    shape: str = ""

    def letters(self) -> int:
        """How many letters it takes the room of."""
        said = len(_TAG.sub("", self.title + self.body).strip())
        beside = sum(self.body.count(part) * letters for part, letters in ROOM.items())
        return said + beside + (ROOM["<img"] if self.picture else 0)


def _faces(part: PlannedPart, writer: BlockWriter) -> Iterator[_Face]:
    """The pieces of one part. A piece of a shape's own may have words for its back.

    A kind that draws none has plain pieces, with the letter that the key calls them by. A card
    that is titled as a group of its activity heads the pile of that group, and has its shape.
    """
    page = part.activity.page if part.activity else None
    shapes = {one.name: one.shape for one in page.groups} if isinstance(page, SortPage) else {}
    for node in part.nodes:
        if node.name != "activity" or part.activity is None:
            said = writer.nodes(node.children, part)
            yield _Face(node.text, said, shape=shapes.get(node.text, ""))
            continue
        for piece in part.activity.cards:
            drawn = writer.piece(part, piece)
            if drawn is None:
                yield _plain(piece)
            else:
                back = str(getattr(piece, "back", ""))
                yield _Face("", drawn, kind=part.activity.kind, back=back)


def _plain(piece: object) -> _Face:
    """A piece as it is where no kind draws it."""
    letter = piece.letter if isinstance(piece, Lettered) else ""
    plain = piece.piece if isinstance(piece, Lettered) else piece
    assert isinstance(plain, Piece)
    return _Face("", Markup.escape(plain.text), plain.picture, letter=letter)


def _size(layout: SheetLayout, faces: Iterable[_Face]) -> str:
    """How large the words of a part can be set: the fullest piece decides for all of them."""
    letters = max((face.letters() for face in faces), default=0)
    if letters <= SIGN_LETTERS:
        return "sign"
    share = layout.piece_width_mm * layout.piece_height_mm / SIZED_FOR_MM2
    return next((name for most, name in SIZES if letters <= most * share), "full")


# --- places -------------------------------------------------------------------------------------


def _placed(layout: SheetLayout, pieces: tuple[Cut, ...], *, back: bool) -> Iterator[Place]:
    """Each piece at its place; a back lies behind its front when the sheet is turned over.

    A sheet that is turned like the page of a book has its columns mirrored. One that is turned
    like the page of a wall calendar has its rows mirrored, and its backs stand on their heads.
    """
    is_upright = layout.page_height_mm >= layout.page_width_mm
    like_a_book = (layout.flip == "long") == is_upright
    for n, piece in enumerate(pieces):
        row, column = divmod(n, layout.columns)
        if back and like_a_book:
            column = layout.columns - 1 - column
        elif back:
            row = layout.rows - 1 - row
        yield Place(
            round(layout.left_mm + column * (layout.piece_width_mm + layout.gutter_mm), 3),
            round(layout.top_mm + row * (layout.piece_height_mm + layout.gutter_mm), 3),
            piece,
            turned=back and not like_a_book,
        )


def _marks(layout: SheetLayout) -> Iterator[CropMark]:
    """A mark in the margin at each end of each cut; none crosses a piece or its bleed."""
    left, top = layout.left_mm, layout.top_mm
    long_mm = min(MARK_MM, left - layout.bleed_mm - EDGE_MM)
    high_mm = min(MARK_MM, top - layout.bleed_mm - PRINT_MM)
    for x in _cuts(left, layout.columns, layout.piece_width_mm, layout.gutter_mm):
        for y in (top - layout.bleed_mm - high_mm, layout.page_height_mm - top + layout.bleed_mm):
            yield CropMark(round(x - LINE_MM / 2, 3), round(y, 3), LINE_MM, round(high_mm, 3))
    for y in _cuts(top, layout.rows, layout.piece_height_mm, layout.gutter_mm):
        for x in (left - layout.bleed_mm - long_mm, layout.page_width_mm - left + layout.bleed_mm):
            yield CropMark(round(x, 3), round(y - LINE_MM / 2, 3), round(long_mm, 3), LINE_MM)


def _cuts(start_mm: float, count: int, size_mm: float, gutter_mm: float) -> tuple[float, ...]:
    """Where the edges of pieces in a row lie; two that touch are one cut."""
    first = [start_mm + n * (size_mm + gutter_mm) for n in range(count)]
    return tuple(dict.fromkeys(round(x, 3) for start in first for x in (start, start + size_mm)))
