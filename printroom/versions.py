"""The versions of the code and the libraries that make a value, for cache keys and manifests.

A value in the cache is used until something that decides it changes. `MADE_BY` lists, for each kind
of value, the code that makes it and everything of the program that this code imports.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from platform import python_version
from typing import Literal

Kind = Literal[
    "documents",
    "proofs",
    "written",
    "folders",
    "orders",
    "findings",
    "codes",
    "indexes",
    "packs",
    "pages",
    "program",
]
PROGRAM = Path(__file__).parent
_SHARED = ("characters.py", "model", "text")
_COMPOSED = (*_SHARED, "activities", "compose", "workers/composing.py")
_PICKLED = ("make/run/remembered.py", "workers/own_types.py")
_PAGES = (*_SHARED, "activities", "choose", "compose", "files.py", "load", "press")
MADE_BY: Mapping[Kind, tuple[str, ...]] = {
    # Printed documents, booklets, tiles and forms, and that a style sheet has no mistake.
    "documents": (*_SHARED, "press", "proof/ink.py", "workers/jobs.py"),
    # That a finished file was found to be right.
    "proofs": (*_SHARED, "proof"),
    # That the texts of templates have no mistake.
    "written": ("characters.py", "compose", "model", "workers/composing.py"),
    # Both folders as they were read.
    "folders": (
        *(*_SHARED, "activities", "files.py", "load"),
        *("make/run/cached_folders.py", *_PICKLED),
    ),
    # Orders as they were composed and found sound, and what each is made from.
    "orders": (
        *(*_COMPOSED, "choose", "inspect", "ledger/uses.py", "ledger/withdrawal.py"),
        *("make/pack/orders.py", *_PICKLED),
    ),
    # What `check` finds wrong with an order.
    "findings": (*_COMPOSED, "inspect", "make/check/inspections.py"),
    # The codes of an order's documents.
    "codes": (*_COMPOSED, "ledger/current_content.py"),
    # The orders that have each code.
    "indexes": (*_COMPOSED, "choose", "ledger/code_search.py", "ledger/withdrawal.py"),
    # Delivered packs with their report, and that the cache has all that they need.
    "packs": (
        *(*_PAGES, "cache.py", "deliver", "inspect", "ledger"),
        *("make/pack", "make/run", "make/term", "proof", "workers"),
    ),
    # What a pack's manifest states: the steps that turn materials and templates into pages.
    "pages": _PAGES,
    # Everything: with the same versions, another machine makes the same packs.
    "program": (".",),
}
"""The packages, folders and modules that decide each kind of value."""
LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "compose": ("jinja2", "markupsafe", "pillow", "reportlab", "segno"),
    "inspect": ("tinycss2", "webencodings"),
    "load": (
        *("markdown-it-py", "mdurl", "pillow", "python-calamine", "pyyaml", "tinycss2"),
        "webencodings",
    ),
    "model": ("pydantic", "pydantic-core"),
    "press": (
        *("brotli", "cssselect2", "fonttools", "lxml", "pikepdf", "pillow", "pydyf", "pypdfium2"),
        *("pyphen", "reportlab", "tinycss2", "tinyhtml5", "weasyprint", "webencodings", "zopfli"),
    ),
    "proof": ("lxml", "page-validation", "pikepdf", "pillow", "pypdfium2"),
}
"""The libraries that each package imports, and those that these need."""


def version_of(kind: Kind) -> str:
    """One digest of all that decides a kind of value, for cache keys."""
    return _digest(repr(sorted(versions_of(kind).items())).encode())


def page_versions() -> Mapping[str, str]:
    """The versions of all steps up to the press, which turn materials and templates into pages."""
    return versions_of("pages")


def program_versions() -> Mapping[str, str]:
    """The versions of the whole program."""
    return versions_of("program")


@cache
def versions_of(kind: Kind) -> Mapping[str, str]:
    """The versions of the code that makes a kind of value, of its libraries and of Python."""
    places = MADE_BY[kind]
    packages = LIBRARIES if "." in places else [name for name in LIBRARIES if name in places]
    names = {name for package in packages for name in LIBRARIES[package]}
    return {
        "printroom": _digest_of(places),
        "python": python_version(),
        **(_system_libraries() if "press" in packages else {}),
        **{name: _library(name) for name in sorted(names)},
    }


@cache
def _system_libraries() -> Mapping[str, str]:
    """The libraries that lay out text and compress it."""
    return {
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "pango": _loaded("libpango-1.0.so.0", "pango-1.0", "pango_version_string"),
        "harfbuzz": _loaded("libharfbuzz.so.0", "harfbuzz", "hb_version_string"),
    }


def _loaded(file: str, name: str, function: str) -> str:
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


@cache
def _library(name: str) -> str:
    """The version of a library of Python: `metadata.version` also reads its whole description."""
    try:
        found = distribution(name)
    except PackageNotFoundError:  # what only some systems need, such as a compression
        return "none"
    stated = re.search(r"^Version: *(.+)$", found.read_text("METADATA") or "", re.MULTILINE)
    return stated[1] if stated else found.version


def _digest_of(places: tuple[str, ...]) -> str:
    """The digest of the source files in some places of the program."""
    files = {file for place in places for file in _files(PROGRAM / place)}
    named = [(file.relative_to(PROGRAM).as_posix(), _digest_of_file(file)) for file in files]
    return _digest(repr(sorted(named)).encode())


def _files(place: Path) -> Iterator[Path]:
    if place.suffix:
        yield place
        return
    for file in place.rglob("*.*"):
        if not file.name.startswith(".") and file.parent.name != "__pycache__":
            yield file


@cache
def _digest_of_file(file: Path) -> str:
    return _digest(file.read_bytes())


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()
