"""Lists of schools, and terms: which sessions, for which bands, at which of the schools."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from printroom.model.base import Authored, BandIds, Edition, Words
from printroom.model.entries import People, School
from printroom.model.problems import Problem


class Where(Authored):
    """Which rows of a list are meant: those with one of these values, in each column named."""

    nation: tuple[Words, ...] = ()
    id: tuple[Words, ...] = ()


class Choice(Authored):
    """A choice among the schools of a list."""

    where: Where = Where()
    """Only the schools with these nations, or ids; all of them where nothing is named."""
    exclude: tuple[Words, ...] = ()
    """The ids of schools to leave out."""

    def takes(self, school_id: str, school: School) -> bool:
        """Whether this school is chosen."""
        is_nation = not self.where.nation or school.nation in self.where.nation
        is_named = not self.where.id or school_id in self.where.id
        return is_nation and is_named and school_id not in self.exclude


class TermSchools(Choice):
    """The list of schools of a term, and the choice among them that all its packs share."""

    file: Words
    """The list: .csv, .tsv, .xlsx or .yaml, its path as seen from the folder of this file."""


class TermPack(Choice):
    """One session, for one or several bands, at the term's schools or at a choice of them."""

    session: Words
    bands: BandIds
    people: People | None = None
    """How many take part, where it differs from the term."""
    date: dt.date | None = None
    """The day of the visit, where it differs from the term."""


class Term(Authored):
    """What is printed before a term: sessions, bands and schools.

    What a school's row says of people and date counts before what the pack says here, and that
    before what the term says.
    """

    title: Words
    edition: Edition = "standard"
    """In large print, `people` are those who need it, and a school's row does not say how many."""
    schools: TermSchools
    packs: Annotated[tuple[TermPack, ...], Field(min_length=1)]
    people: People
    """How many take part, unless a pack or the school's row says otherwise."""
    date: dt.date | None = None
    """The day of the visit, unless a pack or the school's row says otherwise."""
    seed: Annotated[int, Field(ge=1, le=999_999)] = 1
    """Another number shuffles the activities in another way."""


@dataclass(frozen=True, slots=True)
class SchoolList:
    """A list of schools that was read: each school by its id, in the order of the file."""

    path: str
    schools: Mapping[str, School]
    lines: Mapping[str, int]
    """The line of the file, or the row of the sheet, in which each school begins, by id."""
    read_as: str
    """How it was read, to say aloud: "Windows-1252, separated by semicolons"."""
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedTerm:
    """A term that was read and held against the library, with the list of its schools."""

    name: str
    term: Term
    path: str
    listed: SchoolList
    warnings: tuple[Problem, ...] = ()

    def visited(self, pack: TermPack) -> tuple[tuple[str, School], ...]:
        """The schools that get a pack, each with its id, in the order of their ids."""
        return tuple(
            (school_id, school)
            for school_id, school in sorted(self.listed.schools.items())
            if self.term.schools.takes(school_id, school) and pack.takes(school_id, school)
        )
