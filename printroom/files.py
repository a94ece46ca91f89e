"""Reads files and lists folders safely, whatever somebody has put there.

A pipe, a device or a socket is never read, no file is read past a limit, and a link is not followed
out of the folder that it is in. A file is replaced as a whole, or not at all.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO

TEXTS = (".html", ".css", ".md", ".yaml", ".yml")
ASSETS = (".svg", ".png", ".jpg", ".ttf", ".otf", ".woff2")
LISTS = (".csv", ".tsv", ".xlsx", ".yaml", ".yml")
ENDINGS = frozenset((*TEXTS, *ASSETS, *LISTS))
"""The endings of files that are read from the folders of materials and templates."""
MAX_INPUT_BYTES = 8_000_000
_FIRST, _CHUNK = 1_048_576, 65_536
"""Bytes to read at first, and then: nearly all files are read at once."""
_PAUSE_SECONDS = 0.02
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # opening a pipe would wait for a writer
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class NotAFile(OSError):
    """A path is not that of a regular file; the message says what it is."""


class TooLarge(OSError):
    """A file is larger than the limit."""


class LinkedFolder(OSError):
    """A link to a folder, whose files are not listed."""


def read_regular(file: Path | str, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes. Raises `OSError`."""
    return b"".join(chunks_of(file, limit))


def chunks_of(file: Path | str, limit: int) -> Iterator[bytes]:
    """Read a regular file of at most `limit` bytes, chunk by chunk. Raises `OSError`.

    The type is checked before opening, which may already do something to a device, and again after
    it, on the file that was really opened. There is no buffered stream: a term has thousands of
    small files, and to create a stream takes as long as to read such a file.
    """
    _refuse_irregular(os.stat(file), file)  # noqa: PTH116 - thousands of paths are plain strings
    handle = os.open(file, _FLAGS)
    try:
        found = os.fstat(handle)
        _refuse_irregular(found, file)
        size, done, wanted = found.st_size, 0, min(found.st_size + 1, _FIRST)
        while size <= limit and (chunk := os.read(handle, wanted)):
            done += len(chunk)
            size, wanted = max(size, done), _CHUNK  # it grew, or the system does not know its size
            yield chunk
        if size > limit:
            raise TooLarge(f"this file has more than {limit:,} bytes")
    finally:
        os.close(handle)


@contextmanager
def locked_folder(folder: Path, patience: float = 60.0) -> Iterator[None]:
    """Lock a folder against other processes that lock it, waiting for up to `patience` seconds.

    The folder itself is locked, so no lock file is left in it. Raises `OSError`, `TimeoutError`.
    """
    if sys.platform == "win32":  # a folder cannot be locked there
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    latest = time.monotonic() + patience
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > latest:
                    raise TimeoutError(errno.ETIMEDOUT, "locked", str(folder)) from None
                time.sleep(_PAUSE_SECONDS)
        yield
    finally:
        os.close(handle)  # which releases the lock


@contextmanager
def replacing(file: Path, *, mode: int = 0o666, is_shared: bool = False) -> Iterator[BinaryIO]:
    """Open a stream for the new content of a file, which it replaces once all is on the disk.

    Until then the content is in a hidden file beside it, with the permissions `mode`; if the block
    fails, nothing is left. Set `is_shared` if several processes may write the file at the same
    time: each then has a hidden file of its own, which `remove_half_written` finds if the process
    was killed. Raises `OSError`.
    """
    new = half_written(file)
    if is_shared:
        new = new.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    try:
        new.unlink(missing_ok=True)  # what a killed process left, or a link that somebody put there
        with open(
            new, "wb", opener=lambda path, flags: os.open(path, flags | os.O_EXCL, mode)
        ) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(file)
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def half_written(file: Path) -> Path:
    """The hidden file of `replacing` beside a file, unless `is_shared`."""
    return file.with_name(f".{file.name}.new")


def remove_half_written(files: Iterable[Path]) -> None:
    """Remove the hidden files of `replacing`, among these, whose processes have ended."""
    with suppress(OSError):
        for file in files:
            writer = file.suffix.removeprefix(".").partition("-")[0]
            if writer.isdecimal() and not is_alive(int(writer)):
                file.unlink(missing_ok=True)


def is_alive(process: int) -> bool:
    """Whether a process with this number is running, as far as can be known."""
    if sys.platform == "win32":  # there is no harmless way to ask
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True


def leads_out_of(file: Path, folder: Path) -> bool:
    """Whether a file is a link that leads out of a folder. Raises `OSError`."""
    return file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(
        os.path.realpath(folder)
    )


def paths_below(folder: Path, errors: list[OSError]) -> list[Path]:
    """Everything below a folder, sorted, without hidden names.

    Folders that cannot be listed, and links to folders, are added to `errors`.
    """
    found: list[Path] = []
    waiting = [(folder, True)]
    while waiting:
        path, is_folder = waiting.pop()
        found.append(path)
        if is_folder:
            waiting += reversed(list(_paths_in(path, errors)))
    return found[1:]


def _paths_in(folder: Path, errors: list[OSError]) -> Iterator[tuple[Path, bool]]:
    """The paths in a folder, sorted, and whether each is a folder."""
    try:
        with os.scandir(folder) as entries:
            below = sorted(entries, key=attrgetter("name"))
    except OSError as error:
        errors.append(error)
        return
    for entry in below:
        if entry.name.startswith("."):  # editors and systems leave files such as .#notes.md
            continue
        path, is_folder = folder / entry.name, _is_folder(entry)
        if is_folder and entry.is_symlink():
            errors.append(LinkedFolder(errno.ELOOP, "a link to a folder", str(path)))
        else:
            yield path, is_folder


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder or a link to one; a broken link is not."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _refuse_irregular(found: os.stat_result, file: Path | str) -> None:
    if not stat.S_ISREG(found.st_mode):
        kinds = {
            stat.S_IFDIR: "a folder",
            stat.S_IFIFO: "a pipe",
            stat.S_IFSOCK: "a socket",
            stat.S_IFCHR: "a device",
            stat.S_IFBLK: "a device",
        }
        kind = kinds.get(stat.S_IFMT(found.st_mode), "something else")
        raise NotAFile(f"a file is expected here, but this is {kind}", os.fspath(file))
