"""Imports WeasyPrint in the one version that the press supports, without system fonts.

Only the fixes and speedups import it from here. `printroom.press.engine` installs these, and all
other modules import WeasyPrint from there.
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
    """Open libraries only by names that the dynamic linker knows.

    WeasyPrint tries several names for each of its libraries. For those that fail, cffi asks
    `find_library`, which starts ldconfig and a compiler: 22 processes and 0.2 s for each worker.
    On Linux the names that end in `.so.0` work without a search.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


class _Subset(ModuleType):
    """A stand-in for `fontTools.subset` that imports the real module on first use."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        from fontTools import subset

        return getattr(subset, name)


def _instantiate(*given: Any, **named: Any) -> Any:
    """A stand-in for the only function of `fontTools.varLib.instancer` that is used."""
    from fontTools.varLib.instancer import instantiateVariableFont

    return instantiateVariableFont(*given, **named)


@contextmanager
def _without_other_subsetter() -> Iterator[None]:
    """Delay the import of the parts of fontTools that make subsets and instances of fonts.

    WeasyPrint uses HarfBuzz for subsets, and these only for variable fonts. They are a hundred
    modules, and take a tenth of a second of each run.
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
    # It warns that there are no system fonts, which is intended.
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
    """The box itself, if WeasyPrint left a placeholder for it in the flow."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box


def with_all_below(box: Any) -> Iterator[Any]:
    """A box and all boxes in it, in reading order."""
    box = real(box)
    yield box
    for child in box.children:
        yield from with_all_below(child)
