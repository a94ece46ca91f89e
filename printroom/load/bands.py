"""Bands are exact names out of a closed list: no ranges, no wildcards, no default."""

from __future__ import annotations

from collections.abc import Iterable

from printroom.load.yaml import Way, Written
from printroom.model import Problem, nearest


def unknown_bands(
    named: Iterable[str], known: Iterable[str], written: Written, way: Way
) -> list[Problem]:
    """A problem for each band, written at `way`, that is not known or named twice."""
    problems, seen, known = [], set(), tuple(known)
    for number, band in enumerate(named):
        if band not in known:
            problems.append(
                written.problem(
                    (*way, number),
                    "unknown-band",
                    f"there is no band “{band}”",
                    nearest(band, known),
                )
            )
        elif band in seen:
            problems.append(
                written.problem(
                    (*way, number), "duplicate-id", f"“{band}” is named twice", "take one out"
                )
            )
        seen.add(band)
    return problems
