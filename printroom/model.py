"""The nouns: what people write (checked on reading, then frozen) and what the line makes of it.

This module imports nothing of ours. What authors write is a strict pydantic model, so that the
same class checks a file and describes it to an editor; what the program makes is a frozen
dataclass.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Audience = Literal["participant", "facilitator"]
Medium = Literal["cover", "page", "cut"]
Mode = Literal["input", "practice", "talk", "safety"]
Copies = Literal["one", "person", "pair", "four"]
Direction = Literal["right", "down", "down-right", "up-right", "left", "up", "down-left", "up-left"]

Words = Annotated[str, Field(min_length=1)]
Spelt = Annotated[str, Field(pattern=r"^[^\W\d_]{3,}$")]
_OPTION = r"[^\W_]+(['’][^\W_]+)*\*?"
_MEMBERS = rf"({_OPTION}(/{_OPTION})*|{_OPTION}(-{_OPTION})+)"
PHRASE = rf"^{_MEMBERS}(( | … ){_MEMBERS})*$"
"""How a phrase to look for is written; `phrases` reads it."""
Phrase = Annotated[str, Field(pattern=PHRASE)]
BandIds = Annotated[tuple[Words, ...], Field(min_length=1)]
Audiences = Annotated[tuple[Audience, ...], Field(min_length=1)]


class Authored(BaseModel):
    """Something that a person writes in a file: unknown keys and wrong types are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


# --- materials: what is said --------------------------------------------------------------------


class Puzzle(Authored):
    """How the people of a band solve: all that a puzzle needs to know about them.

    `directions` are the ways in which the words of a word search run, `choices` how many answers
    a question with several to choose from may offer, `squares` how many a grid may have in a row.
    """

    letters: Literal["lower", "upper"] = "upper"
    directions: Annotated[tuple[Direction, ...], Field(min_length=1)] = ("right", "down")
    choices: Annotated[int, Field(ge=2, le=6)] = 4
    squares: Annotated[int, Field(ge=5, le=15)] = 15


class Band(Authored):
    """Who a pack is for, and what that means for the page.

    Sizes are what the page is set in: `body_pt` in points, `line_mm` the pitch of lines to write
    on and `tick_mm` the side of a box to tick, both in millimetres.
    """

    title: Words
    people: Words
    """What the guide calls the people of this band, such as "children" or "young people"."""
    look: Words
    """The class that the styles know this band by; several bands may share one."""
    body_pt: Annotated[float, Field(ge=9, le=36)]
    line_mm: Annotated[float, Field(ge=6, le=20)]
    tick_mm: Annotated[float, Field(ge=3, le=15)]
    grade_max: float
    words_mean: int
    words_max: int
    withheld: tuple[Words, ...] = ()
    """Words that no page for this band may carry; a trailing * stands for any ending."""
    puzzle: Puzzle = Puzzle()


class Gated(Authored):
    """What may be printed for the bands and the audiences that it names, and for nobody else."""

    bands: BandIds
    audiences: Audiences


class Channel(Authored):
    """One way to reach a service: a number to call, a number to text, a site or an address."""

    kind: Literal["call", "text", "web", "email"]
    value: Words
    note: str = ""


class Contact(Gated):
    """A place to turn to. Unverified or out of date, it prints and the pack is a draft."""

    name: Words
    nations: Annotated[tuple[Words, ...], Field(min_length=1)]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    says: Words
    """One plain sentence: what this service does for the reader."""
    hours: str = ""
    strip: bool = False
    """Whether it stands in the help strip at the foot of each page that a participant gets."""
    source: Words
    verified_on: dt.date | None = None
    verify_by: dt.date


class Fact(Gated):
    """A figure or a statement with its source; past `review_by` the pack is a draft."""

    says: Words
    source: Words
    year: int
    caveat: str = ""
    review_by: dt.date


class GlossaryEntry(Gated):
    """A word that a session teaches, and what it means in the words of its bands."""

    word: Words
    means: Words


class NotInPuzzles(Authored):
    """The words of one language that no puzzle may spell, not even by chance."""

    words: Annotated[tuple[Spelt, ...], Field(min_length=1)]


class LanguageRule(Authored):
    """Words, or a way of asking, that the packs avoid: why, and what to say instead.

    A phrase stands for all inflections of its words; `*` is any ending, `/` parts words of which
    any will do, and `…` is a gap of a few words.
    """

    phrases: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    unless: tuple[Phrase, ...] = ()
    """Phrases that hold one of the others and are innocent, such as a proper title."""
    rule: Literal["X", "Q", "W"]
    """X never; Q only within a marked quotation; W is warned of, for it depends on the sense."""
    why: Words
    instead: Words
    source: Words
    """Who says so: a letter for each source, as the head of the file lists them."""
    fails: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Examples in which this rule must find something."""
    passes: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Examples in which it must find nothing."""


class PictureEntry(Authored):
    """A picture in `materials/pictures/`: who may see it, and what it says to who cannot see."""

    file: Words
    alt: Words
    bands: BandIds
    source: Words


class Definition(Gated):
    """How a nation defines the subject, in the wording of its own source."""

    says: Words
    source: Words
    year: int
    review_by: dt.date


class CurriculumLink(Authored):
    """Where a session of a band stands in a nation's curriculum."""

    says: Words
    source: Words


class Nation(Authored):
    """What differs between places: the definition and the curriculum."""

    title: Words
    definition: Definition
    curriculum: Mapping[str, tuple[CurriculumLink, ...]]
    """By band."""


class SnippetHead(Authored):
    """The front matter of a snippet. `activity` is checked by the shape of its kind."""

    title: Words
    bands: BandIds
    kit: tuple[Words, ...] = ()
    activity: Mapping[str, object] | None = None


class VariantHead(Authored):
    """The front matter of a snippet's variant for one band: it replaces what it carries."""

    title: Words | None = None
    kit: tuple[Words, ...] | None = None
    activity: Mapping[str, object] | None = None


class Segment(Authored):
    """A stretch of a session: its minutes, what happens in it, and the snippets it uses."""

    title: Words
    minutes: Annotated[int, Field(ge=1, le=120)]
    mode: Mode
    snippets: tuple[Words, ...]
    serves: tuple[Words, ...] = ()


class Note(Authored):
    """A snippet that the facilitator guide prints after the plan, on a page of its own if asked."""

    snippet: Words
    new_page: bool = False


class Session(Authored):
    """One workshop: its own segments go into the frame that its session template gives."""

    title: Words
    code: Annotated[str, Field(pattern=r"^[A-Z][0-9]{1,2}$")]
    template: Words
    bands: BandIds
    minutes: int
    version: Words
    review_by: dt.date
    aim: Words
    outcomes: Annotated[tuple[Words, ...], Field(min_length=1)]
    why: Words
    segments: Annotated[tuple[Segment, ...], Field(min_length=1)]
    notes: tuple[Note, ...] = ()


class School(Authored):
    """A place that is visited. Only the cover and the help page ever carry these words."""

    name: Words
    nation: Words
    lead: str = ""
    """The safeguarding lead."""
    reach: str = ""
    """How to reach the lead."""
    room: str = ""


class Review(Authored):
    """A sign-off: who read which content. Any change of a word changes the digest."""

    session: Words
    band: Words
    nation: Words
    digest: Words
    role: Words
    reviewer: Words
    on: dt.date


# --- templates: how it is shaped ----------------------------------------------------------------


class DocumentRow(Authored):
    """One document of a pack. `name` is the heading, the template and the file."""

    name: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    title: Words
    audience: Audience
    medium: Medium
    copies: Copies
    sides: Literal["single", "double"]
    colour: Literal["colour", "grey"]
    paper: Literal["plain", "card"]
    size: Literal["A4", "A3"] = "A4"
    print_only: Literal["booklet", "tiles"] | None = None
    """What is made beside it for the printer: a booklet to fold, or A4 tiles of a larger page."""
    use: Words
    """When it is used, in the order of the session."""
    max_pages: Annotated[int, Field(ge=1, le=60)]
    sheet: Words | None = None
    """For what is cut: the sheet in `templates/sheets/` that places the pieces."""
    contacts: bool = False
    """Whether it lists the nation's contacts; it is printed even when no snippet speaks in it."""
    guide: bool = False
    """Whether it gets the aims, the plan and the keys: for facilitators only."""


class Frame(Authored):
    """The segment that takes the minutes which the others leave over."""

    title: Words
    snippets: tuple[Words, ...] = ()


class SessionTemplate(Authored):
    """The frame of a session and the documents of its pack, in order."""

    title: Words
    minutes: Annotated[tuple[int, ...], Field(min_length=1)]
    opening: tuple[Segment, ...]
    talk: Frame
    closing: tuple[Segment, ...]
    notes: tuple[Note, ...] = ()
    documents: Annotated[tuple[DocumentRow, ...], Field(min_length=1)]


class SheetLayout(Authored):
    """Places for pieces on a sheet that is cut, in millimetres; all of them together are centred.

    Beside them stand crop marks, above and below them a line of small print, and within 5 mm of
    the edge of the paper nothing: there most printers print nothing.
    """

    title: Words
    page_width_mm: Annotated[float, Field(ge=100, le=500)]
    page_height_mm: Annotated[float, Field(ge=100, le=500)]
    columns: Annotated[int, Field(ge=1, le=10)]
    rows: Annotated[int, Field(ge=1, le=20)]
    piece_width_mm: Annotated[float, Field(ge=20, le=500)]
    piece_height_mm: Annotated[float, Field(ge=20, le=500)]
    gutter_mm: Annotated[float, Field(ge=0, le=50)]
    bleed_mm: Annotated[float, Field(ge=0, le=10)]
    """How far the ground of a piece is printed beyond its edge; 0 for pieces edge to edge."""
    flip: Literal["long", "short", "none"]
    """The edge over which the sheet is turned to print the backs; none prints no backs."""
    repeat: bool = False
    """Whether each piece fills a whole sheet, one for each person."""

    @property
    def left_mm(self) -> float:
        """From the left edge of the paper to the first piece."""
        return (self.page_width_mm - self._span(self.columns, self.piece_width_mm)) / 2

    @property
    def top_mm(self) -> float:
        """From the top edge of the paper to the first piece."""
        return (self.page_height_mm - self._span(self.rows, self.piece_height_mm)) / 2

    def _span(self, count: int, size_mm: float) -> float:
        return count * size_mm + (count - 1) * self.gutter_mm

    @model_validator(mode="after")
    def _can_be_cut(self) -> Self:
        for key, message, mend in self._faults():
            signs = {"way": (key,), "said": message, "mend": mend}
            raise PydanticCustomError("misplaced", "{said}", signs)
        return self

    def _faults(self) -> Iterator[tuple[str, str, str]]:
        """Each key that is wrong, what is wrong with it, and how to mend it."""
        bleeds_mm, has_neighbours = 2 * self.bleed_mm, self.columns * self.rows > 1
        if has_neighbours and self.gutter_mm < bleeds_mm:
            yield (
                "gutter_mm",
                f"between two pieces are {self.gutter_mm:g} mm, and their bleeds take "
                f"{bleeds_mm:g} mm",
                f"write gutter_mm: {bleeds_mm:g} or more, or bleed_mm: 0 to cut edge to edge",
            )
        for key, where, margin_mm, needed_mm in (
            ("columns", "on the left and the right", self.left_mm, 7),
            ("rows", "at the top and at the bottom", self.top_mm, 10),
        ):
            free_mm = round(margin_mm - self.bleed_mm, 3)
            if free_mm < needed_mm:
                yield (
                    key,
                    f"{where} the pieces leave {free_mm:g} mm free, and marks and the edge where "
                    f"printers print nothing need {needed_mm} mm",
                    f"take fewer {key}, or make pieces, gutter or bleed smaller",
                )


# --- what the program makes ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person has to mend: where it is, what is wrong, and how to mend it."""

    code: str
    path: str
    message: str
    mend: str = ""
    line: int = 1
    column: int = 1
    excerpt: str = ""
    stops: bool = True

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column} {self.code} {self.message}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, sorted by file and place."""
    return tuple(sorted(set(problems), key=lambda p: (p.path, p.line, p.column, p.code, p.message)))


class NotFitToPrint(Exception):
    """What people wrote cannot be printed; `problems` says everything that is wrong at once."""

    def __init__(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[NotFitToPrint], tuple[tuple[Problem, ...]]]:
        return NotFitToPrint, (self.problems,)


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a part: what it is, its own text, what it holds, and where it was written.

    `kind` is one of `KINDS`; `name` is the target of a link or picture, the name of a block, or
    the level of a heading; `text` is a text's words, a picture's alternative, a block's argument.
    """

    kind: str
    text: str = ""
    children: tuple[Node, ...] = ()
    name: str = ""
    line: int = 1
    column: int = 1

    def walk(self) -> Iterator[Node]:
        """This node and all that it holds, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def words(self) -> str:
        """All that this node says, in reading order."""
        between = "" if self.kind in ("paragraph", "heading", *INLINE_KINDS) else "\n"
        inner = between.join(child.words() for child in self.children)
        if self.kind == "block" and not self.children:
            return ""  # a block that holds nothing has a measure for its text, and prints none
        own = " " if self.kind == "break" else self.text
        return f"{own}\n{inner}" if own and inner else own or inner


BLOCK_KINDS = (
    "paragraph",
    "heading",
    "bullets",
    "numbers",
    "item",
    "table",
    "row",
    "header",
    "cell",
    "quote",
    "block",
)
INLINE_KINDS = ("text", "strong", "emphasis", "link", "picture", "break")
KINDS = BLOCK_KINDS + INLINE_KINDS


@dataclass(frozen=True, slots=True)
class Part:
    """What a snippet says in one document: the blocks under one of its headings."""

    document: str
    nodes: tuple[Node, ...]
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One line of an answer key: what was asked, the answer, and why."""

    asked: str
    answer: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, a picture by its id, or both: what is matched, sorted or put on a card."""

    text: str = ""
    picture: str = ""

    @property
    def named(self) -> str:
        """What a key calls it; a picture alone is `picture:ID` until it is known what it shows."""
        return self.text or f"picture:{self.picture}"


_NAMES_OF_OURS = {"kind", "picture", "shape"}


def texts(value: object) -> Iterator[str]:
    """Every text of an activity that a page can print, in the order in which it is written."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts(inner)
    else:
        fields = getattr(type(value), "model_fields", getattr(value, "__dataclass_fields__", ()))
        for name in fields:
            if name not in _NAMES_OF_OURS:
                yield from texts(getattr(value, name))


@dataclass(frozen=True, slots=True)
class Arranged:
    """An activity as one seed lays it out: the learner's side and the key, apart.

    `page` and `cards` hold no answer: they are what a template for participants may see. `code`
    tells two sheets of the same activity apart; it stands on the sheet and above its key.
    """

    kind: str
    shape: str
    page: object
    cards: tuple[object, ...]
    key: tuple[KeyRow, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an arrangement depends on, apart from the activity itself.

    `kept_out` are words that no puzzle may spell by chance.
    """

    seed: int
    puzzle: Puzzle = field(default_factory=Puzzle)
    kept_out: tuple[str, ...] = ()


class CannotArrange(Exception):
    """An activity that no seed can lay out: the message says why, `mend` what to change."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.mend = mend


class ActivityModel(Authored, ABC):
    """What every shape of activity has: its kind, and how it is arranged in a setting."""

    has_cards: ClassVar[bool] = False
    """Whether it has pieces to print on what is cut."""

    kind: Words

    @abstractmethod
    def arrange(self, setting: Setting) -> Arranged:
        """Lay the activity out: the same setting, the same sheet, on every machine.

        Raises `CannotArrange` when there is no such sheet.
        """

    def secrets(self) -> tuple[str, ...]:
        """Every text that only the key says: answers and reasons, in the author's words."""
        return ()

    def pictures(self) -> tuple[str, ...]:
        """The ids of all the pictures that the learner's side shows."""
        return ()


@dataclass(frozen=True, slots=True)
class Variant:
    """What a snippet says differently to one band: only what it carries is replaced."""

    band: str
    title: str | None
    kit: tuple[str, ...] | None
    activity: ActivityModel | None
    parts: Mapping[str, Part]
    path: str
    activity_line: int = 1


@dataclass(frozen=True, slots=True)
class Snippet:
    """One activity's written content, in all its voices, with its variants by band."""

    id: str
    title: str
    bands: tuple[str, ...]
    kit: tuple[str, ...]
    activity: ActivityModel | None
    parts: Mapping[str, Part]
    path: str
    variants: Mapping[str, Variant] = field(default_factory=dict)
    activity_line: int = 1
    """Where its activity begins in its file."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the library: its bytes, its file type without a dot, its alternative text."""

    id: str
    alt: str
    bands: tuple[str, ...]
    suffix: str
    content: bytes
    path: str


@dataclass(frozen=True, slots=True)
class Library:
    """Everything in `materials/`, checked and indexed by id."""

    bands: Mapping[str, Band]
    nations: Mapping[str, Nation]
    contacts: Mapping[str, Contact]
    facts: Mapping[str, Fact]
    glossary: Mapping[str, GlossaryEntry]
    pictures: Mapping[str, Picture]
    snippets: Mapping[str, Snippet]
    sessions: Mapping[str, Session]
    reviews: tuple[Review, ...]
    not_in_puzzles: Mapping[str, NotInPuzzles]
    """Words that no puzzle may spell by chance, by language."""
    paths: Mapping[str, str]
    """Where each entry was written: "session:power/who-has-it" to its file."""
    warnings: tuple[Problem, ...] = ()
    language: Mapping[str, LanguageRule] = field(default_factory=dict)
    """Words that the packs avoid, by id."""
    places: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)
    """Where each text of a YAML file stands: by file and text, its line and column."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of activity, as the first line of its template describes it.

    `counts` says how many members, at least and at most, a list of the activity may have where
    the drawing has room for no others; `needs` is what a group needs for it, for the kit list.
    """

    shape: str
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Templates:
    """Everything in `templates/`, in memory."""

    sessions: Mapping[str, SessionTemplate]
    sheets: Mapping[str, SheetLayout]
    sources: Mapping[str, str]
    """The text of every HTML template and style by its path below the folder."""
    files: Mapping[str, bytes]
    """The bytes of every image and font by its path below the folder."""
    kinds: Mapping[str, Kind]
    """The kinds of activity, by name."""
    folder: str


@dataclass(frozen=True, slots=True)
class Order:
    """All that decides the words and the look of a pack."""

    session: str
    band: str
    nation: str
    seed: int = 1
    as_of: dt.date = dt.date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer, and how far its sides are moved so that fronts and backs meet.

    Millimetres to the right and down, as one looks at each side.
    """

    name: str
    front_mm: tuple[float, float] = (0.0, 0.0)
    back_mm: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Booking:
    """An order, and for whom and on which printer it is printed."""

    order: Order
    people: int
    school_id: str = ""
    school: School | None = None
    date: dt.date | None = None
    printer: Printer | None = None


@dataclass(frozen=True, slots=True)
class PlannedSegment:
    """A line of the timed plan; `starts_at` counts minutes from the start of the session."""

    title: str
    minutes: int
    starts_at: int
    mode: Mode


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

    def declared(self) -> tuple[Contact, ...]:
        """Every contact that may be read in this document."""
        return (*self.contacts, *self.strip, *self.linked.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """Exactly what was chosen for an order: no other band, no school, can be reached from it."""

    order: Order
    band: Band
    nation: str
    title: str
    session_code: str
    minutes: int
    version: str
    review_by: dt.date
    documents: tuple[PlannedDocument, ...]
    digest: str
    """Of everything above, before code, draft reasons and sign-off are added: the sign-off's."""
    code: str = ""
    """The short code that every page carries."""
    draft: tuple[str, ...] = ()
    """Why this pack cannot be released yet; none when it can."""
    language: Mapping[str, LanguageRule] = field(default_factory=dict)
    """The words to avoid, by which all that this plan says is judged."""
    places: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    """Where texts of this plan that are no Markdown were written: file, line and column."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Fingerprints, never text, of what one document must not say: by the name of the document.

    `grams` are fingerprints of runs of letters, `phrases` of whole short texts, and `lengths` the
    numbers of words that those have. `withheld` are the band's own words to withhold.
    """

    grams: Mapping[str, frozenset[int]]
    phrases: Mapping[str, frozenset[int]]
    lengths: Mapping[str, tuple[int, ...]]
    withheld: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished document: the bytes of the PDF and how many pages it has."""

    key: str
    name: str
    content: bytes
    pages: int
    ink_percent: float = 0.0
    """About how much of the paper is covered with ink or toner, as the mean of its pages."""
    from_shelf: bool = False
    warnings: tuple[Problem, ...] = ()
    """What the press saw on the pages that does not stop them."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A pack that stands whole in its folder. `sheets` counts sheets of paper for the booking."""

    booking: Booking
    folder: str
    files: tuple[str, ...]
    pages: int
    sheets: int
    draft: tuple[str, ...]
    from_shelf: int
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A booking that was not printed, and every reason why."""

    booking: Booking
    problems: tuple[Problem, ...]
