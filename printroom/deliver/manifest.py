"""Manifests: what a pack says of itself, and whether its folder still is what it says.

A manifest lists every file of its pack with its SHA-256. It names a school by its id only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from printroom.model import EDITIONS, Booking, Edition, Plan

MANIFEST = "manifest.json"
ABSENT = (FileNotFoundError, IsADirectoryError, NotADirectoryError)
Wrong = Literal["changed", "missing", "extra", "no manifest", "unreadable"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a folder is not what its manifest says."""

    file: Path
    what: Wrong


class Digests:
    """SHA-256 of files; one that many packs link to is read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, int, int], str] = {}

    def of(self, file: Path) -> str:
        """The digest of a file's content. Raises `OSError`."""
        at = file.stat()
        key = (at.st_dev, at.st_ino, at.st_size, at.st_mtime_ns)
        if key not in self._known:
            self._known[key] = sha256(file.read_bytes()).hexdigest()
        return self._known[key]


def manifest_of(
    booking: Booking, plan: Plan, versions: Mapping[str, str], **more: object
) -> dict[str, object]:
    """What a manifest says: the order, for whom by id only, versions, dates. No school's words."""
    order = booking.order
    return {
        "session": order.session,
        "band": order.band,
        "nation": order.nation,
        "seed": order.seed,
        "edition": order.edition,
        "code": plan.code,
        "codes": dict(plan.codes),
        "content": plan.digest,
        "version": plan.version,
        "review_by": plan.review_by.isoformat(),
        "term": booking.term,
        "school": booking.school_id,
        "people": booking.people,
        "date": booking.date.isoformat() if booking.date else "",
        "draft": list(plan.draft),
        "made_with": dict(versions),
        **more,
    }


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a pack's folder; none where there is none, or what is there is none.

    Raises `OSError` when it cannot be known.
    """
    try:
        said = json.loads((folder / MANIFEST).read_bytes())
        listed = {str(name): str(digest) for name, digest in said["files"].items()}
        codes = {str(name): str(code) for name, code in said.get("codes", {}).items()}
    except (*ABSENT, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return {**said, "files": listed, "codes": codes}


def edition_in(manifest: Mapping[str, Any]) -> Edition:
    """The edition of a pack, by its manifest. Raises `ValueError` for one that is not known."""
    for edition in EDITIONS:
        if manifest.get("edition", "standard") == edition:
            return edition
    raise ValueError(f"there is no edition {manifest['edition']}")


def faults(folder: Path, digests: Digests) -> Iterator[Fault]:
    """Every file of a pack that is missing or changed, and every one that it does not list.

    Raises `OSError` when that cannot be known.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        yield Fault(folder / MANIFEST, "no manifest")
        return
    for name, digest in manifest["files"].items():
        file = folder / name
        try:
            if digests.of(file) != digest:
                yield Fault(file, "changed")
        except ABSENT:
            yield Fault(file, "changed" if os.path.lexists(file) else "missing")
    listed = {MANIFEST, *manifest["files"]}
    for file in sorted(folder.iterdir()):
        if file.name not in listed:
            yield Fault(file, "extra")


def is_intact(folder: Path, key: str, digests: Digests) -> bool:
    """Whether the pack that has this key stands here, every byte of it; extra files do no harm."""
    try:
        manifest = read_manifest(folder)
        if manifest is None or manifest.get("key") != key:
            return False
        return all(fault.what == "extra" for fault in faults(folder, digests))
    except OSError:
        return False


def packs_below(folder: Path) -> Iterator[Path]:
    """The folders of packs in a folder, itself too; what is being built is none."""
    for manifest in sorted(folder.rglob(MANIFEST)):
        inside = manifest.parent.relative_to(folder).parts
        if not any(part.startswith(".") for part in inside):
            yield manifest.parent
