"""The fields of an order form, and the pack that they ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict

from printroom.desk.common.commands import command
from printroom.desk.common.draft_help import DraftHelp, Pages, draft_help
from printroom.desk.common.pages import review_address
from printroom.desk.common.settings import Settings
from printroom.desk.state.uploaded_lists import ListedSchool
from printroom.make import unsigned_reason
from printroom.make.pack.release import draft_reasons
from printroom.make.requests.wanted_pack import TYPED_OPTIONS, WantedPack
from printroom.model import EDITIONS, Booking, Plan, Problem
from printroom.model.drafts import DraftReason
from printroom.model.list_columns import SCHOOL_FIELDS

NO_SCHOOL, LISTED, TYPED = "none", "list", "typed"
LONGEST = 300
"""How many characters of a field are read."""


@dataclass(frozen=True)
class OrderFields:
    """The order form as it was filled in; attributes have the names of its fields."""

    band: str = ""
    nation: str = ""
    edition: str = EDITIONS[0]
    minutes: str = ""
    """A length that the session offers, in minutes; empty for the full one."""
    follows: str = ""
    """Not empty if it follows another session with the same group."""
    school_is: str = NO_SCHOOL
    school: str = ""
    school_name: str = ""
    lead: str = ""
    reach: str = ""
    room: str = ""
    date: str = ""
    people: str = ""
    printer: str = ""
    marks: str = ""
    """Not empty for bleed and crop marks."""
    pdf_x: str = ""
    """Not empty for PDF/X-4."""
    documents: tuple[str, ...] = ()
    """The documents that were ticked."""
    is_sent: bool = False
    """Whether the form listed documents to tick; if not, all are wanted."""

    @classmethod
    def of(cls, data: ImmutableMultiDict[str, object], usual: Mapping[str, str]) -> OrderFields:
        """The fields that a browser sent; `usual` are those of an empty form."""
        names = {one.name for one in fields(cls)} - {"documents", "is_sent"}
        texts = {name: value for name, value in data.items() if isinstance(value, str)}
        given = {name: texts[name][:LONGEST].strip() for name in names if name in texts}
        documents = tuple(one for one in data.getlist("documents") if isinstance(one, str))
        return cls(**{**usual, **given}, documents=documents, is_sent="is_sent" in texts)


@dataclass(frozen=True)
class AskedPack:
    """The pack that an order form asks for, or the errors in the form."""

    fields: OrderFields
    errors: Mapping[str, str] = field(default_factory=dict)
    """A message for each field that is wrong."""
    problems: tuple[Problem, ...] = ()
    """Mistakes in the materials that stop this pack."""
    wanted: WantedPack | None = None
    booking: Booking | None = None
    plan: Plan | None = None
    no_lead: str = ""
    """A sentence that tells why the text given as the school's lead is not a name."""

    @property
    def only(self) -> tuple[str, ...]:
        """The documents that are wanted; empty for all."""
        if self.plan is None or len(self.documents) == len(self.plan.documents):
            return ()
        return self.documents

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that are wanted, in the order of the pack."""
        names = [one.row.name for one in self.plan.documents] if self.plan else []
        is_all = not self.fields.is_sent
        return tuple(name for name in names if is_all or name in self.fields.documents)

    @property
    def is_shorter(self) -> bool:
        """Whether it is shorter than the full length."""
        return self.booking is not None and self.booking.order.minutes is not None

    @property
    def assumed(self) -> int:
        """The number of people that is assumed; 0 if the form or the list gives one."""
        booking = self.booking
        if booking is None or self.fields.people:
            return 0
        is_listed = booking.school is not None and booking.school.people == booking.people
        return 0 if is_listed else booking.people

    @property
    def past(self) -> dt.date | None:
        """The day of the visit, if it has passed."""
        wanted = self.wanted
        is_past = wanted and wanted.date and wanted.as_of and wanted.date < wanted.as_of
        return wanted.date if wanted and is_past else None

    @property
    def is_right(self) -> bool:
        """Whether the pack can be printed."""
        return self.booking is not None and not self.errors and not self.problems

    @property
    def reasons(self) -> tuple[DraftReason, ...]:
        """The draft reasons, as far as they are known before the pack is printed."""
        if self.plan is None or self.booking is None:
            return ()
        reasons = draft_reasons(self.plan, self.booking)
        if self.no_lead:
            reasons = tuple(
                replace(one, text=f"{one.text} {self.no_lead}") if one.code == "no-lead" else one
                for one in reasons
            )
        return reasons if self.plan.signed else (*reasons, unsigned_reason(self.plan.order))

    @property
    def draft(self) -> tuple[DraftHelp, ...]:
        """The same, with who can remove each."""
        if self.plan is None:
            return ()
        return draft_help(self.reasons, self.pages_with("#school_is"))

    def pages_with(self, school: str) -> Pages:
        """The pages on which draft reasons are removed; `school` is that of a typed school."""
        assert self.plan is not None
        review = review_address(self.plan.order, self.plan.session_code)
        if self.fields.school_is == LISTED:
            listed = Path(self.fields.school.partition("#")[0]).stem
            corrected = f"/term?{urlencode({'list': listed})}#file"
            return Pages(corrected, review, "Drop its corrected list")
        return Pages(school, review)

    def command(self, settings: Settings, schools: Mapping[str, ListedSchool]) -> str:
        """The command that prints the same pack."""
        given = self.fields
        school = {TYPED_OPTIONS[name]: getattr(given, one) for one, name in SCHOOL_FIELDS.items()}
        listed = schools.get(given.school) if given.school_is == LISTED else None
        options: dict[str, str | tuple[str, ...]] = {
            "--band": given.band,
            "--nation": "" if listed else given.nation,
            "--edition": given.edition if given.edition != EDITIONS[0] else "",
            "--minutes": given.minutes if self.is_shorter else "",
            "--people": given.people,
            "--date": given.date,
            "--school": listed.option if listed else "",
            **(school if given.school_is == TYPED else {}),
            "--printer": given.printer,
            "--only": self.only,
        }
        session = self.plan.order.session if self.plan else ""
        ticks = {"--follows": given.follows, "--marks": given.marks, "--pdf-x": given.pdf_x}
        flags = [flag for flag, is_ticked in ticks.items() if is_ticked]
        return command(settings, "pack", session, *flags, **options)
