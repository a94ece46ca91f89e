"""Withdrawals: whether a pack or a page must no longer be used, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from printroom.deliver.manifest import Manifest, packs_below, read_manifest
from printroom.model import (
    AboutPack,
    Library,
    NotFitToPrint,
    Order,
    Plan,
    Problem,
    Withdrawn,
    words_key,
)

USUAL_SEED = 1
"""A withdrawal also names the code of the same words with this seed, and so covers all seeds."""


@dataclass(frozen=True, slots=True)
class PackIdentity:
    """What identifies a pack or one of its documents, whether printed or only planned."""

    session: str
    band: str
    nation: str
    version: str
    codes: tuple[str, ...]
    """The code of the pack, then those of its documents, or of the one in question."""
    usual: tuple[str, ...] = ()
    """The codes of the same words with the usual seed, in the same order; empty if not known."""
    minutes: int | None = None
    follows: bool = False

    @classmethod
    def of(
        cls, one: AboutPack, version: str, codes: tuple[str, ...], usual: tuple[str, ...] = ()
    ) -> PackIdentity:
        """The identity of the pack that an entry, a manifest or an order is about."""
        return cls(
            one.session, one.band, one.nation, version, codes, usual, one.minutes, one.follows
        )

    @property
    def place(self) -> tuple[object, ...]:
        """What a later pack must have in common with it to replace it."""
        return words_key(self)


def usual_arrangement(order: Order) -> Order | None:
    """The same order with the usual seed; none if it already has that seed."""
    return None if order.seed == USUAL_SEED else replace(order, seed=USUAL_SEED)


def planned_identity(plan: Plan, usual: Plan | None = None) -> PackIdentity:
    """The identity of a plan; `usual` is the plan of the same words with the usual seed."""
    order, codes = plan.order, (plan.code, *plan.codes.values())
    known = (usual.code, *(usual.codes.get(name, "") for name in plan.codes)) if usual else ()
    return PackIdentity.of(order, plan.version, codes, known)


def printed_identity(manifest: Manifest) -> PackIdentity:
    """The identity of a printed pack."""
    codes = (manifest.code, *manifest.codes.values())
    return PackIdentity.of(manifest, manifest.version, codes)


def packs_with(codes: Iterable[str], output: Path) -> Iterator[tuple[Path, Manifest]]:
    """The packs below a folder that have one of these codes, with their manifests."""
    for pack in packs_below(output) if output.is_dir() else ():
        manifest = read_manifest(pack)
        if manifest and not set(codes).isdisjoint(printed_identity(manifest).codes):
            yield pack, manifest


def page_identity(identity: PackIdentity, code: str) -> PackIdentity:
    """The identity of the document that has a code; for the pack's code, that of the pack.

    Withdrawals of other documents do not apply to this one.
    """
    pack, usual = identity.codes[0], identity.usual
    if code == pack or code not in identity.codes:
        return identity
    usual = (usual[0], usual[identity.codes.index(code)]) if usual else ()
    return replace(identity, codes=(pack, code), usual=usual)


def withdrawal(
    identity: PackIdentity, withdrawn: Mapping[str, Withdrawn]
) -> tuple[str, Withdrawn] | None:
    """The name and entry of the withdrawal that applies; none if the pack may be used."""
    for name, entry in withdrawn.items():
        if {*identity.codes, *identity.usual} & set(entry.codes) or _is_listed(identity, entry):
            return name, entry
    return None


def refuse_withdrawn(plan: Plan, library: Library, composed: Callable[[Order], Plan]) -> None:
    """Raise `NotFitToPrint` if a plan was withdrawn, with this seed or another.

    `composed` returns the plan of another order, with its codes.
    """
    other = usual_arrangement(plan.order) if library.withdrawn else None
    identity = planned_identity(plan, composed(other) if other else None)
    found = withdrawal(identity, library.withdrawn)
    if found is None:
        return
    name, entry = found
    codes = (*identity.codes, *identity.usual)
    called = next((code for code in entry.codes if code in codes), plan.code)
    home = library.paths[f"withdrawn:{name}"]
    line, column = library.places.get(home, {}).get(entry.reason, (1, 1))
    message = f"{called} was withdrawn on {entry.on}: {entry.reason}"
    raise NotFitToPrint([Problem("withdrawn", home, message, entry.instead, line, column)])


def _is_listed(identity: PackIdentity, entry: Withdrawn) -> bool:
    return (
        identity.session == entry.session
        and identity.band in entry.bands
        and identity.nation in entry.nations
        and (not entry.versions or identity.version in entry.versions)
    )
