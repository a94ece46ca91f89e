"""Imports WeasyPrint in the one version that the press supports, without system fonts.

`printroom.press.engine` puts the fixes and speedups of the press into it, and is what all other
modules import it from. Only what is installed there starts here.
"""

from __future__ import annotations

import ctypes.util
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = [
    "AbsolutePlaceholder",
    "FontConfiguration",
    "URLFetcher",
    "URLFetcherResponse",
    "boxes",
    "real",
    "weasyprint",
    "with_all_below",
]

KNOWN_VERSION = "70.0"


@contextmanager
def _without_search_for_libraries() -> Iterator[None]:
    """Let a library be opened by a name that the dynamic linker knows, or not at all.

    WeasyPrint tries several names for each of its libraries. For those that fail, cffi asks
    `find_library`, which starts ldconfig and a compiler: 22 processes and 0.2 s for each worker.
    On Linux the names that end in `.so.0` need no search.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


class _Subset(ModuleType):
    """Takes the place of `fontTools.subset`, which is imported when something of it is used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        from fontTools import subset

        return getattr(subset, name)


def _instantiate(*given: Any, **named: Any) -> Any:
    """Takes the place of the only function of `fontTools.varLib.instancer` that is used."""
    from fontTools.varLib.instancer import instantiateVariableFont

    return instantiateVariableFont(*given, **named)


@contextmanager
def _without_other_subsetter() -> Iterator[None]:
    """Let fontTools not import what makes subsets and instances of fonts.

    WeasyPrint has HarfBuzz make subsets, and needs these for variable fonts only: a hundred
    modules, and a tenth of a second for each run.
    """
    instancer = ModuleType("fontTools.varLib.instancer")
    instancer.__dict__["instantiateVariableFont"] = _instantiate
    stand_ins = {one.__name__: one for one in (_Subset("fontTools.subset"), instancer)}
    before = {name: sys.modules[name] for name in stand_ins if name in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]
        sys.modules.update(before)


if "weasyprint" in sys.modules:
    raise ImportError("WeasyPrint was imported before the press could hide the system's fonts")

# Fontconfig reads its settings once, when WeasyPrint is imported.
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))

with warnings.catch_warnings(), _without_search_for_libraries(), _without_other_subsetter():
    # It misses the system's fonts, which is the point.
    warnings.filterwarnings("ignore", "No fonts configured", UserWarning)
    import weasyprint
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

if weasyprint.__version__ != KNOWN_VERSION:
    raise ImportError(
        f"the press replaces private functions of WeasyPrint {KNOWN_VERSION} "
        f"and cannot use {weasyprint.__version__}: install the version in requirements.lock"
    )


def real(box: Any) -> Any:
    """The box itself: where one is taken out of the flow, WeasyPrint leaves a placeholder."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box


def with_all_below(box: Any) -> Iterator[Any]:
    """A box and all boxes in it, in the order in which they are read."""
    box = real(box)
    yield box
    for child in box.children:
        yield from with_all_below(child)
