"""Ids are names that stand in paths, addresses and links: small letters, digits and hyphens."""

from __future__ import annotations

import re
from collections.abc import Iterable

from printroom.model import NotFitToPrint, Problem

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MEND = "use small letters, digits and single hyphens, such as power-words"


def is_id(name: str) -> bool:
    """Whether something may be called this, on every machine and in every path."""
    return _ID.fullmatch(name) is not None


def refuse_odd_names(names: Iterable[str], path: str) -> None:
    """Refuse a path that has a name that cannot be an id. Raises `NotFitToPrint`."""
    odd = [name for name in names if not is_id(name)]
    if odd:
        raise NotFitToPrint([Problem("odd-name", path, f"“{odd[0]}” cannot be a name here", MEND)])
