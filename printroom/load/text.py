"""Read one file as text: bytes in, text out, and every odd byte named with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from printroom.model import NotFitToPrint, Problem

MAX_BYTES = 200_000
_INVISIBLE = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200b\\u2028-\\u202e\\u2060-\\u2069"
    "\\ufeff\\ufff9-\\uffff\\ud800-\\udfff]"
)
"""What prints nothing and can hide or turn around what does."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text file: its path for messages, its text with plain line ends, and its warnings."""

    path: str
    text: str
    warnings: tuple[Problem, ...] = ()

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; nothing past the end."""
        lines = self.text.split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""

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
        """A problem at a place of this file, with the line as its excerpt."""
        excerpt = _INVISIBLE.sub("\ufffd", self.line(line).replace("\t", " "))
        return Problem(code, self.path, message, fix, line, column, excerpt, stops)


def read_text(file: Path, most: int = MAX_BYTES) -> Source:
    """Read a file that must be UTF-8 without control characters, of so many bytes at most.

    A byte order mark and Windows line ends are read and warned of: the words are unharmed.
    Raises `NotFitToPrint`.
    """
    path = file.as_posix()
    text = _decoded(path, read_bytes(file, most))
    warnings = []
    if text.startswith("\ufeff"):
        text = text[1:]
        warnings.append(("byte-order-mark", "this file starts with a byte order mark"))
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
        warnings.append(("windows-line-ends", "the lines of this file end as on Windows"))
    source = Source(path, text)
    _refuse_controls(source)
    fix = "it is read all the same; save the file as UTF-8 with Unix line ends"
    return replace(
        source,
        warnings=tuple(source.problem(code, said, fix, stops=False) for code, said in warnings),
    )


def read_bytes(file: Path, most: int) -> bytes:
    """The bytes of a real file with at most so many of them. Raises `NotFitToPrint`.

    A pipe or a device is not opened at all: it might never end.
    """
    try:
        if not file.is_file():
            what = "a folder" if file.is_dir() else "missing, or no real file"
            said = ("not-a-file", f"a file is expected here, but this is {what}", "move it away")
        elif file.stat().st_size > most:
            said = ("file-too-large", f"this file has more than {most:,} bytes", "make it smaller")
        else:
            return file.read_bytes()
    except OSError as error:
        said = ("not-readable", f"this cannot be read: {error.strerror}", "look at your rights")
    raise NotFitToPrint([Problem(said[0], file.as_posix(), said[1], said[2])])


def _decoded(path: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        begin = content.rfind(b"\n", 0, error.start) + 1
        excerpt = content[begin:].partition(b"\n")[0].decode("utf-8", "replace")
        raise NotFitToPrint(
            [
                Problem(
                    "not-utf-8",
                    path,
                    "this file is not UTF-8: from here on its letters cannot be read",
                    "save it in the encoding UTF-8",
                    line,
                    len(content[begin : error.start].decode("utf-8")) + 1,
                    _INVISIBLE.sub("\ufffd", excerpt[:200]),
                )
            ]
        ) from None


def invisible(words: str) -> str:
    """The name of the first invisible character in a text, such as "U+0007"; none when clean."""
    found = _INVISIBLE.search(words)
    return f"U+{ord(found[0]):04X}" if found else ""


def _refuse_controls(source: Source) -> None:
    """Refuse a tab or an invisible character: the first of each line."""
    problems = []
    for number, line in enumerate(source.text.split("\n"), 1):
        found = _INVISIBLE.search(line)
        tab = line.find("\t")
        if tab >= 0 and (found is None or tab < found.start()):
            said = ("tab", "a tab stands here", "use spaces", tab)
        elif found:
            name = f"U+{ord(found[0]):04X}"
            said = (
                "control-character",
                f"an invisible character stands here ({name})",
                "delete it",
                found.start(),
            )
        else:
            continue
        problems.append(source.problem(*said[:3], line=number, column=said[3] + 1))
    if problems:
        raise NotFitToPrint(problems)


def no_folder(folder: Path) -> Problem:
    """What is said of a folder that is not there."""
    return Problem(
        "no-folder",
        folder.as_posix(),
        "there is no such folder",
        "look at the spelling of its path",
    )
