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

from printroom.model import Library, Nation, Order, Plan, Review

BEFORE_USE = "before this pack is used"
"""The end of each deadline: true of what has run out, and of what will before the visit."""


def judged_on(order: Order, library: Library, day: dt.date) -> Order:
    """The order as of this day, or of an earlier one on which the same things are out of date.

    So bookings on different days share an order, unless something runs out between them.
    """
    passed = [last for last in _last_days(order, library) if last < day]
    return replace(order, as_of=max(passed) + dt.timedelta(1) if passed else dt.date.min)


def content_draft_reasons(plan: Plan, nation: Nation) -> tuple[str, ...]:
    """The reasons that lie in what a plan prints: what is unchecked or out of date on its day."""
    day = plan.order.as_of
    unchecked = nation.unchecked_for(plan.order.band)
    return (*_contacts(plan, day), *_dates(plan, day), *unchecked)


def signed_digests(order: Order, reviews: Iterable[Review]) -> tuple[str, ...]:
    """The digests that were signed off for the session, band and nation of an order."""
    wanted = (order.session, order.band, order.nation)
    return tuple(r.digest for r in reviews if (r.session, r.band, r.nation) == wanted)


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


def _contacts(plan: Plan, day: dt.date) -> Iterator[str]:
    declared = [contact for document in plan.documents for contact in document.declared()]
    unchecked = [c.name for c in declared if c.verified_on is None]
    if unchecked:
        yield f"Nobody has checked these help lines yet: {_listed(unchecked)}."
    late = [(c.verify_by, c.name) for c in declared if c.verified_on and c.verify_by < day]
    for due, names in _by_day(late):
        yield f"These help lines must be checked again by {due}, {BEFORE_USE}: {_listed(names)}."


def _dates(plan: Plan, day: dt.date) -> Iterator[str]:
    facts = [(name, fact) for document in plan.documents for name, fact in document.facts.items()]
    late = [(fact.review_by, name) for name, fact in facts if fact.review_by < day]
    for due, names in _by_day(late):
        yield f"These facts are due for review by {due}, {BEFORE_USE}: {_listed(names)}."
    guides = [document.guide for document in plan.documents if document.guide]
    definitions = [(guide.definition.review_by, "") for guide in guides]
    for due, _ in _by_day([definition for definition in definitions if definition[0] < day]):
        yield f"The definition is due for review by {due}, {BEFORE_USE}."
    law = [entry for guide in guides for entry in guide.law]
    if any(entry.checked_on is None for entry in law):
        yield "No lawyer has checked what this pack says about the law."
    for due, _ in _by_day([(entry.review_by, "") for entry in law if entry.review_by < day]):
        yield f"What the guide says about the law is due for review by {due}, {BEFORE_USE}."
    if plan.review_by < day:
        yield f"The session is due for review by {plan.review_by}, {BEFORE_USE}."


def _by_day(found: list[tuple[dt.date, str]]) -> Iterator[tuple[dt.date, list[str]]]:
    """The names for each day, the first day first."""
    for day, of_day in groupby(sorted(found), key=lambda item: item[0]):
        yield day, [name for _, name in of_day]


def _listed(names: list[str]) -> str:
    return ", ".join(sorted(set(names)))
