"""Selects the packs and documents of a term that `term --only` names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.model import Booking, NotFitToPrint, Order, nearest

if TYPE_CHECKING:
    from printroom.make import Sources


@dataclass(frozen=True, slots=True)
class TermChoice:
    """The bookings and documents of a term that are wanted; no documents means all."""

    bookings: tuple[Booking, ...]
    documents: tuple[str, ...] = ()


def refuse_unknown_names(
    only: tuple[str, ...], term: str, folders: tuple[Path, Path], day: dt.date
) -> None:
    """Refuse a name that is not in a term, before all materials are read."""
    from printroom.load.materials.order_names import load_order_names
    from printroom.make import Sources, bookings_of, load_term

    names = load_order_names(*folders) if only else None
    if names:
        bookings = bookings_of(load_term(folders[0], term, names[0]), day)
        choose_from_term(only, bookings, Sources(*names))


def choose_from_term(
    only: tuple[str, ...], bookings: Iterable[Booking], sources: Sources
) -> TermChoice:
    """The bookings that match the schools, sessions and documents in `only`; all if it is empty.

    A name that is not in this term is a usage error that lists the names there are.
    """
    bookings, library = tuple(bookings), sources.library
    schools = {booking.school_id for booking in bookings}
    sessions = {booking.order.session for booking in bookings}
    orders = dict.fromkeys(booking.order for booking in bookings if only)
    documents = {order: _documents_of(order, sources) for order in orders}
    known = list(dict.fromkeys(name for names in documents.values() for name in names))
    named_schools, named_sessions, named_documents = set(), set(), set()
    for name in only:
        if name in schools:  # a school's id may look like a code
            named_schools.add(name)
        elif library.find_session(name) in sessions:
            named_sessions.add(library.find_session(name))
        elif name in known:
            named_documents.add(name)
        else:
            raise click.UsageError(_unknown(name, schools, sessions, known))
    packs = tuple(
        booking
        for booking in bookings
        if booking.school_id in (named_schools or schools)
        and booking.order.session in (named_sessions or sessions)
        and (not named_documents or named_documents & {*documents[booking.order]})
    )
    if not packs:
        names = (*sorted(named_schools), *sorted(named_sessions), *sorted(named_documents))
        message = f"no pack of this term is for all of these: {', '.join(names)}"
        raise click.UsageError(f"--only: {message}")
    return TermChoice(packs, tuple(name for name in dict.fromkeys(only) if name in named_documents))


def _documents_of(order: Order, sources: Sources) -> tuple[str, ...]:
    """The documents of a pack; all of its session template if its plan cannot be made."""
    from printroom.make import plan_for

    library, templates = sources.library, sources.templates
    try:
        return tuple(one.row.name for one in plan_for(order, library, templates).documents)
    except NotFitToPrint:
        session = library.sessions.get(order.session)
        kind = templates.sessions.get(session.template) if session else None
        return tuple(row.name for row in kind.documents) if kind else ()


def _unknown(
    name: str, schools: Iterable[str], sessions: Iterable[str], documents: Iterable[str]
) -> str:
    """A message about an unknown name: the nearest name, and what this term has."""
    schools, sessions, documents = sorted(schools), sorted(sessions), list(documents)
    hint = nearest(name, (*schools, *sessions, *documents))
    hint = f" {hint[0].upper()}{hint[1:]}" if hint.startswith("did") else ""
    guide = next((one for one in documents if "guide" in one), "")
    if guide and "answer" in name.casefold():
        hint = f" The answers are in “{guide}”."
    example = f" (such as “{schools[0]}”)" if schools else ""
    return (
        f"--only {name}: this term has no school, session or document of this name.{hint} "
        f"Sessions: {', '.join(sessions)}. Documents: {', '.join(documents)}. "
        f"Schools: {len(schools)}{example}."
    )
