"""Refuses an order that names something unknown; this needs no snippets, contacts or styles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from printroom.choose.lengths import at_length, with_frame
from printroom.model import (
    DocumentRow,
    Library,
    NotFitToPrint,
    Order,
    Plan,
    Problem,
    Templates,
    list_all,
    nearest,
)
from printroom.model.school_years import year_hint


def refuse_unknown_order(
    order: Order, library: Library, templates: Templates, only: Iterable[str] = ()
) -> None:
    """Raise `NotFitToPrint` for an order with an unknown name or length.

    `only` are the documents that are wanted: each must be one that sessions of this kind may have.
    """
    refuse_unknown_names(order, library)
    kind = templates.sessions.get(library.sessions[order.session].template)
    if kind is None:  # reading all materials reports it, with its place
        return
    with_frame(order, at_length(order, library), templates)
    for name in only:
        if name not in {row.name for row in kind.documents}:
            message = f"no pack of a session of this kind has a document “{name}”"
            raise _unknown_document(name, kind.documents, "--only", message)


def refuse_unknown_names(order: Order, library: Library) -> None:
    """Raise `NotFitToPrint` for an unknown session or nation, or a band that it is not for."""
    session = library.sessions.get(order.session)
    if session is None:
        message = f"there is no session “{order.session}”"
        fix = library.session_fix(order.session)
        raise NotFitToPrint([Problem("unknown-session", "SESSION", message, fix, 0)])
    problems = []
    if order.band not in session.bands:
        message = f"{order.session} is not for the band “{order.band}”"
        # The name may be valid for another session, so the nearest name would be misleading.
        years = year_hint(order.band, library.nations, order.nation)
        fix = "; ".join(filter(None, (years, list_all(session.bands))))
        problems.append(Problem("unknown-band", "--band", message, fix, 0))
    if order.nation not in library.nations:
        message = f"there is no nation “{order.nation}”"
        fix = library.names.nation_fix(order.nation)
        problems.append(Problem("unknown-nation", "--nation", message, fix, 0))
    if problems:
        raise NotFitToPrint(problems)


def unknown_document(name: str, plan: Plan, option: str = "--only") -> NotFitToPrint:
    """The error for a document that a pack does not have; `option` named it."""
    message = f"this pack has no document “{name}”"
    return _unknown_document(name, [one.row for one in plan.documents], option, message)


def _unknown_document(
    name: str, rows: Sequence[DocumentRow], option: str, message: str
) -> NotFitToPrint:
    names = [row.name for row in rows]
    known = list_all(names)
    hint = nearest(name, names)
    guide = next((row.name for row in rows if row.guide), "")
    if guide and re.search(r"answer|solution|\bkey\b", name, re.IGNORECASE):
        hint = f"the answers are in “{guide}”;"
    fix = known if hint == known else f"{hint} {known}"
    return NotFitToPrint([Problem("unknown-document", option, message, fix, 0)])
