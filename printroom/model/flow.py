"""A document as a flow of text for a word processor: paragraphs, lists, tables and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Style = Literal["text", "heading 1", "heading 2", "heading 3", "plain", "bullet", "box", "number"]
"""A paragraph of text, a heading, or an item of a list with no mark, a dot, a box or a number."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style; or, by its kind, a page number that the word processor computes."""

    text: str = ""
    is_bold: bool = False
    is_italic: bool = False
    is_raised: bool = False
    kind: Literal["words", "page", "pages"] = "words"


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """A picture (PNG) in a line of text; without `alt` it is decoration."""

    content: bytes
    width_mm: float
    alt: str = ""


Inline = Run | FlowPicture


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, a heading or an item of a list."""

    inlines: tuple[Inline, ...]
    style: Style = "text"
    level: int = 0
    """How deep in lists an item is."""
    number: int = 0
    """The number of a numbered item."""
    shade: str = ""
    """The colour behind it, such as "FDF3D9"; empty for none."""
    starts_page: bool = False


@dataclass(frozen=True, slots=True)
class WritingSpace:
    """Lines to write on, or one high box to draw in."""

    rows: int
    height_mm: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    blocks: tuple[Block, ...]
    span: int = 1
    """How many columns it takes up."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its first `heads` rows are repeated on each page."""

    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 0
    widths: tuple[float, ...] = ()
    """The width of each column, as shares of their sum; none if they are equal."""


Block = Paragraph | WritingSpace | Table


@dataclass(frozen=True, slots=True)
class Look:
    """How the text of a paragraph style is set."""

    size_pt: float
    colour: str
    """Such as "0E4A54"."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A document as a flow of text; `header` and `footer` are repeated on each page."""

    title: str
    language: str
    body: tuple[Block, ...]
    header: tuple[Block, ...] = ()
    footer: tuple[Block, ...] = ()
    page_mm: tuple[float, float] = (210.0, 297.0)
    looks: Mapping[Style, Look] = field(default_factory=dict)


EDITED = "Edited copy: no longer checked"
"""The line at the head of each page of an editable copy."""
MADE_FROM = "Made from"
"""The words before the code of the original document, at the foot of an editable copy."""
