"""Finds why the pack of a booking is a draft, and refuses to release drafts."""

from __future__ import annotations

from collections.abc import Mapping

from printroom.model import Booking, Plan, Problem
from printroom.model.drafts import DraftCode, DraftReason

_CALL = "check each number (ring no emergency numbers), then note the day in contacts.yaml"
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
NO_LEAD_REASON = DraftReason(
    "no-lead",
    "No safeguarding lead has been named. Write the name on the help page before you copy it.",
)


def release_refusals(plan: Plan, booking: Booking) -> tuple[Problem, ...]:
    """Why the pack of a booking may not be released; empty if it is not a draft."""
    return tuple(
        Problem("draft", "--release", f"cannot be released: {reason.text}", FIXES[reason.code], 0)
        for reason in draft_reasons(plan, booking)
    )


def draft_reasons(plan: Plan, booking: Booking) -> tuple[DraftReason, ...]:
    """All reasons why the pack of a booking is a draft."""
    return (*plan.draft, *missing_lead(booking))


def missing_lead(booking: Booking) -> tuple[DraftReason, ...]:
    """The one reason that depends on the booking: its school has named no lead."""
    is_led = booking.school is not None and booking.school.lead
    return () if is_led else (NO_LEAD_REASON,)
