"""Puts a plan into words, for the command line and the desk."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from printroom.model.drafts import reason_in_short

if TYPE_CHECKING:
    from printroom.make.term.plan_run import RunPlan
    from printroom.model import PaperNeed
    from printroom.model.drafts import DraftReason

SHEETS_IN_REAM = 500


def paper_by_stock(paper: Iterable[PaperNeed]) -> Iterator[tuple[str, int, int]]:
    """Each kind of paper, its sheets, and its reams; 0 reams if it is not sold in reams."""
    sheets: Counter[str] = Counter()
    for need in paper:
        sheets[need.stock] += need.sheets
    for stock, count in sorted(sheets.items()):
        yield stock, count, math.ceil(count / SHEETS_IN_REAM) if "plain" in stock else 0


def lacking_alike(plan: RunPlan) -> dict[tuple[str, ...], list[str]]:
    """The ids of schools, grouped by the columns that they lack."""
    found: dict[tuple[str, ...], list[str]] = {}
    for school_id, names in plan.lacking.items():
        found.setdefault(names, []).append(school_id)
    return found


def assumed_lines(plan: RunPlan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A sentence for each assumed number of people, and the ids of its schools."""
    for people, ids in plan.assumed.items():
        yield f"No number of people given: {people} {'set' if people == 1 else 'sets'} assumed", ids


def time_line(plan: RunPlan) -> str:
    """How long the run takes on this machine: first layouts, and everything else."""
    first, filling = plan.first_seconds, plan.filling_seconds
    if filling is None:
        return "How long this takes is known after the first run."
    rest = f"{duration(filling)} for everything else" if plan.layouts else duration(filling)
    if first is None:
        return f"{rest}, and {_layouts(plan)}, which were not measured yet."
    if not plan.layouts:
        return f"This takes about {rest}, as measured here."
    total = duration(first + filling)
    laid_out = f"{duration(first)} for {_layouts(plan)}"
    return f"This takes about {total}, as measured here: {laid_out}, {rest}."


def _layouts(plan: RunPlan) -> str:
    return f"{plan.layouts:,} first layout{'' if plan.layouts == 1 else 's'}"


def drafts_in_short(
    drafts: Mapping[DraftReason, Sequence[str]],
) -> dict[DraftReason, set[str]]:
    """The packs for each reason, in short."""
    found: dict[DraftReason, set[str]] = {}
    for reason, labels in drafts.items():
        found.setdefault(reason_in_short(reason), set()).update(labels)
    return found


def duration(seconds: float) -> str:
    """A duration in seconds or minutes."""
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes"
