"""Withdrawn packs: whether a pack or a page must no longer be used, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace

from printroom.deliver.manifest import Manifest
from printroom.model import Library, NotFitToPrint, Plan, Problem, Withdrawn


@dataclass(frozen=True, slots=True)
class Marks:
    """By what a pack, or a page of one, is known, whether it is printed or only planned."""

    session: str
    band: str
    nation: str
    version: str
    codes: tuple[str, ...]
    """The pack's code, and those of its documents, or of the one that is asked about."""


def marks_of(plan: Plan) -> Marks:
    """The marks of what an order prints today."""
    order, codes = plan.order, (plan.code, *plan.codes.values())
    return Marks(order.session, order.band, order.nation, plan.version, codes)


def marks_in(manifest: Manifest) -> Marks:
    """The marks that a printed pack says of itself."""
    codes = (manifest.code, *manifest.codes.values())
    return Marks(manifest.session, manifest.band, manifest.nation, manifest.version, codes)


def of_page(marks: Marks, code: str) -> Marks:
    """The marks of the one document that has a code; of the whole pack if the code is the pack's.

    What was withdrawn of the other documents does not concern this one.
    """
    pack = marks.codes[0]
    return marks if code == pack else replace(marks, codes=(pack, code))


def withdrawal(marks: Marks, library: Library) -> tuple[str, Withdrawn] | None:
    """The entry by which a pack was withdrawn, with its name; none when it may be used."""
    for name, entry in library.withdrawn.items():
        if set(marks.codes) & set(entry.codes) or _is_named(marks, entry):
            return name, entry
    return None


def refuse_withdrawn(plan: Plan, library: Library) -> None:
    """Raises `NotFitToPrint` when what an order prints was withdrawn."""
    found = withdrawal(marks_of(plan), library)
    if found is None:
        return
    name, entry = found
    called = next((code for code in entry.codes if code in marks_of(plan).codes), plan.code)
    home = library.paths[f"withdrawn:{name}"]
    line, column = library.places.get(home, {}).get(entry.reason, (1, 1))
    message = f"{called} was withdrawn on {entry.on}: {entry.reason}"
    raise NotFitToPrint([Problem("withdrawn", home, message, entry.instead, line, column)])


def _is_named(marks: Marks, entry: Withdrawn) -> bool:
    return (
        marks.session == entry.session
        and marks.band in entry.bands
        and marks.nation in entry.nations
        and (not entry.versions or marks.version in entry.versions)
    )
