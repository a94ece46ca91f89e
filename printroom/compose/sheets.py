"""Places the pieces of a document that is cut out, such as cards, on the sides of sheets."""

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
"""The distance from the edge of the paper of the small print above and below the pieces."""
MARK_MM = 5.0
"""The greatest length of a crop mark."""
LINE_MM = 0.2
SIGN_LETTERS = 2
"""Up to this many letters are set as large as possible."""
SIZES = ((45, "brief"), (120, "fair"))
"""The most letters of a piece for each type size; a piece with more is set small."""
SIZED_FOR_MM2 = 88 * 63
"""The area of a piece for which SIZES hold; they scale with the area."""
BESIDE = 15
"""The space that a portrait takes, in letters: it is beside the words, which get narrower."""
ABOVE = 60
"""The space that any other picture takes, in letters: it is above the words."""
ROOM = {
    'class="picture"': ABOVE,
    'class="picture portrait"': BESIDE,
    'class="line"': 35,
    'class="marks"': 40,
    'class="draw"': 120,
    "<li": 10,
}
"""The space that elements take, in letters, by a part of their markup."""

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class SheetPiece:
    """A piece on a sheet: its title, text or picture, back, and the mark to sort mixed piles by.

    A `portrait` is beside the text, a `picture` above it. `kind` is the kind of activity if that
    draws its own pieces; otherwise `letter` is the piece's letter in the key. `size` is the type
    size of all pieces of a part: "sign" for a letter or two, "brief", "fair" or "full".
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
    """The shape of the group if this is the title card of its pile; else empty."""
    written: str = ""
    """The source position of its part, for messages."""
    deck: str = ""
    """The title of its part, if the cards are of several parts and the top of the card is free."""


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
    """All sides of the sheets of a document, in the order in which they are printed."""
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
    """One side of a sheet, with crop marks only where there are pieces to cut out."""
    places = tuple(_place_pieces(layout, pieces, back=side == "back"))
    return Sheet(number, side, places, tuple(_marks(layout, places)))


# --- pieces -------------------------------------------------------------------------------------


def _pieces(
    document: PlannedDocument, layout: SheetLayout, code: str, writer: BlockWriter
) -> Iterator[SheetPiece]:
    """Every piece of a document, in the order of the session, numbered.

    A card has only a number, such as “05”; other pieces also have a name, such as “slip 05”.
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
        """Whether it has the picture of a person."""
        return bool(self.portrait) or 'class="picture portrait"' in self.body

    def letters(self) -> int:
        """The space that it takes, in letters."""
        text = len(_TAG.sub("", self.title + self.body).strip())
        elements = sum(self.body.count(part) * letters for part, letters in ROOM.items())
        return text + elements + self.room


def _faces(
    part: PlannedPart, writer: BlockWriter, pictures: Mapping[str, Picture]
) -> Iterator[_Face]:
    """The pieces of one part.

    A kind of activity that draws its own pieces may give them text for the back; other pieces have
    their letter in the key. A card with the title of a group has the shape of that group.
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
            yield _plain_face(piece, pictures)
        else:
            back = str(getattr(piece, "back", ""))
            yield _Face("", drawn, kind=part.activity.kind, back=back)


def _plain_face(piece: object, pictures: Mapping[str, Picture]) -> _Face:
    """The text or picture of a piece whose kind of activity draws no pieces."""
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
    """The type size for all pieces of a part: that of the fullest."""
    letters = max((face.letters() for face in faces), default=0)
    if letters <= SIGN_LETTERS:
        return "sign"
    share = layout.piece_width_mm * layout.piece_height_mm / SIZED_FOR_MM2
    return next((name for most, name in SIZES if letters <= most * share), "full")


# --- places -------------------------------------------------------------------------------------


def _place_pieces(
    layout: SheetLayout, pieces: tuple[SheetPiece, ...], *, back: bool
) -> Iterator[Place]:
    """Each piece at its position; backs are mirrored, so that each is behind its front.

    If the sheet is turned like the page of a book, columns are mirrored. If it is turned like a
    wall calendar, rows are mirrored and backs are upside down.
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
    """Crop marks in the margin at both ends of each cut, clear of pieces and their bleed."""
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
    """The positions of the edges of pieces; edges that touch are one cut."""
    edges = {round(x, 3) for start in starts_mm for x in (start, start + size_mm)}
    return tuple(sorted(edges))
