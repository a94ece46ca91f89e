"""Draft reasons: why a pack cannot be released yet, in plain words.

Content that is unverified, out of date or unsigned is printed with a visible draft mark; nothing
is left out, and the pack cannot be released. Whether its words are signed is known once they are
composed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from printroom.model import Library, Nation, Order, Plan, Review, in_force
from printroom.model.drafts import DraftReason

FACT, DEFINITION, LAW, SESSION = "fact:", "definition", "law", "session"


def judged_on(order: Order, library: Library, day: dt.date) -> Order:
    """The order as of this day, or of an earlier one on which the same things are out of date.

    So bookings on different days share an order, unless something runs out between them.
    """
    passed = [last for last in _last_days(order, library) if last < day]
    return replace(order, as_of=max(passed) + dt.timedelta(1) if passed else dt.date.min)


def content_draft_reasons(plan: Plan, nation: Nation) -> tuple[DraftReason, ...]:
    """The reasons in what a plan prints: what is unchecked, or out of date on the order's day."""
    return _reasons_on(plan, nation, plan.order.as_of)


def first_review(plan: Plan) -> dt.date:
    """The first of the days by which something that a plan prints has to be checked again."""
    return min(day for day, _ in _review_days(plan))


def most_draft_reasons(plan: Plan, nation: Nation) -> tuple[DraftReason, ...]:
    """All possible reasons: those of a visit so late that everything is out of date."""
    return _reasons_on(plan, nation, dt.date.max)


def signed_digests(order: Order, reviews: Iterable[Review]) -> tuple[str, ...]:
    """The digests that are signed off for the session, band and nation of an order."""
    wanted = (order.session, order.band, order.nation)
    own = (one for one in reviews if (one.session, one.band, one.nation) == wanted)
    return tuple(one.digest for one in in_force(own))


def _last_days(order: Order, library: Library) -> Iterator[dt.date]:
    """The last day on which each thing that an order might print is still up to date."""
    for contact in library.contacts.values():
        if order.nation in contact.nations and order.band in contact.bands:
            yield contact.verify_by
    yield from (fact.review_by for fact in library.facts.values() if order.band in fact.bands)
    if nation := library.nations.get(order.nation):
        yield nation.definition.review_by
        yield from (law.review_by for law in nation.law.values())
    if session := library.sessions.get(order.session):
        yield session.review_by


def _reasons_on(plan: Plan, nation: Nation, day: dt.date) -> tuple[DraftReason, ...]:
    """One reason for each cause, however many dates it has: a cover must have room for all."""
    says = nation.unchecked_for(plan.order.band)
    unchecked = (DraftReason("nation-unchecked", text) for text in says)
    return (*_contacts(plan, day), *_law(plan), *_due(plan, day), *unchecked)


def _contacts(plan: Plan, day: dt.date) -> Iterator[DraftReason]:
    declared = [contact for document in plan.documents for contact in document.declared()]
    unchecked = [c.name for c in declared if c.verified_on is None]
    if unchecked:
        text = f"Nobody has checked these helplines yet: {'; '.join(sorted(set(unchecked)))}."
        yield DraftReason("helplines-unchecked", text)
    late = [(c.verify_by, c.name) for c in declared if c.verified_on and c.verify_by < day]
    if late:
        days = (f"by {_in_words(due)}: {_join_names(names)}" for due, names in _by_day(late))
        text = f"Helplines must be checked again {'; '.join(days)}."
        yield DraftReason("helplines-late", text)


def _law(plan: Plan) -> Iterator[DraftReason]:
    guides = [document.guide for document in plan.documents if document.guide]
    if any(entry.checked_on is None for guide in guides for entry in guide.law):
        text = "No lawyer has checked what this pack says about the law."
        yield DraftReason("law-unchecked", text)


def _due(plan: Plan, day: dt.date) -> Iterator[DraftReason]:
    """What is to be reviewed, in one reason: each day once, with all that was due on it."""
    late = [(due, what) for due, what in _review_days(plan) if due < day]
    if late:
        days = (f"by {_in_words(due)}: {_things(found)}" for due, found in _by_day(late))
        yield DraftReason("review-due", f"Due for review {'; '.join(days)}.")


def _review_days(plan: Plan) -> Iterator[tuple[dt.date, str]]:
    """The last valid day of each fact, and of the definition, the law and the session."""
    for document in plan.documents:
        yield from ((fact.review_by, f"{FACT}{name}") for name, fact in document.facts.items())
        if guide := document.guide:
            yield guide.definition.review_by, DEFINITION
            yield from ((entry.review_by, LAW) for entry in guide.law)
    yield plan.review_by, SESSION


def _things(found: Iterable[str]) -> str:
    """What is due on a day, such as "facts (a, b), definition, law"."""
    facts = [thing.removeprefix(FACT) for thing in found if thing.startswith(FACT)]
    listed = [f"facts ({_join_names(facts)})"] if facts else []
    return ", ".join([*listed, *(one for one in (DEFINITION, LAW, SESSION) if one in found)])


def _in_words(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _by_day(found: list[tuple[dt.date, str]]) -> Iterator[tuple[dt.date, list[str]]]:
    """The names for each day, the first day first."""
    for day, of_day in groupby(sorted(found), key=lambda item: item[0]):
        yield day, [name for _, name in of_day]


def _join_names(names: list[str]) -> str:
    return ", ".join(sorted(set(names)))
