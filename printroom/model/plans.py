"""Orders and plans: what is wanted, for whom, and exactly what was chosen for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from printroom.model.activities import Arranged
from printroom.model.base import Edition, Mode
from printroom.model.entries import (
    Band,
    Contact,
    CurriculumLink,
    Definition,
    Fact,
    GlossaryEntry,
    LanguageRule,
    Law,
    School,
)
from printroom.model.frames import DocumentRow, SheetLayout
from printroom.model.library import Picture
from printroom.model.parts import Node
from printroom.model.rules import SessionRule


@dataclass(frozen=True, slots=True)
class Order:
    """All that decides the words and the look of a pack."""

    session: str
    band: str
    nation: str
    seed: int = 1
    as_of: dt.date = dt.date(2026, 1, 1)
    edition: Edition = "standard"


MOST_OFF_MM = 20.0
"""No printer is off by more: a larger number was misread."""


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer, and how far its sides are moved so that fronts and backs meet.

    Millimetres to the right and down, as one looks at each side.
    """

    name: str
    front_mm: tuple[float, float] = (0.0, 0.0)
    back_mm: tuple[float, float] = (0.0, 0.0)


UNDATED = "undated"
"""By this name go the packs of no term and no day."""


@dataclass(frozen=True, slots=True)
class Booking:
    """An order, and for whom and on which printer it is printed."""

    order: Order
    people: int
    school_id: str = ""
    school: School | None = None
    date: dt.date | None = None
    printer: Printer | None = None
    term: str = ""
    """The term that it is a part of, if any."""


@dataclass(frozen=True, slots=True)
class PlannedSegment:
    """A line of the timed plan; `starts_at` counts minutes from the start of the session."""

    title: str
    minutes: int
    starts_at: int
    mode: Mode
    serves: tuple[str, ...] = ()
    """What it is for, by the names that rules ask for; nothing of it prints."""
    line: int = 0
    """Where the session writes it; 0 for a segment of the frame."""


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """One snippet's words for one document, chosen for the band.

    `activity` is there when the part prints it. `segment` is none for the notes after the plan.
    """

    snippet: str
    title: str
    nodes: tuple[Node, ...]
    path: str
    line: int
    segment: PlannedSegment | None = None
    activity: Arranged | None = None
    new_page: bool = False

    @property
    def is_urgent(self) -> bool:
        """Whether it must be found in a hurry: it has a page of its own, and an alert on it."""
        return self.new_page and any(
            node.kind == "block" and node.name == "alert" for node in self.nodes
        )


@dataclass(frozen=True, slots=True)
class Guide:
    """What only a document for facilitators gets."""

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
    """In the order in which the session names the matters."""
    before: tuple[str, ...] = ()
    """The sessions that it builds on, each by its code and title."""
    after: tuple[str, ...] = ()
    """The sessions that build on it."""


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """All that the template of one document may see."""

    number: int
    row: DocumentRow
    parts: tuple[PlannedPart, ...]
    contacts: tuple[Contact, ...] = ()
    strip: tuple[Contact, ...] = ()
    linked: Mapping[str, Contact] = field(default_factory=dict)
    """Contacts that a text of this document names, by id."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    glossary: Mapping[str, GlossaryEntry] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    guide: Guide | None = None
    layout: SheetLayout | None = None
    reader: Band | None = None
    """The band that reads it, when it is not the plan's own."""
    words: tuple[str, ...] = ()
    """What its templates may print beside all that."""
    code: str = ""
    """The short code at the foot of its pages, of exactly what it says; the pack's on a cover."""

    def declared(self) -> tuple[Contact, ...]:
        """Every contact that may be read in this document."""
        return (*self.contacts, *self.strip, *self.linked.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """Exactly what was chosen for an order: no other band, no school, can be reached from it."""

    order: Order
    band: Band
    nation: str
    stage: str = field(default="", kw_only=True)
    """The years at school, in the nation's words; none for adults."""
    title: str
    session_code: str
    minutes: int
    version: str
    review_by: dt.date
    documents: tuple[PlannedDocument, ...]
    digest: str
    """Of everything above, before code, draft reasons and sign-off are added: the sign-off's."""
    code: str = ""
    """The short code of the whole pack, which its cover carries."""
    draft: tuple[str, ...] = ()
    """Why this pack cannot be released yet; none when it can."""
    language: Mapping[str, LanguageRule] = field(default_factory=dict)
    """The words to avoid, by which all that this plan says is judged."""
    path: str = ""
    """Where the session was written."""
    segments: tuple[PlannedSegment, ...] = ()
    """The timed plan, by which its structure is judged."""
    rules: tuple[SessionRule, ...] = ()
    """What a session of this kind must have."""
    phrases: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    """The words of templates, which may print in any document: where each was written."""
    places: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    """Where texts of this plan that are no Markdown were written: file, line and column."""

    @property
    def codes(self) -> Mapping[str, str]:
        """The code of each document by its name; a cover has none of its own."""
        return {one.row.name: one.code for one in self.documents if one.code != self.code}


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Fingerprints, never text, of what no document for participants may say.

    `grams` are fingerprints of runs of letters, `phrases` of whole short texts, and `lengths` the
    numbers of words that those have. `withheld` are the band's own words to withhold.
    """

    grams: frozenset[int]
    phrases: frozenset[int]
    lengths: tuple[int, ...]
    withheld: tuple[str, ...]
    allowed: Mapping[str, frozenset[int]]
    """Those of both that a document says itself, by its name. Facilitators' are not here."""
    digest: str
    """Of all that is the same for every document."""
