"""Bookings and plans: who a pack is for, and exactly what was chosen for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from printroom.model.activities import Arranged
from printroom.model.base import Mode
from printroom.model.channels import Contact
from printroom.model.drafts import DraftReason
from printroom.model.entries import (
    Band,
    Fact,
    GlossaryEntry,
    LanguageRule,
    School,
)
from printroom.model.frames import DocumentRow, SheetLayout
from printroom.model.library import Picture
from printroom.model.nations import CurriculumLink, Definition, Law
from printroom.model.order import Order
from printroom.model.parts import Node
from printroom.model.print_shop import NO_PRINT_SHOP, PrintShop, Trim
from printroom.model.rules import SessionRule

MAX_SHIFT_MM = 20.0
"""No printer is off by more: a larger number was measured wrongly."""


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer, and how far its sides are shifted so that fronts and backs align.

    In millimetres to the right and down, looking at each side.
    """

    name: str
    front_mm: tuple[float, float] = (0.0, 0.0)
    back_mm: tuple[float, float] = (0.0, 0.0)


UNDATED = "undated"
"""The folder of packs that have neither a term nor a date."""


@dataclass(frozen=True, slots=True)
class Booking:
    """An order with the school, the date and the printer that it is printed for."""

    order: Order
    people: int
    school_id: str = ""
    school: School | None = None
    date: dt.date | None = None
    printer: Printer | None = None
    term: str = ""
    """The term that it belongs to, if any."""
    contact: str = ""
    """Who made the pack, and how to reach them, for the cover."""
    print_shop: PrintShop = NO_PRINT_SHOP


@dataclass(frozen=True, slots=True)
class PlannedSegment:
    """A line of the timed plan; `starts_at` counts minutes from the start of the session."""

    title: str
    minutes: int
    starts_at: int
    mode: Mode
    serves: tuple[str, ...] = ()
    """Its purposes, by the names that rules use; they are not printed."""
    line: int = 0
    """The line of the session's file that defines it; 0 for a segment of the session template."""


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """One snippet's content for one document, chosen for the band.

    `activity` is set if the part prints it. `segment` is none for the notes after the plan.
    """

    snippet: str
    title: str
    nodes: tuple[Node, ...]
    path: str
    line: int
    segment: PlannedSegment | None = None
    activity: Arranged | None = None
    new_page: bool = False
    on_card: bool = False
    """Whether the script card has its words: then it has none here, and the guide refers to it."""

    def pieces(self) -> Iterator[tuple[Node, object | None]]:
        """What is cut out of it, in order: a card of the activity with its block, or a block."""
        for node in self.nodes:
            if node.name == "activity" and self.activity is not None:
                yield from ((node, card) for card in self.activity.cards)
            else:
                yield node, None

    @property
    def is_urgent(self) -> bool:
        """Whether it must be found in a hurry: an alert on a page of its own."""
        return self.new_page and any(
            node.kind == "block" and node.name == "alert" for node in self.nodes
        )


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that a pack prints, and the names of the groups that it marks, if any."""

    name: str
    means: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """The content that only a document for facilitators gets."""

    aim: str
    outcomes: tuple[str, ...]
    why: str
    plan: tuple[PlannedSegment, ...]
    kit: tuple[str, ...]
    keys: tuple[tuple[str, Arranged], ...]
    """The title of each activity, and the activity with its key."""
    definition: Definition
    curriculum: tuple[CurriculumLink, ...]
    prints: tuple[DocumentRow, ...]
    law: tuple[Law, ...] = ()
    """In the order in which the session lists the matters."""
    before: tuple[str, ...] = ()
    """The sessions that it builds on, each by code and title."""
    after: tuple[str, ...] = ()
    """The sessions that build on it."""
    signs: tuple[Sign, ...] = ()
    """Those that its pack prints."""


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """Everything that the template of one document may use."""

    number: int
    row: DocumentRow
    parts: tuple[PlannedPart, ...]
    contacts: tuple[Contact, ...] = ()
    strip: tuple[Contact, ...] = ()
    linked: Mapping[str, Contact] = field(default_factory=dict)
    """Contacts that a text of this document links to, by id."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    glossary: Mapping[str, GlossaryEntry] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    guide: Guide | None = None
    layout: SheetLayout | None = None
    reader: Band | None = None
    """The band that reads it, if it is not the plan's own."""
    words: tuple[str, ...] = ()
    """The texts of its templates that may be printed as well."""
    no_contacts: tuple[str, ...] = ()
    """What looks like a contact on its pages and is marked as none."""
    code: str = ""
    """The short code at the foot of its pages, empty until composed; on a cover, the pack's."""

    @property
    def file(self) -> str:
        """The name of its file, such as `05-worksheet.pdf`: file managers sort by it."""
        return f"{self.number:02}-{self.row.name}.pdf"

    @property
    def print_only_file(self) -> str:
        """The name of the file of its version for print only."""
        return f"{self.number:02}-{self.row.print_only_name}.pdf"

    @property
    def trim(self) -> Trim | None:
        """Where its pages are cut; none if they stay as large as their paper.

        A page that is also printed as tiles is a poster: larger than the paper of an office.
        """
        if self.layout:
            return Trim(self.layout.left_mm, self.layout.top_mm, self.layout.bleed_mm)
        return Trim() if self.row.print_only == "tiles" else None

    def declared(self) -> tuple[Contact, ...]:
        """Every contact that may be printed in this document."""
        return (*self.contacts, *self.strip, *self.linked.values())


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a plan is checked against; none of it is printed."""

    language: Mapping[str, LanguageRule] = field(default_factory=dict)
    """The rules for its wording."""
    rules: tuple[SessionRule, ...] = ()
    """The requirements on a session of this kind."""
    segments: tuple[PlannedSegment, ...] = ()
    """The timed plan, which its tasks have to fit and its rules refer to."""
    left_out: tuple[str, ...] = ()
    """The titles of segments and snippets of the full session that this one leaves out."""
    phrases: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    """The texts of templates, which any document may print, with their source positions."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Exactly what was chosen for an order: no other band and no school is reachable from it."""

    order: Order
    band: Band
    nation: str
    school_years: str = field(default="", kw_only=True)
    """The school years in the nation's words; empty for adults."""
    lead: str = field(default="", kw_only=True)
    """What the nation calls the safeguarding lead, as a label; empty if it has no word for it."""
    title: str
    session_code: str
    minutes: int
    version: str
    review_by: dt.date
    """The session's own day of review."""
    first_review: dt.date = field(default=dt.date.max, kw_only=True)
    """The first day by which anything that it prints has to be checked again."""
    documents: tuple[PlannedDocument, ...]
    local: tuple[str, ...] = ()
    """Local services for which the help page has lines to write on."""
    private: bool = False
    """What is written on the worksheet is private, so that it has no line for a name."""
    digest: str = ""
    """The digest of what its documents show, to which sign-offs refer; empty until composed."""
    code: str = ""
    """The short code of the whole pack, printed on its cover; empty until composed."""
    draft: tuple[DraftReason, ...] = ()
    """Why this pack cannot be released yet; whether it is signed off is known once composed."""
    signed: tuple[str, ...] = ()
    """The digests that were signed off for this session, band and nation."""
    standard: Plan | None = None
    """The standard edition, whose codes this edition has; none if this is it."""
    path: str = ""
    """The file of the session."""
    places: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    """Source positions of texts of this plan outside Markdown: file, line and column."""
    criteria: Criteria = field(default_factory=Criteria)

    def review_day(self, row: DocumentRow) -> dt.date:
        """The day of review that a document prints.

        What a group gets has that of the session: to check a fact again changes none of its codes.
        """
        for_group = row.audience == "participant"
        return self.review_by if for_group else min(self.review_by, self.first_review)

    def review_day_of(self, code: str) -> dt.date:
        """The day of review on the pages with this code; that of the pack is on its cover."""
        days = (self.review_day(one.row) for one in self.documents if one.code == code)
        return min(days, default=min(self.review_by, self.first_review))

    @property
    def codes(self) -> Mapping[str, str]:
        """The code of each document by its name; a cover has none of its own."""
        return {
            document.row.name: document.code
            for document in self.documents
            if document.code != self.code
        }


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Fingerprints, never text, of what no document for participants may contain.

    `grams` are fingerprints of runs of letters, `phrases` of whole short texts, and `lengths` the
    numbers of words in those. `withheld` are the words withheld from the band.
    """

    grams: frozenset[int]
    phrases: frozenset[int]
    lengths: tuple[int, ...]
    withheld: tuple[str, ...]
    allowed: Mapping[str, frozenset[int]]
    """By document name, those fingerprints that it may contain; participants' only."""
    digest: str
    """The digest of everything that is the same for every document."""
