"""Makes standard output and error safe for text from files, and reports lost output in one line.

Titles, names and paths come from other people's files. A character that would control a terminal,
or hide others, is written as an escape such as \\u001b, which is also valid in JSON; so is a
letter that the stream's encoding lacks.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, TextIO

import click

from printroom.characters import escape_invisible

_STYLE = re.compile("(\x1b\\[(?:0|1|31)m)")
"""Red, bold and their end: the only control sequences that this program itself writes."""


class OutputLost(Exception):
    """Standard output takes no more."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(cause.strerror or str(cause))
        self.is_closed_pipe = cause.errno == errno.EPIPE


class _Stream(io.TextIOBase):
    """Writes to another stream, with escapes for letters that its encoding lacks."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream that this one writes to."""
        return self.stream.encoding or "utf-8"

    def write(self, text: str) -> int:
        """Write a text, and return its length."""
        encodable = self.plain(text).encode(self.encoding, "backslashreplace")
        try:
            self.stream.write(encodable.decode(self.encoding))
        except (OSError, ValueError) as error:
            self.lost(error)
        return len(text)

    def flush(self) -> None:
        """Flush the other stream."""
        try:
            self.stream.flush()
        except (OSError, ValueError) as error:
            self.lost(error)

    def plain(self, text: str) -> str:
        """A text as it is written, before letters are escaped for the encoding."""
        return text

    def lost(self, error: Exception) -> None:
        """Ignore that a text could not be written: the command goes on without standard error."""

    @property
    def buffer(self) -> BinaryIO:
        """The stream of bytes below, unchanged: click writes the completions for a shell to it."""
        return self.stream.buffer

    def isatty(self) -> bool:
        """Whether this is a terminal."""
        return self.stream.isatty()

    def fileno(self) -> int:
        """The number of the open file."""
        return self.stream.fileno()


class _Text(_Stream):
    """A stream whose texts cannot control a terminal."""

    def plain(self, text: str) -> str:
        """A text with its control and invisible characters escaped."""
        parts = _STYLE.split(text)
        return "".join(part if _STYLE.fullmatch(part) else escape_invisible(part) for part in parts)


class _Output(_Text):
    """Standard output: a command that cannot write its results has failed."""

    def lost(self, error: Exception) -> None:
        """Raise `OutputLost`."""
        raise OutputLost(error if isinstance(error, OSError) else OSError(str(error)))


def terminal() -> TextIO:
    """Standard error for rich, which writes control sequences of its own around safe texts."""
    stream = sys.stderr
    return _Stream(stream.stream) if isinstance(stream, _Stream) else stream  # type: ignore


class Program(click.Group):
    """The group of all commands, which writes through safe streams."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command as click does; end in one line if its results cannot be written."""
        # Most objects that a command imports and reads are kept: collecting garbage after every
        # 700 of them, as Python does, takes an eighth of a short run.
        gc.set_threshold(100_000, 10, 10)
        try:
            with _streams():
                return super().main(*args, **kwargs)
        except OutputLost as error:
            _discard_rest()
            if not error.is_closed_pipe:  # a reader such as `head` has ended: no error
                click.echo(f"The results cannot be written: {error}.", err=True)
        except MemoryError:
            click.echo("There is not enough memory left for this.", err=True)
        except OSError as error:  # what no command expects, such as a name too long for a file
            path = f"{error.filename}: " if error.filename else ""
            click.echo(escape_invisible(f"{path}{error.strerror or error}"), err=True)
        sys.exit(1)


@contextmanager
def _streams() -> Iterator[None]:
    """Replace standard output and error by safe streams, and flush these at the end."""
    before = sys.stdout, sys.stderr
    sys.stdout = _Output(before[0]) if before[0] else None
    sys.stderr = _Text(before[1]) if before[1] else None
    try:
        yield
    finally:
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = before
        for stream in streams:
            if stream is not None:
                stream.flush()


def _discard_rest() -> None:
    """Discard the rest of the buffer, which would fail again when Python ends."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
