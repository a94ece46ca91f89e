"""Verifies packs: files against manifests, and packs against current content."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from printroom.cache import Cache
from printroom.choose import plan_for
from printroom.deliver.manifest import (
    Digests,
    Fault,
    MadeFrom,
    Manifest,
    faults,
    packs_below,
    read_manifest,
)
from printroom.ledger.inputs import changed_between, inputs_below, inputs_of
from printroom.ledger.withdrawal import printed_identity, withdrawal
from printroom.model import Library, NotFitToPrint, Order, Templates, Withdrawn
from printroom.press.versions import page_versions


@dataclass(frozen=True, slots=True)
class Verified:
    """The result of verifying a folder of packs."""

    packs: tuple[Path, ...]
    faults: tuple[Fault, ...]
    """Files that differ from their manifest, and packs missing from a term's record."""
    extra: tuple[Path, ...]
    """Files that somebody added to a pack, which do no harm."""
    outdated: Mapping[Path, str]
    """Packs that are no longer current, and why."""
    withdrawn: Mapping[Path, Withdrawn] = field(default_factory=dict)
    """Packs that must no longer be used."""

    @property
    def is_sound(self) -> bool:
        """Whether every file matches its manifest."""
        return not self.faults


def verify(
    folder: Path,
    recorded: Iterable[str],
    why_outdated: Callable[[Path], str],
    withdrawn: Callable[[Path], Withdrawn | None] = lambda _: None,
) -> Verified:
    """Check each file of the packs in a folder against its manifest.

    `recorded` are the packs in a term's record, as paths below the folder.
    """
    packs = tuple(packs_below(folder))
    digests = Digests()
    found = [fault for pack in packs for fault in _faults(pack, digests)]
    there = set(packs)
    gone = [folder / name for name in recorded if folder / name not in there]
    return Verified(
        packs,
        (
            *(fault for fault in found if fault.what != "extra"),
            *(Fault(pack, "missing") for pack in gone),
        ),
        tuple(fault.file for fault in found if fault.what == "extra"),
        {pack: why for pack in packs if (why := why_outdated(pack))},
        {pack: entry for pack in packs if (entry := withdrawn(pack))},
    )


def _faults(pack: Path, digests: Digests) -> Iterator[Fault]:
    try:
        yield from faults(pack, digests)
    except OSError:
        yield Fault(pack, "unreadable")


class CurrentWords:
    """The content that current materials, templates and program would print, by order."""

    def __init__(
        self,
        library: Library,
        templates: Templates,
        as_of: dt.date,
        cache: Cache,
    ) -> None:
        self._library, self._templates, self._as_of, self._cache = library, templates, as_of, cache
        folder = Path(templates.folder)
        self._template_digests = inputs_below(inputs_of([folder]), folder)
        self._known: dict[Order, tuple[str, tuple[str, ...]] | str] = {}

    def why_outdated(self, pack: Path) -> str:
        """Why a pack is no longer current; empty if it is."""
        manifest = read_manifest(pack)
        if manifest is None:
            return ""
        try:
            return self._why(manifest, manifest.order(self._as_of))
        except ValueError:
            return "its manifest was written by another program"

    def withdrawn(self, pack: Path) -> Withdrawn | None:
        """The withdrawal that applies to a pack; none if it may be used."""
        manifest = read_manifest(pack)
        found = withdrawal(printed_identity(manifest), self._library) if manifest else None
        return found[1] if found else None

    def _why(self, manifest: Manifest, order: Order) -> str:
        if order not in self._known:
            self._known[order] = self._current_content(order)
        now = self._known[order]
        if isinstance(now, str):
            return now
        content, draft = now
        if manifest.content != content:
            return "its text has changed"
        if not set(draft) <= set(manifest.draft):
            return "there are new draft reasons"
        made_from = self._cache.inputs(manifest.inputs)
        if (
            made_from
            and inputs_below(made_from, Path(self._templates.folder)) != self._template_digests
        ):
            return "the templates have changed"
        if manifest.made_with != page_versions():
            return "it was made by another version of the program"
        return ""

    def _current_content(self, order: Order) -> tuple[str, tuple[str, ...]] | str:
        try:
            plan = plan_for(order, self._library, self._templates)
        except NotFitToPrint as error:
            return f"it can no longer be printed: {error.problems[0].message}"
        return plan.digest, plan.draft


@dataclass(frozen=True, slots=True)
class Reason:
    """A change to something that a pack is made from."""

    what: str
    change: str
    is_used: bool
    """Whether this pack uses it; if not, only other packs do."""

    def __str__(self) -> str:
        return f"{self.what}: {self.change}{'' if self.is_used else ' (only other packs use it)'}"


def reasons_between(before: MadeFrom, now: Manifest, cache: Cache) -> list[Reason] | None:
    """What changed between two builds of a pack; none if no longer known."""
    old, new = cache.inputs(before.inputs), cache.inputs(now.inputs)
    if old is None or new is None:
        return None
    return [*_changed_files(old, new, now), *_changed_otherwise(before, now)]


def reasons_since(now: Manifest, folders: Iterable[Path], cache: Cache) -> list[Reason]:
    """Which of a pack's source files have changed since it was made."""
    old = cache.inputs(now.inputs) or {}
    return [
        *_changed_files(old, inputs_of(folders), now),
        *_changed_versions(now.made_with, page_versions()),
    ]


def _changed_files(
    old: Mapping[str, str], new: Mapping[str, str], manifest: Manifest
) -> Iterator[Reason]:
    used = set(manifest.sources or ())
    for path, change in changed_between(old, new).items():
        yield Reason(path, change, path in used or "snippets/" not in path)


def _changed_otherwise(before: MadeFrom, now: Manifest) -> Iterator[Reason]:
    if before.own != now.own:
        yield Reason("the school's row, the date or the number of people", "changed", True)
    if before.draft != now.draft:
        yield Reason("the draft reasons", "changed", True)
    yield from _changed_versions(before.made_with, now.made_with)


def _changed_versions(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Reason]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield Reason(f"{name} {old.get(name)}", f"is {new.get(name)} now", True)
