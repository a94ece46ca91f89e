"""Refuses to release drafts: each reason, with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from printroom.compose.coding import UNSIGNED
from printroom.make.pack.bookings import draft_reasons
from printroom.model import Booking, Plan, Problem

_CALL = "call each number, then note the day in contacts.yaml"
_FIXES: Mapping[str, str] = {
    "No safeguarding lead": "name the school’s lead, where the school is named",
    "Nobody has checked these helplines": _CALL,
    "Helplines must be checked again": _CALL,
    "Due for review": "check each against its source, then change its review_by:",
    "No lawyer": "have a lawyer check it, then add checked_on: to the law of the nation",
    UNSIGNED: "have the draft read, then sign it by the code on its cover",
}
"""What to do about a reason, by how it begins."""
_UNCHECKED = "check it, then delete its entry below unchecked: of the nation"
"""What to do about any other reason: a nation's file words it."""


def release_refusals(plan: Plan, booking: Booking) -> tuple[Problem, ...]:
    """Why the pack of a booking may not be released; empty if it is not a draft."""
    return tuple(
        Problem("draft", "--release", f"cannot be released: {reason}", _fix(reason), 0)
        for reason in draft_reasons(plan, booking)
    )


def _fix(reason: str) -> str:
    return next((fix for start, fix in _FIXES.items() if reason.startswith(start)), _UNCHECKED)
