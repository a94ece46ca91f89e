"""Withdrawing: a pack's marks and the library in, why it must no longer be used out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from printroom.model import Library, NotFitToPrint, Plan, Problem, Withdrawn


@dataclass(frozen=True, slots=True)
class Marks:
    """By what a pack is known, whether it is printed or only planned."""

    session: str
    band: str
    nation: str
    version: str
    code: str


def marks_of(plan: Plan) -> Marks:
    """The marks of what an order prints today."""
    order = plan.order
    return Marks(order.session, order.band, order.nation, plan.version, plan.code)


def marks_in(manifest: Mapping[str, Any]) -> Marks:
    """The marks that a printed pack says of itself."""
    names = ("session", "band", "nation", "version", "code")
    return Marks(*(str(manifest.get(name, "")) for name in names))


def withdrawal(marks: Marks, library: Library) -> tuple[str, Withdrawn] | None:
    """The entry by which a pack was withdrawn, with its name; none when it may be used."""
    for name, entry in library.withdrawn.items():
        if marks.code in entry.codes or _is_named(marks, entry):
            return name, entry
    return None


def refuse_withdrawn(plan: Plan, library: Library) -> None:
    """Raises `NotFitToPrint` when what an order prints was withdrawn."""
    found = withdrawal(marks_of(plan), library)
    if found is None:
        return
    name, entry = found
    home = library.paths[f"withdrawn:{name}"]
    line, column = library.places.get(home, {}).get(entry.reason, (1, 1))
    message = f"{plan.code} was withdrawn on {entry.on}: {entry.reason}"
    raise NotFitToPrint([Problem("withdrawn", home, message, entry.instead, line, column)])


def _is_named(marks: Marks, entry: Withdrawn) -> bool:
    return (
        marks.session == entry.session
        and marks.band in entry.bands
        and marks.nation in entry.nations
        and (not entry.versions or marks.version in entry.versions)
    )
