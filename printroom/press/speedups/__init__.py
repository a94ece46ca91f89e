"""Faster replacements for functions of WeasyPrint 70.0 that give the same bytes.

`printroom.press.engine` installs them. Each says why what it keeps cannot differ from what would
be made anew; `tools/compare_engine.py` prints documents with and without them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Count:
    """How often a result was asked for, and how often it had to be made."""

    asked: int = 0
    made: int = 0
