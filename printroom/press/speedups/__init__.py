"""Faster replacements for functions of WeasyPrint 70.0 that give the same bytes.

`printroom.press.engine` installs them. There is one module for each kind, however short, and its
docstring says why cached results cannot differ from new ones. `tools/compare_engine.py` prints
documents with and without them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Count:
    """How often a cached function was called, and how often it had to compute a result."""

    calls: int = 0
    misses: int = 0
