"""Versions of a session: its length, its frame, and the words that only one of them prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from printroom.choose.variants import BandSnippet
from printroom.model import (
    FOLLOWING,
    Library,
    Node,
    NotFitToPrint,
    Order,
    Problem,
    Session,
    Templates,
)


def at_length(order: Order, library: Library) -> Library:
    """The library with the order's session cut to the order's length. Raises `NotFitToPrint`."""
    session = library.sessions[order.session]
    if order.minutes is None:
        return library
    if order.minutes not in session.lengths:
        raise NotFitToPrint([unknown_length(order.session, session, order.minutes)])
    cut = session.cut_to(order.minutes)
    return replace(library, sessions={**library.sessions, order.session: cut})


def with_frame(order: Order, library: Library, templates: Templates) -> Templates:
    """The templates with the frame of the order's session. Raises `NotFitToPrint`."""
    name = library.sessions[order.session].template
    template = templates.sessions[name]
    if not order.follows:
        return templates
    if template.follow_up is None:
        message = f"“{order.session}” has no frame for a second session with the same group"
        fix = "print it as a session of its own"
        raise NotFitToPrint([Problem("no-follow-up", "--follows", message, fix, 0)])
    return replace(templates, sessions={**templates.sessions, name: template.following})


def versions(order: Order, library: Library) -> frozenset[str]:
    """The names that the blocks `in` and `not-in` have for the order's version of its session."""
    following = (FOLLOWING,) if order.follows else ()
    return frozenset((str(library.sessions[order.session].minutes), *following))


def unknown_length(name: str, session: Session, minutes: int) -> Problem:
    """The problem of a length that a session does not offer."""
    message = f"“{name}” does not offer {minutes} minutes"
    return Problem("unknown-length", "--minutes", message, f"it offers {session.offered}", 0)


def snippet_in_version(chosen: BandSnippet, versions: frozenset[str]) -> BandSnippet:
    """A snippet with the blocks `in` and `not-in` resolved for one version of a session."""
    printed = {name: tuple(_printed(part.nodes, versions)) for name, part in chosen.parts.items()}
    parts = {
        name: replace(chosen.parts[name], nodes=nodes) for name, nodes in printed.items() if nodes
    }
    return replace(chosen, parts=parts)


def _printed(nodes: Sequence[Node], versions: frozenset[str]) -> Iterator[Node]:
    """The nodes that are printed; a condition that holds is replaced by its content."""
    for node in nodes:
        if node.is_condition:
            if bool(versions & frozenset(node.text.split())) == (node.name == "in"):
                yield from _printed(node.children, versions)
        elif any(inner.is_condition for inner in node.walk()):
            yield replace(node, children=tuple(_printed(node.children, versions)))
        else:
            yield node
