"""Draft reasons: why a pack cannot be released yet, in plain words.

Content that is unverified, out of date or unsigned is printed with a visible draft mark; nothing
is left out, and the pack cannot be released.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from printroom.model import Plan, Review


def draft_reasons(plan: Plan, reviews: Iterable[Review]) -> tuple[str, ...]:
    """All reasons on the order's day; none when the pack may be released."""
    today = plan.order.as_of
    reasons = [*_contacts(plan, today), *_dates(plan, today)]
    if not _has_sign_off(plan, reviews):
        reasons.append("Nobody has signed off these words for this age group and nation.")
    return tuple(reasons)


def _contacts(plan: Plan, today: dt.date) -> list[str]:
    declared = [contact for document in plan.documents for contact in document.declared()]
    unchecked = [c.name for c in declared if c.verified_on is None]
    late = [c.name for c in declared if c.verified_on and c.verify_by < today]
    reasons = []
    if unchecked:
        reasons.append(f"Nobody has checked these help lines yet: {_listed(unchecked)}.")
    if late:
        reasons.append(f"These help lines must be checked again: {_listed(late)}.")
    return reasons


def _dates(plan: Plan, today: dt.date) -> list[str]:
    facts = [(name, fact) for document in plan.documents for name, fact in document.facts.items()]
    late = [name for name, fact in facts if fact.review_by < today]
    guides = [document.guide for document in plan.documents if document.guide]
    reasons = []
    if late:
        reasons.append(f"These facts are past their review date: {_listed(late)}.")
    if any(guide.definition.review_by < today for guide in guides):
        reasons.append("The definition is past its review date.")
    law = [entry for guide in guides for entry in guide.law]
    if any(entry.checked_on is None for entry in law):
        reasons.append("No lawyer has checked what the guide says about the law.")
    if any(entry.review_by < today for entry in law):
        reasons.append("What the guide says about the law is past its review date.")
    if plan.review_by < today:
        reasons.append(f"The session is past its review date, {plan.review_by}.")
    return reasons


def _has_sign_off(plan: Plan, reviews: Iterable[Review]) -> bool:
    wanted = (plan.order.session, plan.order.band, plan.order.nation, plan.digest)
    return any((r.session, r.band, r.nation, r.digest) == wanted for r in reviews)


def _listed(names: list[str]) -> str:
    return ", ".join(sorted(set(names)))
