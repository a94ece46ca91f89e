"""Verifies packs: compares their files with manifests, and their inputs with current ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from printroom.cache import Cache
from printroom.deliver.manifest import (
    Fault,
    FileDigests,
    MadeFrom,
    Manifest,
    faults,
    packs_below,
)
from printroom.ledger.inputs import changed_between, inputs_of
from printroom.model import Withdrawn
from printroom.versions import page_versions


@dataclass(frozen=True, slots=True)
class Verified:
    """The result of verifying a folder of packs."""

    packs: tuple[Path, ...]
    faults: tuple[Fault, ...]
    """Files that differ from their manifest, and packs missing from a term's record."""
    extra: tuple[Path, ...]
    """Files that somebody added to a pack, which do no harm."""
    outdated: Mapping[Path, str]
    """The packs that are no longer current, with the reason."""
    withdrawn: Mapping[Path, Withdrawn] = field(default_factory=dict)
    """The packs that must no longer be used."""

    @property
    def is_intact(self) -> bool:
        """Whether every file matches its manifest."""
        return not self.faults


def verify(
    folder: Path,
    recorded: Iterable[str],
    why_outdated: Callable[[Path], str],
    withdrawn: Callable[[Path], Withdrawn | None] = lambda _: None,
) -> Verified:
    """Check each file of the packs in a folder against its manifest.

    `recorded` are the packs in a term's record, as paths below the folder. `why_outdated` returns
    "" for a pack that is current, and `withdrawn` none for a pack that may be used.
    """
    packs = tuple(packs_below(folder))
    digests = FileDigests()
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


def _faults(pack: Path, digests: FileDigests) -> Iterator[Fault]:
    try:
        yield from faults(pack, digests)
    except OSError:
        yield Fault(pack, "unreadable")


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
    """What changed between two builds of a pack; none if that is no longer known."""
    old, new = cache.inputs(before.inputs), cache.inputs(now.inputs)
    if old is None or new is None:
        return None
    return [*_changed_files(old, new, now), *_changed_otherwise(before, now)]


def reasons_since(now: Manifest, folders: Iterable[Path], cache: Cache) -> list[Reason]:
    """What has changed since a pack was made: its input files, and the program."""
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
