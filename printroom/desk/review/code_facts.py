"""More about a code: who signed its words, and which schools it was printed for here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from printroom.ledger.code_lookup import CodeStatus
from printroom.ledger.printed_codes import reviews_with
from printroom.ledger.signing import signatures_of
from printroom.ledger.withdrawal import packs_with
from printroom.load.schools.term_file import load_term
from printroom.model import Library, NotFitToPrint, Order, Review, order_about

MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class PrintedFor:
    """A pack of a term with a code, in the output folder of this computer."""

    term: str
    school: str
    """The name of the school if the term's list has it, otherwise its id."""
    date: str
    """The day of the visit, such as 2027-01-18; empty if it has none."""


def signers(
    found: CodeStatus | None, materials: Path, library: Library | None
) -> dict[Order, tuple[Review, ...]]:
    """Who has signed the words with this code, by pack; whether they may still be used or not."""
    if found is None or library is None:
        return {}
    if found.plans:
        return {
            plan.order: tuple(
                one for one in signatures_of(plan.order, library) if one.digest == plan.digest
            )
            for plan in found.plans
        }
    signed: dict[Order, tuple[Review, ...]] = {}
    for one, _ in reviews_with(found.code, materials, library.reviews):
        order = order_about(one, seed=one.seed)
        signed[order] = (*signed.get(order, ()), one)
    return signed


def printed_for(
    code: str, materials: Path, output: Path, library: Library | None
) -> tuple[PrintedFor, ...]:
    """The packs of terms with a code, as their manifests say; the record knows no schools."""
    names: dict[str, dict[str, str]] = {}
    found = []
    for _, manifest in packs_with((code,), output):
        if not manifest.term:
            continue
        if manifest.term not in names:
            names[manifest.term] = _schools(manifest.term, materials, library)
        school = names[manifest.term].get(manifest.school, manifest.school)
        found.append(PrintedFor(manifest.term, school, manifest.date))
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.date or "9999", one.school)))


def _schools(term: str, materials: Path, library: Library | None) -> dict[str, str]:
    """The names of a term's schools by their ids, as far as its list can be read."""
    if library is None:
        return {}
    try:
        schools = load_term(materials, term, library).listed.schools
    except NotFitToPrint:
        return {}
    return {school_id: school.name for school_id, school in schools.items()}
