"""The versions of everything that decides the bytes of a file."""

from __future__ import annotations

import ctypes
import ctypes.util
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from platform import python_version

_ENGINES = ("weasyprint", "pydyf", "fonttools", "jinja2", "pikepdf")


@cache
def versions() -> dict[str, str]:
    """By name: the program itself, Python, the library that lays out text, and the engines."""
    return {
        "printroom": _program_digest(),
        "python": python_version(),
        "pango": _pango(),
        **{name: version(name) for name in _ENGINES},
    }


def _pango() -> str:
    """The version of the library that lays out text, without reading the engine."""
    try:
        library = ctypes.CDLL("libpango-1.0.so.0")
    except OSError:
        found = ctypes.util.find_library("pango-1.0")  # slow: it asks other programs
        if found is None:
            return "unknown"
        library = ctypes.CDLL(found)
    library.pango_version_string.restype = ctypes.c_char_p
    return str(library.pango_version_string().decode())


def _program_digest() -> str:
    """The digest of the program itself: another program may print other bytes."""
    digest = blake2b(digest_size=8)
    for room in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(room.read_bytes())
    return digest.hexdigest()
