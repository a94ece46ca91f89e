"""Places the pieces of a document to cut on sheets, fronts and backs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from markupsafe import Markup

from printroom.activities.sort import SortPage
from printroom.compose.block_nodes import BlockWriter
from printroom.model import Lettered, Picture, Piece, PlannedDocument, PlannedPart, SheetLayout

EDGE_MM = 5.0
"""Most printers cannot print closer to the edge of the paper."""
PRINT_MM = 8.5
"""The distance of small print above and below the pieces from the edge of the paper."""
MARK_MM = 5.0
"""The greatest length of a crop mark."""
LINE_MM = 0.2
SIGN_LETTERS = 2
"""Up to this many letters are set as large as possible."""
SIZES = ((45, "brief"), (120, "fair"))
"""The most letters of a piece for each type size; a longer one is set small."""
SIZED_FOR_MM2 = 88 * 63
"""The area for which these numbers hold; they scale with the area of a piece."""
BESIDE = 15
"""The space that a portrait takes, in letters: it is beside the words, and makes them narrower."""
ABOVE = 60
"""The space that any other picture takes, in letters."""
ROOM = {
    'class="picture"': ABOVE,
    'class="picture portrait"': BESIDE,
    'class="line"': 35,
    'class="marks"': 40,
    'class="draw"': 120,
    "<li": 10,
}
"""The space that elements take, by a part of their markup, in letters."""

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class SheetPiece:
    """A piece on a sheet: title, text or picture, back, and the mark for sorting a mixed pile.

    A `portrait` is beside the text, a `picture` above it.
    `kind` is the kind of activity that drew it, if any; otherwise `letter` is its letter in the
    key. `size` is the type size: "sign" for a letter or two, "brief", "fair" or "full", the same
    for all pieces of a part.
    """

    title: str
    body: Markup
    picture: str
    portrait: str
    mark: str
    number: int
    kind: str = ""
    size: str = "full"
    back: str = ""
    letter: str = ""
    shape: str = ""
    """The shape of the group whose pile it heads, if any."""
    written: str = ""
    """The source position of its part, for messages."""
    deck: str = ""
    """The title of its part, if cards come from several and nothing else is at their top."""


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a piece on its sheet, in millimetres from the top left corner."""

    x_mm: float
    y_mm: float
    piece: SheetPiece
    turned: bool = False
    """Whether it is upside down, to be upright when the sheet is turned over."""


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
    return tuple(
        _sheet(layout, number, side, on_sheet)
        for (number, on_sheet), side in product(enumerate(filled, 1), sides)
    )


def _sheet(layout: SheetLayout, number: int, side: str, pieces: tuple[SheetPiece, ...]) -> Sheet:
    """One side of a sheet, with marks only where a piece is to be cut out."""
    places = tuple(_place_pieces(layout, pieces, back=side == "back"))
    return Sheet(number, side, places, tuple(_marks(layout, places)))


# --- pieces -------------------------------------------------------------------------------------


def _pieces(
    document: PlannedDocument, layout: SheetLayout, code: str, writer: BlockWriter
) -> Iterator[SheetPiece]:
    """Every card, slip and piece of an activity, in the order of the session, numbered.

    Only a card has a bare number: there are “floor 05” and “slip 05” too, so “05” is one thing.
    """
    kind = document.row.name.partition("-")[0].removesuffix("s")
    number, series = 0, "" if kind == "card" else f"{kind} "
    has_decks = kind == "card" and len({p.title for p in document.parts if any(p.pieces())}) > 1
    for part in document.parts:
        faces = tuple(_faces(part, writer, document.pictures))
        size = _size(layout, faces)
        has_room = not any(f.has_portrait or f.letter or f.kind for f in faces)
        deck = part.title if has_decks and has_room else ""
        for face in faces:
            number += 1
            yield SheetPiece(
                face.title,
                face.body,
                face.picture,
                face.portrait,
                f"{code} · {series}{number:02d}",
                number,
                face.kind,
                size,
                face.back,
                face.letter,
                face.shape,
                f"{part.path}:{part.line}",
                deck,
            )


@dataclass(frozen=True, slots=True)
class _Face:
    """The content of a piece before it is numbered."""

    title: str
    body: Markup
    picture: str = ""
    portrait: str = ""
    kind: str = ""
    back: str = ""
    letter: str = ""
    shape: str = ""
    room: int = 0
    """The space that its own picture takes, in letters."""

    @property
    def has_portrait(self) -> bool:
        """Whether somebody is drawn on it."""
        return bool(self.portrait) or 'class="picture portrait"' in self.body

    def letters(self) -> int:
        """The space that it takes, in letters."""
        said = len(_TAG.sub("", self.title + self.body).strip())
        beside = sum(self.body.count(part) * letters for part, letters in ROOM.items())
        return said + beside + self.room


def _faces(
    part: PlannedPart, writer: BlockWriter, pictures: Mapping[str, Picture]
) -> Iterator[_Face]:
    """The pieces of one part. A piece drawn by its kind may have text for its back.

    If the kind draws no pieces, they are plain, with their letters in the key. A card titled like a
    group of its activity heads the pile of that group, and has its shape.
    """
    page = part.activity.page if part.activity else None
    shapes = (
        {group.name: group.shape for group in page.groups} if isinstance(page, SortPage) else {}
    )
    for node, piece in part.pieces():
        if piece is None or part.activity is None:
            body = writer.nodes(node.children, part)
            yield _Face(node.text, body, shape=shapes.get(node.text, ""))
        elif (drawn := writer.piece(part, piece)) is None:
            yield _plain(piece, pictures)
        else:
            back = str(getattr(piece, "back", ""))
            yield _Face("", drawn, kind=part.activity.kind, back=back)


def _plain(piece: object, pictures: Mapping[str, Picture]) -> _Face:
    """A piece that no kind draws."""
    letter = piece.letter if isinstance(piece, Lettered) else ""
    plain = piece.piece if isinstance(piece, Lettered) else piece
    assert isinstance(plain, Piece)
    shown = pictures.get(plain.picture)
    face = _Face("", Markup.escape(plain.text), letter=letter)
    if shown is None:
        return face
    if shown.is_portrait:
        return replace(face, portrait=plain.picture, room=BESIDE)
    return replace(face, picture=plain.picture, room=ABOVE)


def _size(layout: SheetLayout, faces: Iterable[_Face]) -> str:
    """The type size for all pieces of a part, decided by the fullest."""
    letters = max((face.letters() for face in faces), default=0)
    if letters <= SIGN_LETTERS:
        return "sign"
    share = layout.piece_width_mm * layout.piece_height_mm / SIZED_FOR_MM2
    return next((name for most, name in SIZES if letters <= most * share), "full")


# --- places -------------------------------------------------------------------------------------


def _place_pieces(
    layout: SheetLayout, pieces: tuple[SheetPiece, ...], *, back: bool
) -> Iterator[Place]:
    """Each piece at its position; a back is behind its front when the sheet is turned over.

    If the sheet is turned like the page of a book, its columns are mirrored; if it is turned like a
    wall calendar, its rows are mirrored and its backs are upside down.
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


def _marks(layout: SheetLayout, places: tuple[Place, ...]) -> Iterator[CropMark]:
    """A mark in the margin at each end of each cut, clear of pieces and their bleed."""
    left, top = layout.left_mm, layout.top_mm
    long_mm = min(MARK_MM, left - layout.bleed_mm - EDGE_MM)
    high_mm = min(MARK_MM, top - layout.bleed_mm - PRINT_MM)
    for x in _cuts((place.x_mm for place in places), layout.piece_width_mm):
        for y in (top - layout.bleed_mm - high_mm, layout.page_height_mm - top + layout.bleed_mm):
            yield CropMark(round(x - LINE_MM / 2, 3), round(y, 3), LINE_MM, round(high_mm, 3))
    for y in _cuts((place.y_mm for place in places), layout.piece_height_mm):
        for x in (left - layout.bleed_mm - long_mm, layout.page_width_mm - left + layout.bleed_mm):
            yield CropMark(round(x, 3), round(y - LINE_MM / 2, 3), round(long_mm, 3), LINE_MM)


def _cuts(starts_mm: Iterable[float], size_mm: float) -> tuple[float, ...]:
    """The edges of the pieces in a row or a column; touching edges are one cut."""
    edges = {round(x, 3) for start in starts_mm for x in (start, start + size_mm)}
    return tuple(sorted(edges))
