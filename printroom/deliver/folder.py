"""Delivers packs atomically: a folder is put in place by one rename, or not at all.

A pack is built in a folder beside its final one. Under its final name it is always complete and
equal to its manifest; the previous pack remains until then. Files that a person added to a pack's
folder, or changed there, are kept.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from printroom.deliver.manifest import MANIFEST, FileDigests, Manifest, faults, read_manifest
from printroom.deliver.names import folder_name
from printroom.model import UNDATED, Booking, NotFitToPrint, Problem


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of a pack with its SHA-256; it may be hard-linked to `cached_at`."""

    content: bytes
    digest: str
    cached_at: Path | None = None

    @classmethod
    def of(cls, content: bytes, cached_at: Path | None = None) -> PackFile:
        """The file with this content."""
        return cls(content, sha256(content).hexdigest(), cached_at)


def pack_folder(booking: Booking, only: tuple[str, ...] = ()) -> Path:
    """The folder of a booking's pack below the output folder."""
    order = booking.order
    when = booking.term or (booking.date.isoformat() if booking.date else UNDATED)
    school = booking.school
    whom = folder_name(booking.school_id, school.name) if school else "no-school"
    name = "--".join(
        (order.session.replace("/", "-"), order.band, order.nation, *_variations(booking, only))
    )
    return Path(when, whom, name)


def _variations(booking: Booking, only: tuple[str, ...]) -> list[str]:
    order = booking.order
    names = {
        order.edition: order.edition != "standard",
        f"{order.minutes}-minutes": order.minutes is not None,
        "follow-up": order.follows,
        f"seed-{order.seed}": order.seed != 1,
        f"only-{'+'.join(sorted(set(only)))}": bool(only),
    }
    return [*(name for name, is_used in names.items() if is_used), *booking.print_shop.names]


def deliver(folder: Path, files: Mapping[str, PackFile], manifest: Manifest) -> Path:
    """Write a pack's files and their manifest as `folder`. Raises `NotFitToPrint`."""
    return publish(build(folder, files, manifest), folder)


def build(folder: Path, files: Mapping[str, PackFile], manifest: Manifest) -> Path:
    """Write a pack beside its final place, for `publish`. Raises `NotFitToPrint`."""
    new = building(folder)
    with _undone_on_failure(folder, new):
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        for name, file in (*files.items(), (MANIFEST, PackFile.of(manifest.as_json()))):
            _place(new / name, file)
    return new


def building(folder: Path) -> Path:
    """The folder in which a pack is built before it is published as `folder`."""
    return folder.with_name(f".building-{folder.name}")


def publish(new: Path, folder: Path) -> Path:
    """Move a pack that was built on the same disk into place. Raises `NotFitToPrint`.

    Files that the previous manifest does not list, or that differ from it, were added or changed by
    hand: they are copied into the new folder, under another name if theirs is taken.
    """
    with _undone_on_failure(folder, new):
        folder.parent.mkdir(parents=True, exist_ok=True)
        recover(folder)
        _keep_user_files(folder, new)
        _swap(new, folder)
    return folder


@contextlib.contextmanager
def _undone_on_failure(folder: Path, new: Path) -> Iterator[None]:
    """Remove the incomplete pack and restore the previous one if this block fails."""
    try:
        yield
    except BaseException as error:
        shutil.rmtree(new, ignore_errors=True)
        with contextlib.suppress(OSError):  # then the next delivery restores it
            recover(folder)
        if isinstance(error, OSError):
            raise NotFitToPrint([write_problem(folder, error)]) from error
        raise


def write_file(file: Path, content: bytes) -> None:
    """Write one file atomically, with the rights that it had. Raises `NotFitToPrint`."""
    new = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)  # what a crash left, or a link that somebody put there
        _write(new, content)
        with contextlib.suppress(OSError):
            shutil.copymode(file, new)
        new.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):  # then the next write replaces it
            new.unlink(missing_ok=True)
        raise NotFitToPrint([write_problem(file, error)]) from error


def clean_up(folder: Path) -> None:
    """Undo or complete interrupted deliveries in the folders of a term's schools.

    Nobody may deliver there meanwhile. Whatever fails now is retried the next time.
    """
    with contextlib.suppress(OSError):
        for left in sorted(folder.glob("*/.*")):
            start, _, name = left.name.partition("-")
            if start == ".previous":
                recover(left.with_name(name))
            elif start == ".building":
                shutil.rmtree(left, ignore_errors=True)
                with contextlib.suppress(OSError):  # a school with other packs stays
                    left.parent.rmdir()


def recover(folder: Path) -> None:
    """Restore the previous pack if a swap was interrupted."""
    old = folder.with_name(f".previous-{folder.name}")
    if old.exists():
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(folder)


def write_problem(folder: Path, error: OSError) -> Problem:
    """The problem for a file or folder that cannot be written."""
    message = f"this cannot be written: {error.strerror or error}"
    fix = "close any open file in it, check free space and permissions, and try again"
    if error.errno == errno.ENAMETOOLONG:
        fix = "choose a shorter name"
    return Problem("not-written", folder.as_posix(), message, fix)


def _keep_user_files(folder: Path, new: Path) -> None:
    """Copy files that a person added to the previous pack's folder, or changed there."""
    for user_file in _user_files(folder):
        target = new / user_file.name
        while os.path.lexists(target):
            target = target.with_name(f"{target.stem}-kept{target.suffix}")
        if user_file.is_dir() and not user_file.is_symlink():
            shutil.copytree(user_file, target, symlinks=True)
        else:
            shutil.copy2(user_file, target, follow_symlinks=False)
        copied = (target, *target.rglob("*")) if not target.is_symlink() else ()
        for file in copied:
            if not file.is_symlink():
                sync(file)


def _user_files(folder: Path) -> list[Path]:
    """Files that a person added to a pack's folder, or changed there."""
    if not folder.is_dir():
        return []
    if read_manifest(folder) is None:
        return sorted(folder.iterdir())
    return [fault.file for fault in faults(folder, FileDigests()) if fault.what != "missing"]


def _swap(new: Path, folder: Path) -> None:
    """Replace the previous pack, if there is one, by a new one."""
    old = folder.with_name(f".previous-{folder.name}")
    sync(new)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _place(file: Path, pack_file: PackFile) -> None:
    if pack_file.cached_at is not None:
        with contextlib.suppress(OSError):  # another disk, or no support for links
            os.link(pack_file.cached_at, file)
            return
    _write(file, pack_file.content)


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def sync(file: Path) -> None:
    """Flush a file, or a rename in a folder, to disk where this is supported."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(file, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
