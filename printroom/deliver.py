"""Deliver: the finished files of a booking in, a whole folder or nothing out.

Under its final name a pack is whole and equals its manifest, or is not there; the previous pack
stays until then. The files are written into a folder beside it, which takes its name by a rename.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from printroom.model import Booking, NotFitToPrint, Order, Plan, Problem

MANIFEST = "manifest.json"


def pack_folder(booking: Booking, only: str = "") -> Path:
    """Where a booking's pack stands below the output folder."""
    order = booking.order
    when = booking.date.isoformat() if booking.date else "undated"
    whom = booking.school_id or "no-school"
    name = "--".join(
        (order.session.replace("/", "-"), order.band, order.nation, *_unusual(order, only))
    )
    return Path(when) / whom / name


def _unusual(order: Order, only: str) -> list[str]:
    names = [] if order.seed == 1 else [f"seed-{order.seed}"]
    return [*names, f"only-{only}"] if only else names


def deliver(folder: Path, files: Mapping[str, bytes], manifest: Mapping[str, object]) -> Path:
    """Write a pack's files and their manifest as `folder`. Raises `NotFitToPrint`.

    `manifest` gains `files`: the SHA-256 of each file by its name.
    """
    new = folder.with_name(f".building-{folder.name}")
    old = folder.with_name(f".previous-{folder.name}")
    digests = {name: sha256(content).hexdigest() for name, content in files.items()}
    text = json.dumps({**manifest, "files": digests}, indent=2, ensure_ascii=False) + "\n"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        recover(folder)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        for name, content in (*files.items(), (MANIFEST, text.encode())):
            _write(new / name, content)
        _publish(new, folder, old)
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        recover(folder)
        raise NotFitToPrint([_not_written(folder, error)]) from error
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        recover(folder)
        raise
    return folder


def recover(folder: Path) -> None:
    """Put the previous pack back when a swap was interrupted in the middle."""
    old = folder.with_name(f".previous-{folder.name}")
    if old.exists():
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(folder)


def _publish(new: Path, folder: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    _sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    """Make a rename last beyond a power cut, where folders can be synced."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_written(folder: Path, error: OSError) -> Problem:
    return Problem(
        "not-written",
        folder.as_posix(),
        f"the pack cannot be written here: {error.strerror or error}",
        "close any file of it that is open, look at the free space and your rights, and try again",
    )


def manifest_of(booking: Booking, plan: Plan, versions: Mapping[str, str]) -> dict[str, object]:
    """What a manifest says: the order, for whom by id only, versions, dates. No school's words."""
    order = booking.order
    return {
        "session": order.session,
        "band": order.band,
        "nation": order.nation,
        "seed": order.seed,
        "code": plan.code,
        "content": plan.digest,
        "version": plan.version,
        "review_by": plan.review_by.isoformat(),
        "school": booking.school_id,
        "people": booking.people,
        "date": booking.date.isoformat() if booking.date else "",
        "draft": list(plan.draft),
        "made_with": dict(versions),
    }
