"""Refuses to release drafts: each reason, with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from printroom.make.pack.bookings import draft_reasons
from printroom.model import Booking, Plan, Problem
from printroom.model.drafts import DraftCode

_CALL = "call each number, then note the day in contacts.yaml"
FIXES: Mapping[DraftCode, str] = {
    "no-lead": "name the school’s lead, where the school is named",
    "helplines-unchecked": _CALL,
    "helplines-late": _CALL,
    "review-due": "check each against its source, then change its review_by:",
    "law-unchecked": "have a lawyer check it, then add checked_on: to the law of the nation",
    "nation-unchecked": "check it, then delete its entry below unchecked: of the nation",
    "unsigned": "have the draft read, then sign it by the code on its cover",
}
"""What to do about each kind of reason."""


def release_refusals(plan: Plan, booking: Booking) -> tuple[Problem, ...]:
    """Why the pack of a booking may not be released; empty if it is not a draft."""
    return tuple(
        Problem("draft", "--release", f"cannot be released: {reason.text}", FIXES[reason.code], 0)
        for reason in draft_reasons(plan, booking)
    )
