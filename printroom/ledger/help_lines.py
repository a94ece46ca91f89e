"""The helplines of the library: who checked each, until when it is good, and what prints it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from printroom.choose import plan_for
from printroom.ledger.rewriting import locked_materials, replace_file
from printroom.load.materials.checked_contacts import ContactCheck, with_checks
from printroom.model import (
    Contact,
    Library,
    NotFitToPrint,
    Order,
    Problem,
    Templates,
    name_key,
    nearest,
)
from printroom.model.channels import good_until


@dataclass(frozen=True, slots=True)
class HelpLine:
    """An entry of `contacts.yaml`, and the sessions that print it."""

    id: str
    name: str
    reach: tuple[str, ...]
    """Its numbers, websites and addresses."""
    nations: tuple[str, ...]
    bands: tuple[str, ...]
    audiences: tuple[str, ...]
    checked_by: str
    checked_on: dt.date | None
    runs_out: dt.date
    """The last day on which a check is good; without a check, packs that print it are drafts."""
    sessions: tuple[str, ...]
    """The codes of the sessions that print it for any age group and nation."""

    def is_wanted(self, due: dt.date | None, nation: str) -> bool:
        """Whether it must be checked by the day `due`, and is for a nation; none and "" mean any.

        A helpline that was never checked is always due; any other on the day it runs out.
        """
        is_due = due is None or self.checked_on is None or self.runs_out <= due
        return is_due and nation in ("", *self.nations)


def help_lines(
    library: Library, templates: Templates, orders: Iterable[Order]
) -> tuple[HelpLine, ...]:
    """Every helpline: first unchecked ones, then by the day on which they run out."""
    sessions: dict[Contact, set[str]] = {contact: set() for contact in library.contacts.values()}
    for order in orders:
        with suppress(NotFitToPrint):  # `check` reports why
            plan = plan_for(order, library, templates)
            for document in plan.documents:
                for contact in document.declared():
                    sessions.setdefault(contact, set()).add(plan.session_code)
    found = [_line(name, one, sessions[one]) for name, one in library.contacts.items()]
    return tuple(sorted(found, key=lambda line: (line.checked_on is not None, line.runs_out)))


def _line(contact_id: str, contact: Contact, sessions: Iterable[str]) -> HelpLine:
    return HelpLine(
        id=contact_id,
        name=contact.name,
        reach=tuple(channel.value for channel in contact.channels),
        nations=contact.nations,
        bands=contact.bands,
        audiences=contact.audiences,
        checked_by=contact.verified_by,
        checked_on=contact.verified_on,
        runs_out=contact.verify_by,
        sessions=tuple(sorted(sessions)),
    )


def mark_checked(
    materials: Path, names: Iterable[str], check: ContactCheck, library: Library
) -> tuple[str, ...]:
    """Write a check of these helplines into `contacts.yaml`; returns their ids.

    A name is an id, or the name of a single entry. Raises `NotFitToPrint` before anything is
    written; the file is locked, read again and replaced as a whole.
    """
    ids = tuple(dict.fromkeys(_contact_id(name, library) for name in names))
    problems = [one for name in ids for one in _date_problems(name, library, check)]
    if problems:
        raise NotFitToPrint(problems)
    file = materials / "contacts.yaml"
    with locked_materials(materials):
        replace_file(file, materials, with_checks(file, ids, check))
    return ids


def _contact_id(name: str, library: Library) -> str:
    """The id of the entry with this id, or of the only entry with this name."""
    if name in library.contacts:
        return name
    named = [i for i, one in library.contacts.items() if name_key(one.name) == name_key(name)]
    if len(named) == 1:
        return named[0]
    if named:
        message = f"“{name}” has {len(named)} entries"
        fix = f"write the id of each that you checked: {', '.join(named)}"
    else:
        message, fix = f"there is no helpline “{name}”", nearest(name, library.contacts)
    raise NotFitToPrint([Problem("unknown-contact", "NAME", message, fix, 0)])


def with_same_numbers(name: str, library: Library) -> tuple[str, ...]:
    """The other entries with exactly the same numbers and addresses, for other ages or readers."""
    numbers = {
        one: {channel.value for channel in contact.channels}
        for one, contact in library.contacts.items()
    }
    return tuple(one for one in numbers if one != name and numbers[one] == numbers[name])


def _date_problems(name: str, library: Library, check: ContactCheck) -> Iterable[Problem]:
    """Why a check would not count: a later one exists, or it is good for no day or for too long."""
    contact = library.contacts[name]
    if contact.verified_on and check.on < contact.verified_on:
        message = f"“{name}” was checked later already, on {contact.verified_on}"
        yield Problem("checked-later", "--on", message, "leave it as it is", 0)
    until = check.until or contact.verify_by
    if until <= check.on:
        message = f"“{name}” runs out on {until}, so a check of {check.on} would not be good"
        yield Problem("runs-out", "--until", message, "give the day until which it is good", 0)
    if until > (latest := good_until(check.on, library.check_limits)):
        message = f"a check of “{name}” on {check.on} is good until {latest} at the latest"
        yield Problem("good-too-long", "--until", message, f"give {latest} or an earlier day", 0)
