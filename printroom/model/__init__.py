"""Data types shared by all steps: what people write, and what the program makes from it.

Of the program, it imports only `characters`. What authors write is a strict pydantic model,
so that one class both validates a file and describes it to an editor; what the program makes is a
frozen dataclass.
"""

from __future__ import annotations

from printroom.characters import INVISIBLE
from printroom.model.activities import (
    ActivityModel,
    Arranged,
    CannotArrange,
    KeyRow,
    Lettered,
    Piece,
    Setting,
    texts,
)
from printroom.model.base import (
    EDITIONS,
    Audience,
    Authored,
    Direction,
    Edition,
    Mode,
    NonEmptyStr,
    error_at,
)
from printroom.model.channels import Channel, Contact, numbers_of
from printroom.model.documents import (
    SHEET_MARK,
    Built,
    BundleSection,
    Delivered,
    Document,
    Failed,
    How,
    LayoutReason,
    MarkedPage,
    PackedSchool,
    PackResult,
    PageMark,
    PagePair,
    PaperNeed,
    Printed,
    PrintPart,
    RefusedPage,
    Shown,
)
from printroom.model.entries import (
    CODE,
    MAX_PEOPLE,
    PHRASE,
    TIME,
    Band,
    Fact,
    Gated,
    GlossaryEntry,
    LanguageRule,
    NotInPuzzles,
    Pace,
    PictureEntry,
    Placeholders,
    Puzzle,
    School,
    Sizes,
    SpreadEntry,
    Topic,
    Withdrawn,
)
from printroom.model.frames import (
    DocumentRow,
    FillerSegment,
    FollowUp,
    LabelSheet,
    Pause,
    SessionTemplate,
    SheetLayout,
    SnippetHead,
    VariantHead,
)
from printroom.model.library import (
    KIND_FOLDERS,
    Kind,
    Library,
    Picture,
    Snippet,
    Templates,
    Variant,
)
from printroom.model.name_keys import KnownNames, name_key
from printroom.model.nation_words import PLACEHOLDER, Words, fill_in, placeholders, words_for
from printroom.model.nations import CurriculumLink, Definition, Law, Nation
from printroom.model.order import AboutPack, Order, order_about, words_key
from printroom.model.papers import (
    BOOKLET_SHEETS,
    PAPERS_MM,
    PaperSize,
    paper_of,
    tile_sheet,
)
from printroom.model.parts import CONDITIONS, CONFIDENCE, FOLLOWING, Node, Part, walk_nodes
from printroom.model.people import Person
from printroom.model.plans import (
    MAX_SHIFT_MM,
    UNDATED,
    Booking,
    Criteria,
    Forbidden,
    Guide,
    Plan,
    PlannedDocument,
    PlannedPart,
    PlannedSegment,
    Printer,
    Sign,
)
from printroom.model.problems import (
    WORKBOOKS,
    NotFitToPrint,
    Problem,
    Spot,
    WrongOption,
    column_letters,
    in_order,
    join_words,
    list_all,
    nearest,
)
from printroom.model.rules import SessionRule
from printroom.model.sessions import Cut, Note, Segment, Session
from printroom.model.sign_offs import Remark, Review, Signature, in_force
from printroom.model.term import ResolvedTerm, SchoolChoice, SchoolList, Term, TermPack
