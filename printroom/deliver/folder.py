"""Deliver packs: a whole folder takes its place by one rename, or nothing does.

Under its final name a pack is whole and equals its manifest, or is not there; the previous pack
stays until then. The files are written into a folder beside it, which takes its name by a rename.
What a person put into a pack's folder, or changed there, is theirs: it goes with the pack.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from printroom.deliver.manifest import MANIFEST, Digests, Manifest, faults, read_manifest
from printroom.deliver.names import folder_name
from printroom.model import UNDATED, Booking, NotFitToPrint, Order, Problem


@dataclass(frozen=True, slots=True)
class Finished:
    """A file of a pack and its SHA-256. Where the same bytes lie already, a pack may link to it."""

    content: bytes
    digest: str
    cached_at: Path | None = None


def finished(content: bytes, cached_at: Path | None = None) -> Finished:
    """Some content as a file of a pack."""
    return Finished(content, sha256(content).hexdigest(), cached_at)


def pack_folder(booking: Booking, only: str = "") -> Path:
    """Where a booking's pack stands below the output folder."""
    order = booking.order
    when = booking.term or (booking.date.isoformat() if booking.date else UNDATED)
    school = booking.school
    whom = folder_name(booking.school_id, school.name) if school else "no-school"
    name = "--".join(
        (order.session.replace("/", "-"), order.band, order.nation, *_unusual(order, only))
    )
    return Path(when) / whom / name


def _unusual(order: Order, only: str) -> list[str]:
    names = {
        order.edition: order.edition != "standard",
        f"seed-{order.seed}": order.seed != 1,
        f"only-{only}": bool(only),
    }
    return [name for name, is_unusual in names.items() if is_unusual]


def deliver(folder: Path, files: Mapping[str, Finished], manifest: Manifest) -> Path:
    """Write a pack's files and their manifest as `folder`. Raises `NotFitToPrint`."""
    return publish(build(folder, files, manifest), folder)


def build(folder: Path, files: Mapping[str, Finished], manifest: Manifest) -> Path:
    """Write a pack beside the place where `publish` will put it. Raises `NotFitToPrint`."""
    new = building(folder)
    with _undone_on_failure(folder, new):
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        for name, file in (*files.items(), (MANIFEST, finished(manifest.as_json()))):
            _place(new / name, file)
    return new


def building(folder: Path) -> Path:
    """Where a pack is built before it is published as `folder`."""
    return folder.with_name(f".building-{folder.name}")


def publish(new: Path, folder: Path) -> Path:
    """Give a pack that was built on the same disk its place. Raises `NotFitToPrint`.

    Files that the previous manifest does not list, or that no longer are what it lists, were put
    there or changed by hand: they are carried over into the new folder, under another name where
    theirs is taken.
    """
    with _undone_on_failure(folder, new):
        folder.parent.mkdir(parents=True, exist_ok=True)
        recover(folder)
        _carry_over(folder, new)
        _swap(new, folder)
    return folder


@contextlib.contextmanager
def _undone_on_failure(folder: Path, new: Path) -> Iterator[None]:
    """Remove the half-made pack and put the previous one back when this block fails."""
    try:
        yield
    except BaseException as error:
        shutil.rmtree(new, ignore_errors=True)
        with contextlib.suppress(OSError):  # then the next delivery does it
            recover(folder)
        if isinstance(error, OSError):
            raise NotFitToPrint([not_written(folder, error)]) from error
        raise


def write_file(file: Path, content: bytes) -> None:
    """Write one file, whole or not at all. Raises `NotFitToPrint`."""
    new = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(new, content)
        new.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):  # then the next one writes over it
            new.unlink(missing_ok=True)
        raise NotFitToPrint([not_written(file, error)]) from error


def settle(folder: Path) -> None:
    """Undo or finish what interrupted deliveries left in the folders of a term's schools.

    Nobody may deliver there meanwhile. What cannot be done now is done the next time.
    """
    with contextlib.suppress(OSError):
        for left in sorted(folder.glob("*/.*")):
            start, _, name = left.name.partition("-")
            if start == ".previous":
                recover(left.with_name(name))
            elif start == ".building":
                shutil.rmtree(left, ignore_errors=True)
                with contextlib.suppress(OSError):  # a school that has other packs stays
                    left.parent.rmdir()


def recover(folder: Path) -> None:
    """Put the previous pack back when a swap was interrupted in the middle."""
    old = folder.with_name(f".previous-{folder.name}")
    if old.exists():
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(folder)


def not_written(folder: Path, error: OSError) -> Problem:
    """What is said when something cannot be written, by the path of it."""
    return Problem(
        "not-written",
        folder.as_posix(),
        f"this cannot be written: {error.strerror or error}",
        "close any file of it that is open, look at the free space and your rights, and try again",
    )


def _carry_over(folder: Path, new: Path) -> None:
    """Copy what a person put into the previous pack's folder, or changed there."""
    for theirs in _theirs(folder):
        target = new / theirs.name
        while os.path.lexists(target):
            target = target.with_name(f"{target.stem}-kept{target.suffix}")
        if theirs.is_dir() and not theirs.is_symlink():
            shutil.copytree(theirs, target, symlinks=True)
        else:
            shutil.copy2(theirs, target, follow_symlinks=False)
        copied = (target, *target.rglob("*")) if not target.is_symlink() else ()
        for file in copied:
            if not file.is_symlink():
                _sync(file)


def _theirs(folder: Path) -> list[Path]:
    """What a person put into a pack's folder, or changed there."""
    if not folder.is_dir():
        return []
    if read_manifest(folder) is None:
        return sorted(folder.iterdir())
    return [fault.file for fault in faults(folder, Digests()) if fault.what != "missing"]


def _swap(new: Path, folder: Path) -> None:
    """Let a new pack take the place of the previous one, if there is one."""
    old = folder.with_name(f".previous-{folder.name}")
    _sync(new)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    _sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _place(file: Path, finished: Finished) -> None:
    if finished.cached_at is not None:
        with contextlib.suppress(OSError):  # another disk, or one that knows no links
            os.link(finished.cached_at, file)
            return
    _write(file, finished.content)


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(file: Path) -> None:
    """Make a file, or a rename in a folder, last beyond a power cut, where that can be done."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(file, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
