"""The versions of everything that decides the bytes of a file."""

from __future__ import annotations

import ctypes
import ctypes.util
import zlib
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from platform import python_version

_ENGINES = ("weasyprint", "pydyf", "fonttools", "jinja2", "pikepdf")


@cache
def versions() -> dict[str, str]:
    """By name: the program itself, Python, the libraries that shape and pack, and the engines."""
    return {
        "printroom": _program_digest(),
        "python": python_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "pango": _library("libpango-1.0.so.0", "pango-1.0", "pango_version_string"),
        "harfbuzz": _library("libharfbuzz.so.0", "harfbuzz", "hb_version_string"),
        **{name: version(name) for name in _ENGINES},
    }


def _library(file: str, name: str, says: str) -> str:
    """The version of a library that lays out text, without reading the engine."""
    try:
        library = ctypes.CDLL(file)
    except OSError:
        found = ctypes.util.find_library(name)  # slow: it asks other programs
        if found is None:
            return "unknown"
        library = ctypes.CDLL(found)
    version_string = getattr(library, says)
    version_string.restype = ctypes.c_char_p
    return str(version_string().decode())


def _program_digest() -> str:
    """The digest of the program itself: another program may print other bytes."""
    digest = blake2b(digest_size=8)
    for room in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(room.read_bytes())
    return digest.hexdigest()
