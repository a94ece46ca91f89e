"""Selects the schools, sessions and documents of a term that `term --only` names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from printroom.model import Booking, nearest

if TYPE_CHECKING:
    from printroom.make import Sources


@dataclass(frozen=True)
class TermChoice:
    """The bookings and documents of a term to make; no documents means all."""

    bookings: tuple[Booking, ...]
    documents: tuple[str, ...] = ()


def choose_from_term(
    only: tuple[str, ...], bookings: Iterable[Booking], sources: Sources
) -> TermChoice:
    """Bookings at one of the schools and with one of the sessions, if `only` names any.

    A name that is nothing in this term is a usage error that names what there is.
    """
    bookings, library = tuple(bookings), sources.library
    schools = {booking.school_id for booking in bookings}
    sessions = {booking.order.session for booking in bookings}
    documents = _documents(sessions, sources)
    named_schools, named_sessions, named_documents = set(), set(), []
    for name in only:
        if name in schools:  # a school's id may look like a code
            named_schools.add(name)
        elif library.session_named(name) in sessions:
            named_sessions.add(library.session_named(name))
        elif name in documents:
            named_documents.append(name)
        else:
            raise click.UsageError(_unknown(name, schools, sessions, documents))
    packs = tuple(
        booking
        for booking in bookings
        if booking.school_id in (named_schools or schools)
        and booking.order.session in (named_sessions or sessions)
    )
    if not packs:
        names = ", ".join((*sorted(named_schools), *sorted(named_sessions)))
        raise click.UsageError(f"--only: no pack of this term is for all of these: {names}")
    return TermChoice(packs, tuple(dict.fromkeys(named_documents)))


def _documents(sessions: Iterable[str], sources: Sources) -> list[str]:
    """The names of all documents of these sessions, in the order of their packs."""
    kinds = dict.fromkeys(sources.library.sessions[name].template for name in sorted(sessions))
    rows = (row for kind in kinds for row in sources.templates.sessions[kind].documents)
    return list(dict.fromkeys(row.name for row in rows))


def _unknown(
    name: str, schools: Iterable[str], sessions: Iterable[str], documents: Iterable[str]
) -> str:
    """What is wrong with a name, and what this term has instead."""
    schools = sorted(schools)
    hint = nearest(name, schools)
    if not hint.startswith("did"):  # a term may have a thousand schools
        hint = f"such as “{schools[0]}”" if schools else "none"
    return (
        f"--only {name}: this term has no school, session or document of this name. "
        f"Sessions: {', '.join(sorted(sessions))}. Documents: {', '.join(documents)}. "
        f"Schools: {len(schools)} ({hint})."
    )
