"""Tell in which encoding a list was saved: bytes in, its text and the encoding's name out.

No guessing by frequency: a mark at the beginning decides, else whether the bytes are UTF-8, else
what Excel writes on Windows in these islands. So the same bytes are always read as the same text.
"""

from __future__ import annotations

import codecs

from printroom.model import NotFitToPrint, Problem

GUESSED = "Windows-1252"
"""The one encoding that no byte proves: whoever reads a list as it says so."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_MEND = "save it as “CSV UTF-8”, or as .xlsx"


def decode(path: str, content: bytes) -> tuple[str, str]:
    """The text of a list, with \\n at the end of each line, and the name of its encoding.

    Raises `NotFitToPrint`.
    """
    text, name = _decoded(path, content)
    return text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n"), name


def _decoded(path: str, content: bytes) -> tuple[str, str]:
    if content.startswith(_UTF_32):
        raise _unreadable(path, "this list is saved as UTF-32, which is not read here")
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(codec), name
            except UnicodeDecodeError as error:
                said = f"this list says that it is {name}, and from here on it is not"
                raise _unreadable(path, said, content[: error.start]) from None
    if b"\0" in content:
        said = "this is no list in plain text, or one that does not say that it is UTF-16"
        raise _unreadable(path, said, content[: content.index(b"\0")])
    return _without_mark(path, content)


def _without_mark(path: str, content: bytes) -> tuple[str, str]:
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        said = "these letters are neither UTF-8 nor Windows-1252"
        raise _unreadable(path, said, content[: error.start]) from None
    if "\r" in text and "\n" not in text:
        raise _unreadable(path, "this list was saved on a Mac in a way that hides its accents")
    return text, GUESSED


def _unreadable(path: str, said: str, before: bytes = b"") -> NotFitToPrint:
    """What is said of a list, at the place up to which it could be read."""
    line = before.count(b"\n") + 1
    column = len(before) - before.rfind(b"\n")
    return NotFitToPrint([Problem("unknown-encoding", path, said, _MEND, line, column)])
