"""Terms and lists of schools: which sessions, for which bands, at which schools."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from printroom.model.base import Authored, BandIds, Edition, NonEmptyStr
from printroom.model.entries import People, School
from printroom.model.problems import Problem


def _as_written(value: object) -> object:
    """A number as the text that was written: the id of a school is often its reference number."""
    return getattr(value, "written", value)


SchoolId = Annotated[
    NonEmptyStr,
    BeforeValidator(_as_written),
    WithJsonSchema({"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}]}),
]


class Where(Authored):
    """A filter on the rows of a list: those with one of these values in each column named."""

    nation: tuple[NonEmptyStr, ...] = ()
    id: tuple[SchoolId, ...] = ()


class SchoolChoice(Authored):
    """A selection of schools from a list."""

    where: Where = Where()
    """Only the schools with these nations or ids; all schools if empty."""
    exclude: tuple[SchoolId, ...] = ()
    """The ids of schools to leave out."""

    def includes(self, school_id: str, school: School) -> bool:
        """Whether this school is selected."""
        is_nation = not self.where.nation or school.nation in self.where.nation
        is_named = not self.where.id or school_id in self.where.id
        return is_nation and is_named and school_id not in self.exclude


class TermSchools(SchoolChoice):
    """The list of schools of a term, and the selection that all its packs share."""

    file: NonEmptyStr
    """The list: .csv, .tsv, .xlsx or .yaml, its path relative to the folder of this file."""


class TermPack(SchoolChoice):
    """One session, for one or several bands, at all the term's schools or a selection of them."""

    session: NonEmptyStr
    bands: BandIds
    people: People | None = None
    """The number of participants, if it differs from the term's."""
    minutes: Annotated[int, Field(ge=1)] | None = None
    """A shorter length that the session offers; the full session if omitted."""
    follows: bool = False
    """Whether it follows another session of the term with the same group."""
    date: dt.date | None = None
    """The day of the visit, if it differs from the term's."""


class Term(Authored):
    """What is printed before a term: sessions, bands and schools.

    People and date in a school's row take precedence over the pack's, and those over the term's.
    """

    title: NonEmptyStr
    edition: Edition = "standard"
    """In large print, `people` counts those who need it, and school rows do not override it."""
    schools: TermSchools
    packs: Annotated[tuple[TermPack, ...], Field(min_length=1)]
    people: People
    """The number of participants, unless a pack or the school's row gives another."""
    date: dt.date | None = None
    """The day of the visit, unless a pack or the school's row gives another."""
    contact: str = ""
    """Who makes the packs, and how to reach them, for their covers."""
    seed: Annotated[int, Field(ge=1, le=999_999)] = 1
    """Another number shuffles the activities differently."""


@dataclass(frozen=True, slots=True)
class SchoolList:
    """A list of schools as read: each school by its id, in the order of the file."""

    path: str
    schools: Mapping[str, School]
    lines: Mapping[str, int]
    """By id, the line of the file or the row of the sheet in which each school begins."""
    read_as: str
    """How it was read, for messages: "Windows-1252, separated by semicolons"."""
    warnings: tuple[Problem, ...] = ()
    no_leads: Mapping[str, str] = field(default_factory=dict)
    """By id, why what is written as a school's lead names no person."""


@dataclass(frozen=True, slots=True)
class ResolvedTerm:
    """A term that was read and checked against the library, with its list of schools."""

    name: str
    term: Term
    path: str
    listed: SchoolList
    date_lines: tuple[int, ...]
    """For each of its packs, the line of the date that applies where the list gives none."""
    warnings: tuple[Problem, ...] = ()

    def schools_for(self, pack: TermPack) -> tuple[tuple[str, School], ...]:
        """The schools that get a pack, each with its id, in the order of their ids."""
        return tuple(
            (school_id, school)
            for school_id, school in sorted(self.listed.schools.items())
            if self.term.schools.includes(school_id, school) and pack.includes(school_id, school)
        )
