"""Entries in the YAML files of `materials/`: bands, facts, rules, pictures, schools and others."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from printroom.model.base import (
    Audience,
    Audiences,
    Authored,
    BandIds,
    Direction,
    NonEmptyStr,
    PuzzleWord,
    WithFigures,
    error_at,
)

MAX_PEOPLE = 500
TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"
"""A time of the day, such as 09:30."""
People = Annotated[int, Field(ge=1, le=MAX_PEOPLE)]
"""The number of participants."""
_OPTION = r"[^\W_]+(['’][^\W_]+)*\*?"
_MEMBERS = rf"({_OPTION}(/{_OPTION})*|{_OPTION}(-{_OPTION})+)"
PHRASE = rf"^{_MEMBERS}(( | … ){_MEMBERS})*$"
"""The notation of a phrase to look for; `printroom.text.phrases` interprets it."""
CODE = r"^[A-HJKMNP-TV-Z0-9]{3}-[A-HJKMNP-TV-Z0-9]{3}$"
"""The short code of a pack, without I, L, O and U, which are easily misread."""
Phrase = Annotated[str, Field(pattern=PHRASE)]


class Puzzle(Authored):
    """How difficult puzzles for a band may be.

    `directions` are those in which the words of a word search run, `choices` the most answers that
    a multiple-choice question may offer, `squares` the most squares in a row of a grid.
    """

    letters: Literal["lower", "upper"] = "upper"
    directions: Annotated[tuple[Direction, ...], Field(min_length=1)] = ("right", "down")
    choices: Annotated[int, Field(ge=2, le=6)] = 4
    squares: Annotated[int, Field(ge=5, le=15)] = 15


class Sizes(Authored):
    """The sizes in which a page is set.

    `body_pt` is in points; `line_mm`, the pitch of lines to write on, and `tick_mm`, the side of a
    tick box, are in millimetres.
    """

    body_pt: Annotated[float, Field(ge=9, le=36)]
    line_mm: Annotated[float, Field(ge=6, le=20)]
    tick_mm: Annotated[float, Field(ge=3, le=15)]


class Pace(Authored):
    """How quickly a group works: words a minute, and seconds for a card or an answer."""

    hears: Annotated[int, Field(ge=1)]
    """Words a minute that a facilitator says to them."""
    reads: Annotated[int, Field(ge=1)]
    """Words a minute that they read, or that are read to them."""
    writes: Annotated[int, Field(ge=0)] = 0
    """Words a minute that they write; 0 if they draw."""
    card_s: Annotated[int, Field(ge=0)]
    """Seconds to deal a card, to agree on it and to lay it down."""
    answer_s: Annotated[int, Field(ge=0)]
    """Seconds to go through an answer together."""
    source: NonEmptyStr


class Band(Sizes):
    """An age group that packs are made for, with its typography and its reading targets."""

    title: NonEmptyStr
    people: NonEmptyStr
    """What the guide calls the people of this band, such as "children" or "young people"."""
    also: tuple[NonEmptyStr, ...] = ()
    """Other words for this band in a search, such as "primary"; several bands may share one."""
    letter_to: NonEmptyStr = "parents and carers"
    """Whom the letter about a session of this band greets."""
    adults: bool = False
    """Whether they are adults: then the foot of a page does not refer them to an adult."""
    look: NonEmptyStr
    """The CSS class of this band's pages; several bands may share one."""
    large_print: Sizes | None = None
    """The sizes of the large-print edition; without them the band has no such edition."""
    grade_max: float
    words_mean: int
    words_max: int
    withheld: tuple[NonEmptyStr, ...] = ()
    """Words that no page for this band may carry; a trailing * matches any ending."""
    puzzle: Puzzle = Puzzle()
    pace: Pace | None = None
    """How quickly they work; without it the minutes of segments are not checked."""


class Gated(Authored):
    """Content that may be printed only for the bands and audiences that it names."""

    bands: BandIds
    audiences: Audiences


class Fact(Gated, WithFigures):
    """A figure or statement with its source; after `review_by` the pack is a draft."""

    says: NonEmptyStr
    source: NonEmptyStr
    year: int
    caveat: str = ""
    review_by: dt.date

    @model_validator(mode="after")
    def _has_a_caveat(self) -> Self:
        if any(letter.isdigit() for letter in self.says) and not self.caveat:
            message = "this fact has a number, and nothing says what the number leaves out"
            fix = "add caveat: what was counted and what was not, where, how sure it is"
            raise error_at(message, fix, "says")
        return self


class GlossaryEntry(Gated, WithFigures):
    """A word that a session teaches, explained for its bands."""

    word: NonEmptyStr
    means: NonEmptyStr


class Topic(Authored):
    """A topic of sessions, in the words by which people look for them; it is never printed."""

    title: NonEmptyStr
    also: tuple[NonEmptyStr, ...] = ()
    """Other words for it."""
    sessions: Annotated[tuple[NonEmptyStr, ...], Field(min_length=1)]


class NotInPuzzles(Authored):
    """Words of one language that no puzzle may spell, not even by chance."""

    words: Annotated[tuple[PuzzleWord, ...], Field(min_length=1)]


class Placeholders(Authored):
    """Words of one language that people write for a missing name, such as TBC.

    `alone` are titles, roles and answers that name nobody by themselves, such as DSL; `nobody` are
    words that are not even a role, such as me.
    """

    words: Annotated[tuple[NonEmptyStr, ...], Field(min_length=1)]
    alone: tuple[NonEmptyStr, ...] = ()
    nobody: tuple[NonEmptyStr, ...] = ()


class SpreadEntry(Authored):
    """A list for counting how people and places are spread over the programme.

    Lists of people have names, titles and words such as she and her; settings have words.
    """

    title: NonEmptyStr
    counts: Literal["people", "settings", "nothing"]
    names: tuple[NonEmptyStr, ...] = ()
    titles: tuple[NonEmptyStr, ...] = ()
    words: tuple[NonEmptyStr, ...] = ()


class LanguageRule(Authored):
    """Wording that the packs avoid, with the reason and an alternative.

    A phrase matches all inflections of its words; `*` is any ending, `/` separates alternatives,
    and `…` is a gap of a few words.
    """

    phrases: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    unless: tuple[Phrase, ...] = ()
    """Phrases that contain one of the others but are harmless, such as a proper title."""
    rule: Literal["X", "Q", "W"]
    """X: never. Q: only within a marked quotation. W: a warning, as it depends on the sense."""
    audience: Audience | None = None
    """The audience protected, including from what is read aloud; everybody if omitted."""
    quoted_for: tuple[NonEmptyStr, ...] = ()
    """For X: bands for which a marked quotation may contain it, to learn what not to write."""
    why: NonEmptyStr
    instead: NonEmptyStr
    source: NonEmptyStr
    """The source of the rule: a letter for each, explained at the top of the file."""
    fails: Annotated[tuple[NonEmptyStr, ...], Field(min_length=1)]
    """Examples in which this rule must find something."""
    passes: Annotated[tuple[NonEmptyStr, ...], Field(min_length=1)]
    """Examples in which this rule must find nothing."""


class PictureEntry(WithFigures):
    """A picture in `materials/pictures/`: its alternative text, and the bands that may see it."""

    file: NonEmptyStr
    alt: NonEmptyStr
    bands: BandIds
    source: NonEmptyStr
    words: tuple[NonEmptyStr, ...] = ()
    """The words in a drawing, a line of text each; they are checked like all others."""


class School(Authored):
    """A school or club that is visited, as cover, help page, poster and letter show it."""

    name: NonEmptyStr
    nation: NonEmptyStr
    lead: str = ""
    """The safeguarding lead."""
    reach: str = ""
    """How to reach the lead."""
    room: str = ""
    people: People | None = None
    """The number of participants there, for a term."""
    date: dt.date | None = None
    """The day of the visit, for a term."""
    time: Annotated[str, Field(pattern=f"^{TIME}$")] | None = None
    """When it begins on that day, such as 09:30."""
    deliver_to: str = ""
    """The postal address, in lines separated by commas, for labels; it is in no pack."""
    route: str = ""
    """The round on which packs are delivered; a bundle is in the order of routes."""


class Withdrawn(Authored):
    """Packs that must no longer be used, identified by code or by session, bands and nations."""

    codes: tuple[Annotated[str, Field(pattern=CODE)], ...] = ()
    """The codes on their covers, or at the foot of their pages."""
    session: NonEmptyStr | None = None
    bands: tuple[NonEmptyStr, ...] = ()
    nations: tuple[NonEmptyStr, ...] = ()
    versions: tuple[NonEmptyStr, ...] = ()
    """Only these versions of the session; all versions if omitted."""
    on: dt.date
    """The day from which they must not be used."""
    reason: NonEmptyStr
    instead: NonEmptyStr
    """What to use in their place."""
    by: str = ""
    """Who withdrew them."""

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        places = (self.bands, self.nations)
        is_by_session = bool(self.session) and all(places)
        if self.codes and (self.session or any(places) or self.versions):
            message, fix = "this names both codes and a session", "write two entries"
        elif not self.codes and not is_by_session:
            message = "this does not say which packs are meant"
            fix = "write codes: [ABC-DEF], or session:, bands: [...] and nations: [...]"
        else:
            return self
        raise error_at(message, fix, "reason")
