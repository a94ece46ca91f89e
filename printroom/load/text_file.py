"""Read files as text or bytes, and report what cannot be read with its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from printroom.model import NotFitToPrint, Problem

MAX_BYTES = 200_000
ID_RULE = "use lower-case letters, digits and single hyphens, such as power-words"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TEMPLATE_CODE = re.compile(r"\{\{|\{%|\{#")
_TAB = re.compile("\t")
_INVISIBLE = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200b\\u2028-\\u202e\\u2060-\\u2069"
    "\\ufeff\\ufff9-\\uffff\\ud800-\\udfff]"
)
"""Characters that print nothing, and can hide or reverse those that do."""


@dataclass(frozen=True)
class Source:
    """The text of a file with plain line ends, its path for messages, and warnings about it."""

    path: str
    text: str
    warnings: tuple[Problem, ...] = ()

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
        excerpt = _INVISIBLE.sub("\ufffd", self.line(line).replace("\t", " "))
        return Problem(code, self.path, message, fix, line, column, excerpt, stops)


def read_text(file: Path, limit: int = MAX_BYTES) -> Source:
    """Read a UTF-8 file without control characters, of at most `limit` bytes.

    A byte order mark and Windows line ends are only warned of: they change no word.
    Raises `NotFitToPrint`.
    """
    path = file.as_posix()
    text = _decoded(path, read_bytes(file, limit))
    warnings = []
    if text.startswith("\ufeff"):
        text = text[1:]
        warnings.append(("byte-order-mark", "this file starts with a byte order mark"))
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
        warnings.append(("windows-line-ends", "this file has Windows line ends"))
    source = Source(path, text)
    if invisible(text):
        raise NotFitToPrint(list(_control_characters(source)))
    fix = "it is read all the same; save the file as UTF-8 with Unix line ends"
    found = (source.problem(code, message, fix, stops=False) for code, message in warnings)
    return replace(source, warnings=tuple(found))


def read_bytes(file: Path, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes. Raises `NotFitToPrint`.

    A pipe or a device is never opened: reading it might never end.
    """
    try:
        if not file.is_file():
            found = "a folder" if file.is_dir() else "missing, or not a regular file"
            error = ("not-a-file", f"a file is expected here, but this is {found}", "move it away")
        elif file.stat().st_size > limit:
            error = (
                "file-too-large",
                f"this file has more than {limit:,} bytes",
                "make it smaller",
            )
        else:
            return file.read_bytes()
    except OSError as failure:
        reason = f"this cannot be read: {failure.strerror}"
        error = ("not-readable", reason, "check the permissions of this file")
    code, message, fix = error
    raise NotFitToPrint([Problem(code, file.as_posix(), message, fix)])


def _decoded(path: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        begin = before.rfind(b"\n") + 1
        excerpt = content[begin:].partition(b"\n")[0].decode("utf-8", "replace")
        problem = Problem(
            "not-utf-8",
            path,
            "this file is not UTF-8: it cannot be read from here on",
            "save it with the encoding UTF-8",
            before.count(b"\n") + 1,
            len(before[begin:].decode("utf-8")) + 1,
            _INVISIBLE.sub("\ufffd", excerpt[:200]),
        )
        raise NotFitToPrint([problem]) from None


def invisible(text: str) -> str:
    """The name of a tab or invisible character in a text, such as "U+0007"; empty if none is."""
    found = _INVISIBLE.search(text) or _TAB.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def template_code(text: str) -> re.Match[str] | None:
    """The first sign of template code in a text of an author's, where it never runs."""
    return _TEMPLATE_CODE.search(text)


def _control_characters(source: Source) -> Iterator[Problem]:
    """The first tab or invisible character of each line."""
    for number, line in enumerate(source.lines, 1):
        found, tab = _INVISIBLE.search(line), line.find("\t")
        if tab >= 0 and (found is None or tab < found.start()):
            message = "there is a tab here"
            yield source.problem("tab", message, "use spaces", line=number, column=tab + 1)
        elif found:
            message = f"there is an invisible character here ({invisible(found[0])})"
            column = found.start() + 1
            yield source.problem(
                "control-character", message, "delete it", line=number, column=column
            )


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
