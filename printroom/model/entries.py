"""What is written in the files of `materials/` that hold entries: bands, contacts, facts, words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from printroom.model.base import Audience, Audiences, Authored, BandIds, Direction, Spelt, Words

MOST_PEOPLE = 500
People = Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
"""How many take part."""
_OPTION = r"[^\W_]+(['’][^\W_]+)*\*?"
_MEMBERS = rf"({_OPTION}(/{_OPTION})*|{_OPTION}(-{_OPTION})+)"
PHRASE = rf"^{_MEMBERS}(( | … ){_MEMBERS})*$"
"""How a phrase to look for is written; `phrases` reads it."""
CODE = r"^[A-HJKMNP-TV-Z0-9]{3}-[A-HJKMNP-TV-Z0-9]{3}$"
"""The short code of a pack: no I, L, O or U to mistake."""
Phrase = Annotated[str, Field(pattern=PHRASE)]


class Puzzle(Authored):
    """How the people of a band solve: all that a puzzle needs to know about them.

    `directions` are the ways in which the words of a word search run, `choices` how many answers
    a question with several to choose from may offer, `squares` how many a grid may have in a row.
    """

    letters: Literal["lower", "upper"] = "upper"
    directions: Annotated[tuple[Direction, ...], Field(min_length=1)] = ("right", "down")
    choices: Annotated[int, Field(ge=2, le=6)] = 4
    squares: Annotated[int, Field(ge=5, le=15)] = 15


class Sizes(Authored):
    """What a page is set in.

    `body_pt` is in points, `line_mm` the pitch of lines to write on and `tick_mm` the side of a box
    to tick, both in millimetres.
    """

    body_pt: Annotated[float, Field(ge=9, le=36)]
    line_mm: Annotated[float, Field(ge=6, le=20)]
    tick_mm: Annotated[float, Field(ge=3, le=15)]


class Band(Sizes):
    """Who a pack is for, and what that means for the page."""

    title: Words
    people: Words
    """What the guide calls the people of this band, such as "children" or "young people"."""
    adults: bool = False
    """Whether they are grown up: the foot of their pages does not send them to an adult."""
    look: Words
    """The class that the styles know this band by; several bands may share one."""
    large_print: Sizes | None = None
    """What the large-print edition is set in; a band without these has none."""
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
    instead_of: Words | None = None
    """The contact in whose place this one stands for its own nations and bands, where one links."""
    says: Words
    """One plain sentence: what this service does for the reader."""
    hours: str = ""
    strip: bool = False
    """Whether it stands in the help strip at the foot of each page that a participant gets."""
    listed: bool = True
    """Whether pages that list services name it; if not, it stands only where a text links to it."""
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

    @model_validator(mode="after")
    def _has_a_caveat(self) -> Self:
        if any(letter.isdigit() for letter in self.says) and not self.caveat:
            signs = {
                "way": ("says",),
                "said": "this fact has a number, and nothing says what the number leaves out",
                "fix": "add caveat: what was counted and what was not, where, how sure it is",
            }
            raise PydanticCustomError("misplaced", "{said}", signs)
        return self


class GlossaryEntry(Gated):
    """A word that a session teaches, and what it means in the words of its bands."""

    word: Words
    means: Words


class NotInPuzzles(Authored):
    """The words of one language that no puzzle may spell, not even by chance."""

    words: Annotated[tuple[Spelt, ...], Field(min_length=1)]


class SpreadEntry(Authored):
    """A list by which the spread of people and places over the programme is counted.

    People have names, titles before a name and words such as she and her; settings have words.
    """

    title: Words
    counts: Literal["people", "settings", "nothing"]
    names: tuple[Words, ...] = ()
    titles: tuple[Words, ...] = ()
    words: tuple[Words, ...] = ()


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
    audience: Audience | None = None
    """Who must not meet the words; everybody when it is not said. A participant also hears."""
    quoted_for: tuple[Words, ...] = ()
    """For X: bands for which a marked quotation may say the words, to learn what not to write."""
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


class Law(Authored):
    """What a nation's law says of one matter, in plain words; unread by a lawyer it is a draft."""

    says: Words
    source: Words
    checked_on: dt.date | None = None
    """The day on which a lawyer read it."""
    review_by: dt.date


class Nation(Authored):
    """What differs between places: words for the years at school, definition, curriculum, law."""

    title: Words
    stages: Mapping[str, Words] = {}
    """By band: which years at school these are. Adults are at none."""
    definition: Definition
    curriculum: Mapping[str, tuple[CurriculumLink, ...]]
    """By band."""
    law: Mapping[str, Law] = {}
    """By matter, such as "consent": what sessions name that need it."""


class School(Authored):
    """A place that is visited. Only the cover and the help page ever carry these words."""

    name: Words
    nation: Words
    lead: str = ""
    """The safeguarding lead."""
    reach: str = ""
    """How to reach the lead."""
    room: str = ""
    people: People | None = None
    """How many take part there, where a term must know."""
    date: dt.date | None = None
    """The day of the visit, where a term must know."""


class Review(Authored):
    """A sign-off: who read which content. Any change of a word changes the digest."""

    session: Words
    band: Words
    nation: Words
    digest: Words
    role: Words
    reviewer: Words
    on: dt.date
    seed: Annotated[int, Field(ge=1, le=999_999)] = 1
    """Which arrangement of the activities was read: the number that `pack --seed` was given."""


class Signature(Authored):
    """What signed content was made of: a digest of what prints, for each thing by its name."""

    digest: Words
    uses: Mapping[str, str]
    codes: Mapping[str, str] = {}
    """The code of each document by its name."""


class Withdrawn(Authored):
    """Packs that must no longer be used: by their codes, or by session, bands and nations."""

    codes: tuple[Annotated[str, Field(pattern=CODE)], ...] = ()
    """The codes that stand on their covers, or at the foot of their pages."""
    session: Words | None = None
    bands: tuple[Words, ...] = ()
    nations: tuple[Words, ...] = ()
    versions: tuple[Words, ...] = ()
    """Only these versions of the session; all of them when it is not said."""
    on: dt.date
    """The day from which they must not be used."""
    reason: Words
    instead: Words
    """What to use in their place."""

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        places = (self.bands, self.nations)
        is_by_session = bool(self.session) and all(places)
        if self.codes and (self.session or any(places) or self.versions):
            said, fix = "codes and a session are named", "write two entries"
        elif not self.codes and not is_by_session:
            said = "this does not say which packs are meant"
            fix = "write codes: [ABC-DEF], or session:, bands: [...] and nations: [...]"
        else:
            return self
        signs = {"way": ("reason",), "said": said, "fix": fix}
        raise PydanticCustomError("misplaced", "{said}", signs)
