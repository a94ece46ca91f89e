"""The terms of the benchmark, and their lists of schools."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

DAY = "2026-11-25"
"""The day as of which dates are checked."""
SESSIONS = (
    ("power/who-has-it", "11-14"),
    ("power/who-has-it", "14-16"),
    ("friends/good-and-tricky", "8-11"),
)
NAMES = (
    *("Conker Hill", "Puffin Bay", "Otter Brook", "Ysgol Bryn/Coed"),
    *("St Mary’s", "O’Connor Road", "Łódź Street", "Ash & Elm"),
)
LONG = "The Endowed Foundation School of Upper, Middle and Lower Buckthorn under Heather by Water"
COLUMNS = ("id", "name", "nation", "lead", "reach", "room")
School = dict[str, str]


def schools(count: int, long_every: int = 0) -> list[School]:
    """`count` schools; the name of one in `long_every` is too long for its box."""
    return [_school(n, bool(long_every) and n % long_every == 0) for n in range(count)]


def _school(n: int, is_long: bool) -> School:
    name = f"{LONG if is_long else NAMES[n % len(NAMES)]} {n}"
    reach = (
        f"Office, or 01632 960 {n % 1000:03}"  # a longer text does not fit the box of the letter
    )
    cells = (f"bench-{n:05}", name, "england", f"Ms Lead Number {n}", reach, f"Room {n}")
    return dict(zip(COLUMNS, cells, strict=True))


def write_term(
    materials: Path, name: str, rows: Sequence[School], sessions: Sequence[tuple[str, str]]
) -> None:
    """Write a term of this name, and the list of its schools."""
    text = f"title: A benchmark\nschools: {{file: ../schools/{name}.csv}}\npeople: 24\n"
    text += "date: 2027-01-18\npacks:\n"
    text += "".join(f'  - {{session: {one}, bands: ["{band}"]}}\n' for one, band in sessions)
    (materials / "terms" / f"{name}.yaml").write_text(text, encoding="utf-8")
    file = materials / "schools" / f"{name}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
