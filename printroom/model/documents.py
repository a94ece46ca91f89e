"""Documents after each later step: composed, printed, delivered or failed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from printroom.model.base import Audience
from printroom.model.drafts import DraftReason
from printroom.model.papers import PaperSize
from printroom.model.plans import Booking
from printroom.model.problems import Problem, Spot

SHEET_MARK = re.compile(r"/\* sheet: (\S+) \*/")
"""The comment above each style sheet in a document, which names its file for messages."""
ShownKind = Literal["text", "alt", "picture", "generated"]
Layer = Literal["sheet", "baseline", "order", "alt", "font", "contrast", "source"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of what a composed document shows its reader, in document order.

    A "text" is a block of words, an "alt" an alternative text or another attribute that is read
    aloud, a "picture" the digest of one, and "generated" what a style sheet adds, such as “/”.
    """

    kind: ShownKind
    text: str
    """With one space in place of each run of white space."""
    runs: tuple[str, ...] = ()
    """The pieces into which its markup divides a block of words."""


@dataclass(frozen=True, slots=True)
class Document:
    """A composed document, self-contained, so that its key is the digest of all that it shows.

    `source` is HTML with empty fields: `<span class="field" data-field="NAME"></span>`. It refers
    to its pictures and fonts as `asset:DIGEST.suffix`; `assets` holds their bytes by that name
    without the `asset:`.
    """

    name: str
    title: str
    audience: Audience
    max_pages: int
    source: str
    assets: Mapping[str, bytes]
    path: str
    """The template that it was made from, for messages."""
    key: str
    fields: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    """Every number and address that may appear in the finished file."""
    no_contacts: tuple[str, ...] = ()
    """What looks like a contact and is marked as none."""
    paper: PaperSize | None = None
    """The size of its pages that the job sheet gives; none for a document without a job sheet."""
    sides: Literal["single", "double"] = "single"
    """Whether one or both sides of the paper are printed."""
    is_copied: bool = False
    """Whether a pack needs several copies of it, printed one after another."""
    code: str = ""
    """The short code at the foot of its pages, of what it shows; on a cover, the pack's."""
    shown: tuple[Shown, ...] = ()
    """What it shows a reader: no page numbers, no fields of a school, and not its code."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """The file that each asset was read from, for messages; none for what the program drew."""
    session: tuple[str, str, int] = ("", "", 1)
    """The title of its session, with the file and line where it is written, for messages."""
    phrases: tuple[tuple[str, str, int], ...] = ()
    """The texts that its templates may print, each with its file and line, for messages."""

    @property
    def templates(self) -> str:
        """The folder of templates that it was made from: its style sheets are named below it."""
        return PurePosixPath(self.path).parent.parent.as_posix()


LayoutReason = Literal[
    "first",
    "small type",
    "tighter spacing",
    "higher rows",
    "writing space",
    "writing space removed",
]
"""Why a document was laid out."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed document: the bytes of the PDF and its number of pages."""

    key: str
    name: str
    content: bytes
    pages: int
    ink_percent: float = 0.0
    """Approximate ink coverage of the paper, as the mean of its pages."""
    from_cache: bool = False
    warnings: tuple[Problem, ...] = ()
    """Layout warnings that do not stop the pack."""
    cached_at: str = field(default="", metadata={"here_only": True})
    """The file in the cache that holds the same bytes, if there is one."""
    layouts: tuple[LayoutReason, ...] = field(default=(), compare=False)
    """Each layout that the engine made of it, by its reason; none for what was in the cache."""
    form: bytes = field(default=b"", compare=False)
    """The form that it was filled into, for the cache; empty if it was laid out or is cached."""


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """A page that must not be printed, as a picture (PNG) in which its faults are outlined.

    The bytes of a refused file never leave the worker that made them: nothing that delivers or
    stores files takes this value.
    """

    document: str
    page: int
    picture: bytes
    problems: tuple[Problem, ...]
    """The faults, in the order of their numbers in the picture."""


@dataclass(frozen=True, slots=True)
class PagePair:
    """A page before and after an edit, as pictures (PNG), and what differs between them."""

    page: int
    share: float
    """The share of its dots that differ: 0 for the same page, 1 for one that was not there."""
    before: bytes = b""
    """Empty for a page that was not there, as for one that is the same."""
    after: bytes = b""
    difference: bytes = b""


@dataclass(frozen=True, slots=True)
class PrintPart:
    """A finished file in a run: how many copies, and how its sheets are printed."""

    content: bytes
    copies: int
    is_double: bool
    flip: str = "long"
    """The edge over which a sheet is turned; the run itself is turned over the long edge."""


@dataclass(frozen=True, slots=True)
class BundleSection:
    """What one school gets in a bundle: the words on its separator sheet, and its files."""

    school_id: str
    name: str
    lines: tuple[str, ...]
    parts: tuple[PrintPart, ...]

    @property
    def copies(self) -> int:
        """All copies of its files."""
        return sum(part.copies for part in self.parts)


@dataclass(frozen=True, slots=True)
class PackedSchool:
    """A school on labels and the packing list: what is delivered, where, and when."""

    school_id: str
    name: str
    address: tuple[str, ...]
    when: str
    """The day and time of the first visit."""
    packs: tuple[tuple[str, str], ...]
    """For each of its packs: the session, people and sheets of paper; and the copies to count."""
    sheets: int = 0
    """The sheets of paper of all its packs."""
    route: str = ""
    """As printed, such as “route South”."""


@dataclass(frozen=True, slots=True)
class PaperNeed:
    """What one document needs of one kind of paper: copies, and sheets for all of them."""

    document: str
    size: str
    paper: str
    colour: str
    """Whether it prints in colour or in grey."""
    copies: int
    sheets: int

    @property
    def stock(self) -> str:
        """The paper and the ink together, such as "A4 plain, grey"."""
        return f"{self.size} {self.paper}, {self.colour}"


How = Literal["link", "fill", "lay out", "unchanged"]
"""How a file was made: linked to, filled with a school's values, laid out, or already there."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A pack that is complete in its folder."""

    booking: Booking
    folder: str
    files: tuple[str, ...]
    pages: int
    sheets_by_document: Mapping[str, int]
    """Sheets of paper for all people of the booking."""
    draft: tuple[DraftReason, ...]
    how: Mapping[How, int] = field(default_factory=dict)
    """The number of its documents made in each way."""
    warnings: tuple[Problem, ...] = ()
    paper: tuple[PaperNeed, ...] = ()
    """What its documents need of each paper, for all people of the booking."""
    manifest: str = ""
    """The SHA-256 of its manifest."""

    @property
    def sheets(self) -> int:
        """The total number of sheets of paper."""
        return sum(self.sheets_by_document.values())

    @property
    def is_made(self) -> bool:
        """Whether this run has made it; otherwise it was there already, and stays as it is."""
        return "unchanged" not in self.how


@dataclass(frozen=True, slots=True)
class Built:
    """A pack that is complete beside its folder, and not delivered yet."""

    pack: Delivered
    """The result of its booking once it is in its folder."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A booking that was not printed, with every reason."""

    booking: Booking
    problems: tuple[Problem, ...]


PackResult = Delivered | Failed
"""What became of a booking."""


@dataclass(frozen=True, slots=True)
class PageMark:
    """A place on a page, and what one layer says about it."""

    layer: Layer
    spot: Spot
    label: str = ""
    """A few letters, drawn at the place."""
    about: str = ""
    """A sentence about it."""
    is_bad: bool = False
    path: str = ""
    """The file that it was written in, if the layer is about sources."""
    line: int = 0


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page with the size of its sheet in millimetres, and its marks, layer by layer."""

    page: int
    width_mm: float
    height_mm: float
    marks: tuple[PageMark, ...]
