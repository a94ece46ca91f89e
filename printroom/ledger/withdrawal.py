"""Withdrawals: whether a pack or a page must no longer be used, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from printroom.deliver.manifest import Manifest
from printroom.model import Library, NotFitToPrint, Plan, Problem, Withdrawn


@dataclass(frozen=True, slots=True)
class PackIdentity:
    """What identifies a pack or one of its pages, whether printed or only planned."""

    session: str
    band: str
    nation: str
    version: str
    codes: tuple[str, ...]
    """The pack's code, and those of its documents or of the one in question."""


def planned_identity(plan: Plan) -> PackIdentity:
    """The identity of a plan."""
    order, codes = plan.order, (plan.code, *plan.codes.values())
    return PackIdentity(order.session, order.band, order.nation, plan.version, codes)


def printed_identity(manifest: Manifest) -> PackIdentity:
    """The identity of a printed pack."""
    codes = (manifest.code, *manifest.codes.values())
    return PackIdentity(manifest.session, manifest.band, manifest.nation, manifest.version, codes)


def page_identity(identity: PackIdentity, code: str) -> PackIdentity:
    """The identity of the one document that has a code; the whole pack's for the pack's code.

    Withdrawals of other documents do not apply to this one.
    """
    pack = identity.codes[0]
    return identity if code == pack else replace(identity, codes=(pack, code))


def withdrawal(identity: PackIdentity, library: Library) -> tuple[str, Withdrawn] | None:
    """The name and entry of the withdrawal that applies; none if the pack may be used."""
    return among(library.withdrawn, identity)


def among(
    withdrawn: Mapping[str, Withdrawn], identity: PackIdentity
) -> tuple[str, Withdrawn] | None:
    """The name and entry of the one that applies; none if the pack may be used."""
    for name, entry in withdrawn.items():
        if set(identity.codes) & set(entry.codes) or _is_listed(identity, entry):
            return name, entry
    return None


def refuse_withdrawn(plan: Plan, library: Library) -> None:
    """Raise `NotFitToPrint` if a plan was withdrawn."""
    found = withdrawal(planned_identity(plan), library)
    if found is None:
        return
    name, entry = found
    called = next((code for code in entry.codes if code in planned_identity(plan).codes), plan.code)
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
