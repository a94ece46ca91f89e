"""The values that only the template of a cover gets: the job sheet, draft reasons, helplines to
check, things to bring, and the guide's page for emergencies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from printroom.compose.job_sheet import JobSheetRow, things_to_bring
from printroom.model import Plan


@dataclass(frozen=True, slots=True)
class LineToCheck:
    """A helpline that nobody has checked yet, with its numbers and addresses in the pack."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverValues:
    """What the template of a cover may print beside what every template may."""

    job: tuple[JobSheetRow, ...]
    reasons: tuple[str, ...]
    """Why the pack is a draft."""
    other_reasons: tuple[str, ...]
    """Those that are not about the lines of `to_check`."""
    to_check: tuple[LineToCheck, ...]
    bring: tuple[str, ...]
    """What the session needs besides paper."""
    urgent: str
    """The title of the guide's page for emergencies; empty if it has none."""


def cover_values(plan: Plan, rows: Iterable[JobSheetRow], reasons: tuple[str, ...]) -> CoverValues:
    """The values for a cover with this job sheet and these draft reasons."""
    listed_apart = {one.text for one in plan.draft if one.code == "helplines-unchecked"}
    return CoverValues(
        job=tuple(rows),
        reasons=reasons,
        other_reasons=tuple(one for one in reasons if one not in listed_apart),
        to_check=lines_to_check(plan) if any(reasons) else (LineToCheck("", ("",)),),
        bring=things_to_bring(plan),
        urgent=_urgent(plan.standard or plan),
    )


def lines_to_check(plan: Plan) -> tuple[LineToCheck, ...]:
    """The unchecked helplines that a pack prints, by name; contacts with one name share a line."""
    found: dict[str, dict[str, None]] = {}
    for document in (plan.standard or plan).documents:
        for contact in document.declared():
            if contact.verified_on is None:
                values = found.setdefault(contact.name, {})
                values.update(dict.fromkeys(channel.value for channel in contact.channels))
    return tuple(LineToCheck(name, tuple(found[name])) for name in sorted(found))


def _urgent(plan: Plan) -> str:
    """The title of the guide's part for emergencies (`urgent`); empty if there is none."""
    parts = (part for document in plan.documents if document.guide for part in document.parts)
    return next((part.title for part in parts if part.is_urgent), "")
