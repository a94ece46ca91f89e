"""The age gate: chooses, from the whole library, what one band's pack prints.

This is the only step that sees more than one band. Later steps receive the chosen content alone;
of everybody else's content they receive fingerprints only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import assert_never

from printroom.choose.card_references import with_card_references
from printroom.choose.document_plans import plan_documents
from printroom.choose.draft_reasons import (
    content_draft_reasons,
    first_review,
    judged_on,
    most_draft_reasons,
    signed_digests,
)
from printroom.choose.editions import in_large_print
from printroom.choose.forbidden import forbidden_texts
from printroom.choose.lengths import at_length, unknown_length, with_frame
from printroom.choose.source_places import source_places
from printroom.choose.timetable import TimetableEntry, timetable
from printroom.choose.unknown_names import (
    refuse_unknown_names,
    refuse_unknown_order,
    unknown_document,
)
from printroom.model import (
    Criteria,
    Forbidden,
    Library,
    NotFitToPrint,
    Order,
    Plan,
    PlannedDocument,
    PlannedSegment,
    Problem,
    Templates,
    nearest,
)

__all__ = [
    "all_orders",
    "choose",
    "forbidden_for",
    "judged_on",
    "most_draft_reasons",
    "other_orders",
    "plan_for",
    "refuse_unknown_order",
    "set_aside_in",
    "unknown_document",
    "unknown_length",
]


def all_orders(library: Library, as_of: dt.date) -> Iterator[Order]:
    """Every possible order of the library: each session, band and nation."""
    for name, session in library.sessions.items():
        for band in session.bands:
            for nation in library.nations:
                yield Order(name, band, nation, as_of=as_of)


def other_orders(library: Library, templates: Templates, as_of: dt.date) -> Iterator[Order]:
    """Every possible order of a shorter length, or for a session that follows another."""
    for order in all_orders(library, as_of):
        session = library.sessions[order.session]
        shorter = [replace(order, minutes=minutes) for minutes in session.lengths[1:]]
        yield from shorter
        if templates.sessions[session.template].follow_up:
            yield from (replace(one, follows=True) for one in (order, *shorter))


def choose(order: Order, library: Library, templates: Templates) -> tuple[Plan, Forbidden]:
    """The plan of an order, and what its participant documents must not contain.

    Raises `NotFitToPrint` as `plan_for` does.
    """
    plan = plan_for(order, library, templates)
    return plan, forbidden_for(plan, library, templates)


def plan_for(order: Order, library: Library, templates: Templates) -> Plan:
    """The plan of an order: exactly what it prints.

    Its codes, and whether its words are signed, are known once it is composed. Raises
    `NotFitToPrint` when the order, or anything that it refers to, is not open to its band.
    """
    return _plan(order, _in_nation(order, library), library, templates)


def forbidden_for(plan: Plan, library: Library, templates: Templates) -> Forbidden:
    """The fingerprints that participant documents of a plan must not contain.

    To gather them takes much longer than to plan. `library` and `templates` are those that the plan
    was made from; it may since have got its codes, or have lost documents that are not printed.
    """
    return forbidden_texts(plan, _in_nation(plan.order, library), templates)


def set_aside_in(session: str, library: Library, templates: Templates) -> tuple[Problem, ...]:
    """What is wrong with the snippets of a session, which stops all of its packs."""
    if session not in library.sessions:
        return ()
    found = library.sessions[session]
    entries = timetable(found, templates.sessions[found.template])
    problems: list[Problem] = []
    for name in _snippets(entries):
        problems += library.set_aside.get(name, ())
    return tuple(problems)


def _in_nation(order: Order, library: Library) -> Library:
    """The library in the words of the order's nation, with the session at the order's length.

    Raises `NotFitToPrint` for unknown names, and for a length that the session does not offer.
    """
    refuse_unknown_names(order, library)
    return at_length(order, library).in_nation(order.nation)


def _plan(order: Order, library: Library, full_library: Library, templates: Templates) -> Plan:
    """The plan of an order, from a library in the words of its nation and at its length.

    `full_library` has the session at its full length, to name what the order leaves out.
    """
    framed = with_frame(order, library, templates)
    session, nation = library.sessions[order.session], library.nations[order.nation]
    template = framed.sessions[session.template]
    entries = timetable(session, template)
    path = library.paths[f"sessions:{order.session}"]
    _refuse_invalid(order.session, _snippets(entries), library, framed)
    plan = Plan(
        order=order,
        band=library.bands[order.band],
        nation=nation.title,
        school_years=nation.stages.get(order.band, ""),
        lead=_as_label(nation.wording().get("lead", "")),
        title=session.title,
        session_code=session.code,
        minutes=session.minutes,
        version=session.version,
        review_by=session.review_by,
        local=session.local,
        private=session.private,
        documents=_documents(order, library, framed, entries),
        signed=signed_digests(order, library.reviews),
    )
    reasons = content_draft_reasons(plan, nation)
    plan = replace(plan, first_review=first_review(plan), draft=reasons)
    plan = _in_edition(plan, library, framed)
    segments = _segments(entries, library, path)
    left_out = _left_out(order, full_library, templates)
    criteria = Criteria(library.language, template.rules, segments, left_out, templates.phrases)
    # Source positions are added last, as nothing above needs them.
    places = source_places(plan, library)
    return replace(plan, places=places, path=path, criteria=criteria)


def _in_edition(plan: Plan, library: Library, templates: Templates) -> Plan:
    """The plan in its order's edition. Raises `NotFitToPrint` if its band has no such edition."""
    match plan.order.edition:
        case "standard":
            return plan
        case "large-print":
            return in_large_print(plan, library, templates)
        case unknown:
            assert_never(unknown)


def _as_label(words: str) -> str:
    return words[:1].upper() + words[1:]


def _documents(
    order: Order,
    library: Library,
    templates: Templates,
    entries: tuple[TimetableEntry, ...],
) -> tuple[PlannedDocument, ...]:
    """Every document of an order. Raises `NotFitToPrint` if something is not open to its band."""
    documents, problems = plan_documents(order, library, templates, entries)
    documents, unknown = with_card_references(documents)
    if problems or unknown:
        raise NotFitToPrint([*problems, *unknown])
    return tuple(_with_help_lines(document, documents) for document in documents)


def _with_help_lines(
    document: PlannedDocument, pack: tuple[PlannedDocument, ...]
) -> PlannedDocument:
    """A cover with all helplines of its pack, to list the unchecked ones; another as it is."""
    if document.row.medium != "cover":
        return document
    declared = (contact for other in pack for contact in other.declared())
    return replace(document, contacts=tuple(dict.fromkeys(declared)))


def _left_out(order: Order, library: Library, templates: Templates) -> tuple[str, ...]:
    """The titles of segments and snippets of the full session that the order leaves out."""
    session = library.sessions[order.session]
    template = templates.sessions[session.template]
    frame = template.following if order.follows else template
    kept = timetable(session.cut_to(order.minutes), frame)
    kept_titles = {entry.segment.title for entry in kept if entry.segment}
    kept_snippets = {*_snippets(kept)}
    if order.follows and template.follow_up:
        kept_snippets |= {*template.follow_up.card}
        known = kept_snippets & library.snippets.keys()
        kept_titles |= {library.snippets[name].title for name in known}
    left_out: dict[str, None] = {}
    for entry in timetable(session, template):
        if entry.segment and entry.segment.title not in kept_titles:
            left_out[entry.segment.title] = None
        for note in entry.snippets:
            snippet = library.snippets.get(note.snippet)
            if snippet and note.snippet not in kept_snippets:
                left_out[snippet.title] = None
    return tuple(left_out)


def _segments(
    entries: Iterable[TimetableEntry], library: Library, path: str
) -> tuple[PlannedSegment, ...]:
    """The timed plan, with the line of the session's file that defines each segment."""
    lines = {text: line for text, (line, _) in library.places.get(path, {}).items()}
    return tuple(
        replace(entry.segment, line=lines.get(entry.segment.title, 0))
        for entry in entries
        if entry.segment
    )


def _snippets(entries: Iterable[TimetableEntry]) -> tuple[str, ...]:
    """The ids of the snippets that a timetable uses."""
    return tuple(dict.fromkeys(note.snippet for entry in entries for note in entry.snippets))


def _refuse_invalid(
    session: str, names: Iterable[str], library: Library, templates: Templates
) -> None:
    """Raise `NotFitToPrint` for snippets of a session that are not valid, or do not exist."""
    problems = list(set_aside_in(session, library, templates))
    session_path = library.paths[f"sessions:{session}"]
    for name in names:
        if name not in library.snippets and name not in library.set_aside:
            message, fix = f"there is no snippet “{name}”", nearest(name, library.snippets)
            line, column = library.places.get(session_path, {}).get(name, (1, 1))
            problems.append(Problem("unknown-snippet", session_path, message, fix, line, column))
    if problems:
        raise NotFitToPrint(problems)
