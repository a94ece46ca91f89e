"""The library of the authors and the templates of the designers, loaded and validated."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from printroom.model.activities import ActivityModel
from printroom.model.channels import CheckLimit, Contact
from printroom.model.entries import (
    Band,
    Fact,
    GlossaryEntry,
    LanguageRule,
    NotInPuzzles,
    Placeholders,
    SpreadEntry,
    Topic,
    Withdrawn,
)
from printroom.model.frames import SessionTemplate, SheetLayout
from printroom.model.name_keys import KnownNames, name_key
from printroom.model.nation_words import fill_in
from printroom.model.nations import Nation
from printroom.model.parts import Part
from printroom.model.problems import Problem, list_all, nearest
from printroom.model.school_years import year_hint
from printroom.model.sessions import Session
from printroom.model.sign_offs import Remark, Review

_CODE = re.compile(r"[A-Za-z]\d+")
"""A text that is meant as the code of a session, such as C2."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The parts of a snippet that are replaced for one band."""

    band: str
    title: str | None
    kit: tuple[str, ...] | None
    activity: ActivityModel | None
    parts: Mapping[str, Part]
    path: str
    activity_line: int = 1
    national: Mapping[str, Variant] = field(default_factory=dict)
    """By nation, if it has any nation words: the variant with that nation's words in it."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """The written content of one activity for all documents, with its variants by band."""

    id: str
    title: str
    bands: tuple[str, ...]
    kit: tuple[str, ...]
    activity: ActivityModel | None
    parts: Mapping[str, Part]
    path: str
    variants: Mapping[str, Variant] = field(default_factory=dict)
    activity_line: int = 1
    """The line of its file on which its activity begins."""
    figures: Mapping[str, str] = field(default_factory=dict)
    """Figures in its texts that look like a contact but are not, each with what it is."""
    national: Mapping[str, Snippet] = field(default_factory=dict)
    """By nation, if it has any nation words: the snippet with that nation's words in it."""

    def in_nation(self, nation: str) -> Snippet:
        """The snippet and its variants with the words of a nation."""
        own = self.national.get(nation, self)
        variants = {band: one.national.get(nation, one) for band, one in self.variants.items()}
        return replace(own, variants=variants, national={})

    def paths(self) -> tuple[str, ...]:
        """Its own file and those of its variants."""
        return (self.path, *(variant.path for variant in self.variants.values()))

    def has_nation_words(self) -> bool:
        """Whether any of its files has words that depend on the nation."""
        return bool(self.national) or any(variant.national for variant in self.variants.values())


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the library: its bytes, file type without a dot, and alternative text."""

    id: str
    alt: str
    bands: tuple[str, ...]
    suffix: str
    content: bytes
    path: str
    words: tuple[str, ...] = ()
    """The words in it, a line of text each."""
    is_portrait: bool = False
    """Whether it shows a person of the stories, who has one portrait everywhere."""
    is_scene: bool = False
    """Whether it is put together from people and pictures."""
    figures: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Figures in its texts that look like a contact but are not, each with what it is."""


@dataclass(frozen=True, slots=True)
class Library:
    """Everything in `materials/`, validated and indexed by id."""

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
    """The file of each entry: "session:power/who-has-it" to its path."""
    lines: Mapping[str, int] = field(default_factory=dict, kw_only=True)
    """The line of its file on which each entry begins."""
    warnings: tuple[Problem, ...] = ()
    spread: Mapping[str, SpreadEntry] = field(default_factory=dict)
    """Lists of names and places, for counting their spread over the programme."""
    topics: Mapping[str, Topic] = field(default_factory=dict, kw_only=True)
    """What sessions are about, by id."""
    remarks: tuple[Remark, ...] = field(default=(), kw_only=True)
    """The remarks of readers on parts of packs."""
    language: Mapping[str, LanguageRule] = field(default_factory=dict)
    """Wording that the packs avoid, by id."""
    withdrawn: Mapping[str, Withdrawn] = field(default_factory=dict)
    """Packs that must no longer be used."""
    set_aside: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    """What is wrong with snippets, by id, and with terms and lists of schools, by path."""
    unread: tuple[str, ...] = ()
    """The paragraphs of snippets that are not valid: no page may contain one by accident."""
    places: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)
    """Source positions of the texts of YAML files: by file and text, its line and column."""
    placeholders: Mapping[str, Placeholders] = field(default_factory=dict)
    """Words that people write where a name is still missing, by language."""
    check_limits: Mapping[str, CheckLimit] = field(default_factory=dict)
    """How long checks are valid at most, by what is checked."""

    def in_nation(self, nation: str) -> Library:
        """The library with the words of one nation, in its texts and in their source positions."""
        national = {key: one for key, one in self.snippets.items() if one.has_nation_words()}
        words = self.nations[nation].wording()
        paths = {path for snippet in national.values() for path in snippet.paths()}
        paths |= {path for name, path in self.paths.items() if name.startswith("glossary:")}
        places = {
            path: {fill_in(text, words): place for text, place in self.places[path].items()}
            for path in paths & self.places.keys()
        }
        found = {key: one.in_nation(nation) for key, one in national.items()}
        glossary = {
            key: entry.model_copy(update=fill_in({"word": entry.word, "means": entry.means}, words))
            for key, entry in self.glossary.items()
        }
        return replace(
            self,
            snippets={**self.snippets, **found},
            glossary=glossary,
            places={**self.places, **places},
        )

    def on_day(self, day: dt.date) -> Library:
        """The library as it is on a day: a check that is dated later has not been made."""
        contacts = {
            name: contact.model_copy(update={"verified_on": None})
            for name, contact in self.contacts.items()
            if contact.verified_on and contact.verified_on > day
        }
        nations = {name: nation.on_day(day) for name, nation in self.nations.items()}
        return replace(self, contacts={**self.contacts, **contacts}, nations=nations)

    @property
    def names(self) -> KnownNames:
        """The names of nations, and the words that are no names, as people write them."""
        nations = {
            name_key(name): nation_id
            for nation_id, nation in self.nations.items()
            for name in (nation_id, nation.title, *nation.also)
        }
        lists = self.placeholders.values()
        words = frozenset(name_key(word) for one in lists for word in one.words)
        nobody = frozenset(name_key(word) for one in lists for word in one.nobody)
        alone = nobody | {name_key(word) for one in lists for word in one.alone}
        roles = (one.split() for names in lists for one in names.alone)
        role_words = frozenset(name_key(word) for role in roles if len(role) > 1 for word in role)
        places = {
            name_key(place): nation_id
            for nation_id, nation in self.nations.items()
            for place in nation.places
        }
        return KnownNames(nations, words, alone, role_words, places, nobody)

    def band_fix(self, text: str, nation: str = "") -> str:
        """The fix for a text that names no age group, such as a school year."""
        return year_hint(text, self.nations, nation) or nearest(text, self.bands)

    def session_fix(self, name: str) -> str:
        """The fix for a name or a code that no session has."""
        if _CODE.fullmatch(name.strip()):  # every code is near to every other
            return list_all(session.code for session in self.sessions.values())
        return nearest(name, self.sessions)

    def find_session(self, name: str) -> str:
        """The id of the session with this code, such as C2; otherwise the name itself."""
        code = name.strip().upper()
        return next((one for one, found in self.sessions.items() if found.code == code), name)


KIND_FOLDERS = ("activities", "pieces")
"""The folders in which templates draw kinds of activity: on a page, or as a piece to cut."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of activity, as the first line of its template describes it.

    `counts` limits the number of members of a list of the activity, at least and at most, where the
    drawing allows no others; `needs` is what a group needs for it, for the kit list; `signs` are
    those that it draws, for the guide.
    """

    shape: str
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Templates:
    """Everything in `templates/`, in memory."""

    sessions: Mapping[str, SessionTemplate]
    sheets: Mapping[str, SheetLayout]
    sources: Mapping[str, str]
    """The text of every HTML template and style sheet, by its path below the folder."""
    files: Mapping[str, bytes]
    """The bytes of every image and font, by its path below the folder."""
    kinds: Mapping[str, Kind]
    """The kinds of activity, by name."""
    folder: str
    phrases: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    """The texts that the templates themselves print, with the file, line and column of each."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the path of an HTML template: those of these texts that it and its includes may print."""
    places: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)
    """By file: the texts that it prints itself, each with a line and a column of it."""
