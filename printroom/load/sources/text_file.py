"""Read files as text or bytes, and report what cannot be read with its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from printroom.files import (
    LinkedFolder,
    NotAFile,
    TooLarge,
    leads_out_of,
    paths_below,
    read_regular,
)
from printroom.load.sources.stray_characters import invisible, stray_characters
from printroom.model import INVISIBLE, WORKBOOKS, NotFitToPrint, Problem

MAX_BYTES = 200_000
MAX_NAME = 60
ID_RULE = "use lower-case letters, digits and single hyphens, such as power-words"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TEMPLATE_CODE = re.compile(r"\{\{|\{%|\{#")
_ENCODED_HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


@dataclass(frozen=True)
class Source:
    """The text of a file with plain line ends, its path for messages, and warnings about it."""

    path: str
    text: str
    warnings: tuple[Problem, ...] = ()
    quotes: bool = True
    """Whether messages may quote it: not a list of schools, nor any file that is given as one."""

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        return self.text.split("\n")

    def line(self, number: int) -> str:
        """A line by its number, counted from 1; an empty text past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def problem(
        self,
        code: str,
        message: str,
        fix: str = "",
        *,
        line: int = 1,
        column: int = 1,
        stops: bool = True,
    ) -> Problem:
        """A problem at a line and column of this file, with the line as its excerpt."""
        shown = self.line(line).replace("\t", " ") if self.quotes else ""
        excerpt = INVISIBLE.sub("\ufffd", shown)
        return Problem(code, self.path, message, fix, line, column, excerpt, stops)

    def problem_at(self, offset: int, code: str, message: str, fix: str) -> Problem:
        """A problem at an offset in the text."""
        line = self.text.count("\n", 0, offset) + 1
        column = offset - self.text.rfind("\n", 0, offset)
        return self.problem(code, message, fix, line=line, column=column)


_quotable: dict[str, Source] = {}
"""The files of materials and templates that were read last, by path."""


def read_text(file: Path, within: Path | None, limit: int = MAX_BYTES) -> Source:
    """Read a UTF-8 file without control characters, of at most `limit` bytes.

    A byte order mark and Windows line ends are only warned of: they change no word. `within` is the
    folder that the file belongs to, which a link must not leave, and whose lines messages may
    quote. Raises `NotFitToPrint`.
    """
    path = file.as_posix()
    text = _decoded(path, read_bytes(file, within, limit), quotes=within is not None)
    warnings = []
    if text.startswith("\ufeff"):
        text = text[1:]
        warnings.append(("byte-order-mark", "this file starts with a byte order mark"))
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
        warnings.append(("windows-line-ends", "this file has Windows line ends"))
    source = Source(path, text, quotes=within is not None)
    if within is not None:
        _quotable[path] = source
    strays = stray_characters(source.text, is_authors=source.quotes)
    if found := [
        source.problem(one.code, one.message, one.fix, line=one.line, column=one.column)
        for one in strays
    ]:
        raise NotFitToPrint(found)
    fix = "it is read all the same; save the file as UTF-8 with Unix line ends"
    minor = (source.problem(code, message, fix, stops=False) for code, message in warnings)
    return replace(source, warnings=tuple(minor))


def line_of(path: str, number: int) -> str:
    """A line of a file of materials or templates that was read before; empty for any other file.

    No file is read for a message: what a problem names may be a list of schools, or no file at all.
    """
    source = _quotable.get(path)
    return source.line(number) if source else ""


def read_bytes(file: Path, within: Path | None, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes, as `read_text` does. Raises `NotFitToPrint`."""
    try:
        if within is not None and leads_out_of(file, within):
            message = "this is a link to a file outside this folder, which is not followed"
            error = ("link-outside", message, "put the file itself here")
        else:
            return read_regular(file, limit)
    except NotAFile as failure:
        error = ("not-a-file", failure.args[0], "move it away")
    except TooLarge as failure:
        error = ("file-too-large", failure.args[0], "make it smaller")
    except FileNotFoundError:
        found = "a link to a file that does not exist" if file.is_symlink() else "missing"
        error = ("not-a-file", f"a file is expected here, but this is {found}", "move it away")
    except OSError as failure:
        reason = f"this cannot be read: {failure.strerror}"
        error = ("not-readable", reason, "check the permissions of this file")
    code, message, fix = error
    line = 0 if file.suffix.casefold() in WORKBOOKS else 1  # which is cell A1 there
    raise NotFitToPrint([Problem(code, file.as_posix(), message, fix, line)])


def files_of(folder: Path, problems: list[Problem], *endings: str) -> list[Path]:
    """The files below a folder with one of these endings, sorted; none if it does not exist.

    What prevents that is added to `problems`.
    """
    errors: list[OSError] = []
    found = paths_below(folder, errors)
    for error in errors:
        problems += _listing_problem(Path(error.filename), error)
    return [file for file in found if not endings or file.suffix in endings]


def files_in(folder: Path, problems: list[Problem], *endings: str) -> list[Path]:
    """As `files_of`, but only what is in the folder itself."""
    return [file for file in files_of(folder, problems, *endings) if file.parent == folder]


def _listing_problem(folder: Path, error: OSError) -> Iterator[Problem]:
    """Why a folder cannot be listed; nothing if there is none."""
    if isinstance(error, LinkedFolder):
        message = "this is a link to a folder, which is not followed"
        fix = "put the folder itself here"
        yield Problem("linked-folder", folder.as_posix(), message, fix)
    elif isinstance(error, NotADirectoryError):
        message, fix = "a folder is expected here, but this is a file", "move it away"
        yield Problem("not-a-folder", folder.as_posix(), message, fix)
    elif not isinstance(error, FileNotFoundError):
        message = f"this folder cannot be read: {error.strerror}"
        yield Problem("not-readable", folder.as_posix(), message, "check its permissions")


def _decoded(path: str, content: bytes, *, quotes: bool) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        begin = before.rfind(b"\n") + 1
        half = _ENCODED_HALF.match(content, error.start)
        name = invisible(half[0].decode("utf-8", "surrogatepass")) if half else ""
        what = f"it holds {name}" if name else "it cannot be read from here on"
        excerpt = content[begin:].partition(b"\n")[0].decode("utf-8", "replace")
        problem = Problem(
            "not-utf-8",
            path,
            f"this file is not UTF-8: {what}",
            "save it with the encoding UTF-8",
            before.count(b"\n") + 1,
            len(before[begin:].decode("utf-8")) + 1,
            INVISIBLE.sub("\ufffd", excerpt[:200]) if quotes else "",
        )
        raise NotFitToPrint([problem]) from None


def template_code(text: str) -> re.Match[str] | None:
    """The first sign of template code in an author's text, where it never runs."""
    return _TEMPLATE_CODE.search(text)


def no_folder(folder: Path) -> Problem:
    """The problem of a folder that does not exist."""
    fix = "check the spelling of its path"
    return Problem("no-folder", folder.as_posix(), "there is no such folder", fix)


def is_id(name: str) -> bool:
    """Whether a name may be an id: one that is safe in paths, addresses and links everywhere."""
    return _ID.fullmatch(name) is not None


def refuse_invalid_names(names: Iterable[str], path: str) -> None:
    """Raise `NotFitToPrint` for the first of these parts of a path that is not a valid id."""
    for name in names:
        if not is_id(name):
            message = f"“{name}” is not a valid name"
            raise NotFitToPrint([Problem("odd-name", path, message, ID_RULE)])
        if len(name) > MAX_NAME:
            message = f"this name has {len(name)} characters; the limit is {MAX_NAME}"
            fix = "choose a shorter one: it becomes part of the names of folders"
            raise NotFitToPrint([Problem("odd-name", path, message, fix)])
