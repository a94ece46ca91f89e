"""Codes: what a person read at the foot of a page in, the pack that has that code out."""

from __future__ import annotations

import re

from printroom.model import CODE

_MISTAKEN = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212.-]+")


def understood(text: str) -> str | None:
    """The code that somebody wrote, as pages write it; none when it cannot be a code.

    Capitals, spaces and dashes do not count, and O, I and L, which no code has, are 0, 1 and 1.
    """
    signs = _BETWEEN.sub("", text).upper().translate(_MISTAKEN)
    code = f"{signs[:3]}-{signs[3:]}"
    return code if re.match(CODE, code) else None
