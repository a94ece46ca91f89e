"""Documents on their way: composed, printed, delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from printroom.model.base import Audience
from printroom.model.plans import Booking
from printroom.model.problems import Problem


@dataclass(frozen=True, slots=True)
class Document:
    """A document ready for the press: hermetic, so that its key is the digest of what prints.

    `source` is HTML whose fields are unfilled: `<span class="field" data-field="NAME"></span>`.
    It names its pictures and fonts `asset:DIGEST.suffix`, and `assets` holds their bytes by that
    name without the `asset:`.
    """

    name: str
    title: str
    audience: Audience
    max_pages: int
    source: str
    assets: Mapping[str, bytes]
    path: str
    """The template it was made from, for messages."""
    key: str
    fields: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    """Every number and address that may stand in the finished file."""
    sides: Literal["single", "double"] = "single"
    """On how many sides of a sheet it is printed."""
    is_copied: bool = False
    """Whether a pack needs several copies of it, which are printed one after the other."""


LayoutReason = Literal["first", "small type", "tighter spacing", "room to write", "room taken back"]
"""Why a document was laid out."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished document: the bytes of the PDF and how many pages it has."""

    key: str
    name: str
    content: bytes
    pages: int
    ink_percent: float = 0.0
    """About how much of the paper is covered with ink or toner, as the mean of its pages."""
    from_cache: bool = False
    warnings: tuple[Problem, ...] = ()
    """What the press saw on the pages that does not stop them."""
    lies_at: str = ""
    """Where the cache holds the same bytes, if it does."""
    layouts: tuple[LayoutReason, ...] = field(default=(), compare=False)
    """Each layout that the engine made of it, by its reason; none for what was in the cache."""


How = Literal["link", "fill", "lay out", "unchanged"]
"""A finished file is linked to, filled with a school's words, laid out, or was there already."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A pack that stands whole in its folder."""

    booking: Booking
    folder: str
    files: tuple[str, ...]
    pages: int
    sheets_by_document: Mapping[str, int]
    """Sheets of paper for all people of the booking."""
    draft: tuple[str, ...]
    how: Mapping[How, int] = field(default_factory=dict)
    """How many of its documents came about in which way."""
    warnings: tuple[Problem, ...] = ()

    @property
    def sheets(self) -> int:
        """Sheets of paper in all."""
        return sum(self.sheets_by_document.values())


@dataclass(frozen=True, slots=True)
class Failed:
    """A booking that was not printed, and every reason why."""

    booking: Booking
    problems: tuple[Problem, ...]
