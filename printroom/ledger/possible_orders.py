"""Finds the orders whose packs could have a page: few, as each is composed to know its codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from printroom.choose import all_orders, plan_for
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.printed_codes import PrintedCode
from printroom.model import NotFitToPrint, Order, PlannedDocument


def possible_orders(known: Sequence[PrintedCode], current: CurrentContent) -> Iterator[Order]:
    """The orders for which content is known, then all others that could show the same.

    A pack is of one session. Another session has the same document only if it names all the
    snippets that this session put there, or if all of them are from the session template.
    """
    yield from (printed.order for printed in known)
    sessions = _sessions(known, current)
    for order in all_orders(current.library, current.as_of):
        if order.session in sessions:
            yield order


def _sessions(known: Sequence[PrintedCode], current: CurrentContent) -> set[str]:
    library = current.library
    found = {printed.order.session for printed in known}
    if not known or not found <= library.sessions.keys():
        return set(library.sessions)
    for printed in known:
        if printed.document:
            document = _document(printed, current)
            used = {part.snippet for part in document.parts} if document else set()
            own = used & library.sessions[printed.order.session].own_snippets
            if not own and not (document and document.guide):
                return set(library.sessions)
            found |= {
                name for name, session in library.sessions.items() if own <= session.own_snippets
            }
    return found


def _document(printed: PrintedCode, current: CurrentContent) -> PlannedDocument | None:
    """What is planned now as the document that has a code; nothing is composed."""
    try:
        plan = plan_for(printed.order, current.library, current.templates)
    except NotFitToPrint:
        return None
    return next((one for one in plan.documents if one.row.name == printed.document), None)
