"""The versions of everything that decides the bytes of a file, for cache keys and manifests."""

from __future__ import annotations

import ctypes
import ctypes.util
import zlib
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from platform import python_version

_ENGINES = ("weasyprint", "pydyf", "fonttools", "jinja2", "pikepdf")
_PROGRAM = Path(__file__).parent.parent
_PAGES = ("activities", "choose", "compose", "load", "model", "press", "text")
_PROOFS = ("model", "proof", "text")


@cache
def press_versions() -> Mapping[str, str]:
    """The versions of the press, its engines and their libraries: they decide the bytes."""
    return {"press": _digest_of("press"), **_engines()}


@cache
def proof_version() -> str:
    """The version of the code that proves finished files."""
    return _digest_of(*_PROOFS)


@cache
def page_versions() -> Mapping[str, str]:
    """The versions of all steps up to the press, which turn materials and templates into pages."""
    return {"printroom": _digest_of(*_PAGES), **_engines()}


@cache
def program_versions() -> Mapping[str, str]:
    """The whole program: on another machine the same versions make the same packs."""
    return {"printroom": _digest_of("."), **_engines()}


@cache
def _engines() -> Mapping[str, str]:
    return {
        "python": python_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "pango": _library("libpango-1.0.so.0", "pango-1.0", "pango_version_string"),
        "harfbuzz": _library("libharfbuzz.so.0", "harfbuzz", "hb_version_string"),
        **{name: version(name) for name in _ENGINES},
    }


def _library(file: str, name: str, function: str) -> str:
    """The version of a library that lays out text, without importing the engine."""
    try:
        library = ctypes.CDLL(file)
    except OSError:
        found = ctypes.util.find_library(name)  # slow: it asks other programs
        if found is None:
            return "unknown"
        library = ctypes.CDLL(found)
    version_string = getattr(library, function)
    version_string.restype = ctypes.c_char_p
    return str(version_string().decode())


def _digest_of(*packages: str) -> str:
    """The digest of the source files of some packages of the program."""
    digest = blake2b(digest_size=8)
    for package in packages:
        for file in sorted((_PROGRAM / package).rglob("*.*")):
            if file.suffix in (".py", ".conf", ".icc"):
                digest.update(file.read_bytes())
    return digest.hexdigest()
