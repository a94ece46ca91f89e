"""Delivers whole packs: a new folder is put in place by one rename, or not at all.

A pack is built in a staging folder beside its final one, so under its final name it is always
complete and equal to its manifest. Replacing a pack takes two renames: the previous one is moved
aside, and the new one takes its name. If the program ends between the two, `recover` restores the
previous pack. Files that a person added to a pack's folder, or changed there, are kept.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from printroom.deliver.disk import is_synced_as_a_whole, sync, sync_together
from printroom.deliver.folder_names import folder_name
from printroom.deliver.manifest import MANIFEST, FileDigests, Manifest, faults, read_manifest
from printroom.files import replacing
from printroom.model import UNDATED, Booking, NotFitToPrint, Problem


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of a pack with its SHA-256; it may be a hard link to the file `cached_at`."""

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


def build(
    folder: Path,
    files: Mapping[str, PackFile],
    manifest: Manifest,
    *,
    flush_each: bool = True,
) -> None:
    """Write a pack beside its final place, for `publish`. Raises `NotFitToPrint`.

    Without `flush_each`, `publish` flushes its files to the disk with those of other packs.
    """
    new = staging_folder(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        flush = flush_each or not is_synced_as_a_whole(new)
        for name, file in (*files.items(), (MANIFEST, PackFile.of(manifest.as_json()))):
            _place(new / name, file, flush=flush)
    except BaseException as error:
        _undo(folder)
        if isinstance(error, OSError):
            raise NotFitToPrint([write_problem(folder, error)]) from error
        raise


def staging_folder(folder: Path) -> Path:
    """The folder in which a pack is built, beside its final `folder`."""
    return folder.with_name(f".building-{folder.name}")


def publish(folders: Sequence[Path], *, flush_each: bool = True) -> dict[Path, Problem]:
    """Move built packs into place; returns the problems of those that could not be moved.

    The files of all packs are on the disk before the first one is renamed, and all renames before
    any previous pack is deleted. Without `flush_each`, they are flushed together, where the system
    can do that.

    Files that the previous manifest does not list, or that differ from it, were added or changed by
    hand: they are copied into the new folder, under another name if theirs is taken.
    """
    flush = _sync_each if flush_each else sync_together
    failed: dict[Path, Problem] = {}
    try:
        ready = _try_each(_keep_user_files, folders, failed)
        try:
            flush([staging_folder(folder) for folder in ready])
        except OSError as error:
            return failed | {folder: _undo_and_report(folder, error) for folder in ready}
        named = _try_each(_take_name, ready, failed)
        with contextlib.suppress(OSError):  # all are renamed; only a power cut could undo it
            flush([folder.parent for folder in named])
        for folder in named:
            shutil.rmtree(_previous(folder), ignore_errors=True)
    except BaseException:
        for folder in folders:
            _undo(folder)
        raise
    return failed


def _try_each(
    step: Callable[[Path], None], folders: Iterable[Path], failed: dict[Path, Problem]
) -> list[Path]:
    """Do a step for each folder; returns those for which it could be done.

    The problems of the others are added to `failed`, and what was built of them is removed.
    """
    done = []
    for folder in folders:
        try:
            step(folder)
        except OSError as error:
            failed[folder] = _undo_and_report(folder, error)
        else:
            done.append(folder)
    return done


def _undo_and_report(folder: Path, error: OSError) -> Problem:
    """Remove an incomplete pack, and restore the previous one; returns the problem."""
    _undo(folder)
    return write_problem(folder, error)


def _undo(folder: Path) -> None:
    """Remove an incomplete pack, and restore the previous one."""
    shutil.rmtree(staging_folder(folder), ignore_errors=True)
    with contextlib.suppress(OSError):  # the next delivery will restore it
        recover(folder)


def _sync_each(folders: Iterable[Path]) -> None:
    for folder in folders:
        sync(folder)


def write_file(file: Path, content: bytes) -> None:
    """Write one file atomically, keeping its permissions. Raises `NotFitToPrint`."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as stream:
            stream.write(content)
            with contextlib.suppress(OSError):
                shutil.copymode(file, stream.name)
    except OSError as error:
        raise NotFitToPrint([write_problem(file, error)]) from error


def clean_up(folder: Path) -> None:
    """Undo or complete interrupted deliveries in the folders of a term's schools.

    Nobody may deliver there meanwhile. Whatever fails now is retried the next time.
    """
    with contextlib.suppress(OSError):
        for left in _hidden_below(folder):
            start, _, name = left.name.partition("-")
            if start == ".previous":
                recover(left.with_name(name))
            elif start == ".building":
                shutil.rmtree(left, ignore_errors=True)
                with contextlib.suppress(OSError):  # unless the school has other packs
                    left.parent.rmdir()


def _hidden_below(folder: Path) -> list[Path]:
    """Hidden files and folders in the schools' folders of a term, sorted. Raises `OSError`."""
    found: list[Path] = []
    with os.scandir(folder) as schools:
        for school in schools:
            with contextlib.suppress(OSError):  # not a folder, or not readable
                names = os.listdir(school.path)  # noqa: PTH208 - there are thousands
                found += [Path(school.path, name) for name in names if name.startswith(".")]
    return sorted(found)


def recover(folder: Path) -> None:
    """Restore the previous pack if its replacement was interrupted."""
    old = _previous(folder)
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


def _keep_user_files(folder: Path) -> None:
    """Copy files that a person added to the previous pack's folder, or changed there."""
    new = staging_folder(folder)
    recover(folder)
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


def _take_name(folder: Path) -> None:
    """Move the previous pack aside, if there is one, and the new one into its place."""
    if folder.exists():
        folder.rename(_previous(folder))
    staging_folder(folder).rename(folder)


def _previous(folder: Path) -> Path:
    return folder.with_name(f".previous-{folder.name}")


def _place(file: Path, pack_file: PackFile, *, flush: bool) -> None:
    if pack_file.cached_at is not None:
        with contextlib.suppress(OSError):  # another disk, or no support for links
            os.link(pack_file.cached_at, file)
            return
    with file.open("wb") as stream:
        stream.write(pack_file.content)
        if flush:
            stream.flush()
            os.fsync(stream.fileno())
