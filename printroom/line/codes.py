"""Codes: what a person read at the foot of a page in, what became of those words out.

Nobody is asked: today's plans, printed packs, signatures and what was withdrawn tell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from printroom.choose import plan_for
from printroom.choose.digest import short_code
from printroom.line.checking import all_orders
from printroom.line.keeping import reasons_since
from printroom.line.signing import OTHERWISE
from printroom.line.uses import changes, uses
from printroom.line.withdrawing import Marks, marks_in, marks_of, withdrawal
from printroom.load.reviews import read_signature
from printroom.manifests import packs_below, read_manifest
from printroom.model import CODE, Library, NotFitToPrint, Order, Plan, Templates, Withdrawn
from printroom.shelf import Shelf

_MISTAKEN = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212.-]+")


@dataclass(frozen=True, slots=True)
class Present:
    """What there is today to hold a page against."""

    materials: Path
    library: Library
    templates: Templates
    shelf: Shelf
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class Once:
    """What is known of words that were printed or signed once, whether they still print or not."""

    order: Order
    marks: Marks
    source: str
    """Where it was found: the folder of a pack, or the file of the sign-offs."""
    uses: Mapping[str, str] = field(default_factory=dict)
    changed_files: tuple[str, ...] = ()
    """Where `uses` is not known: what has changed of the files that they were made from."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a code is worth today."""

    code: str
    state: Literal["current", "superseded", "withdrawn", "unknown"]
    order: Order | None = None
    plan: Plan | None = None
    """What prints today in its place; none when nothing can."""
    version: str = ""
    found_in: str = ""
    changes: tuple[str, ...] = ()
    withdrawn: Withdrawn | None = None


def understood(text: str) -> str | None:
    """The code that somebody wrote, as pages write it; none when it cannot be a code.

    Capitals, spaces and dashes do not count, and O, I and L, which no code has, are 0, 1 and 1.
    """
    signs = _BETWEEN.sub("", text).upper().translate(_MISTAKEN)
    code = f"{signs[:3]}-{signs[3:]}"
    return code if re.match(CODE, code) else None


def answer(code: str, output: Path, present: Present) -> Answer:
    """What became of the words that have this code."""
    once = next(_once(code, output, present), None)
    plan = _today(once.order, present) if once else _with_code(code, present)
    is_current = plan is not None and plan.code == code
    marks = marks_of(plan) if plan and is_current else once.marks if once else _unknown(code)
    found = withdrawal(marks, present.library)
    order = once.order if once else plan.order if plan else None
    version, source = marks.version, once.source if once else ""
    if found:
        return Answer(code, "withdrawn", order, plan, version, source, withdrawn=found[1])
    if is_current:
        return Answer(code, "current", order, plan, version, source)
    if once is None:
        return Answer(code, "unknown")
    since = _since(once, plan, present)
    return Answer(code, "superseded", order, plan, version, source, since)


def _once(code: str, output: Path, present: Present) -> Iterator[Once]:
    """Packs below the output folder that have the code, then signatures for it."""
    for pack in packs_below(output) if output.is_dir() else ():
        manifest = read_manifest(pack)
        if manifest is None or manifest.get("code") != code:
            continue
        marks = marks_in(manifest)
        seed = int(manifest.get("seed", 1))
        order = Order(marks.session, marks.band, marks.nation, seed, present.as_of)
        is_known = present.shelf.inputs(str(manifest.get("inputs"))) is not None
        folders = (present.materials, Path(present.templates.folder))
        files = reasons_since(manifest, folders, present.shelf) if is_known else []
        changed = tuple(str(reason) for reason in files if reason.is_used)
        yield Once(order, marks, pack.as_posix(), manifest.get("uses", {}), changed)
    for review in reversed(present.library.reviews):
        if short_code(review.digest) == code:
            wanted = (review.session, review.band, review.nation)
            signature = read_signature(present.materials, review)
            made_of = signature.uses if signature else {}
            file = (present.materials / "reviews.yaml").as_posix()
            marks = Marks(*wanted, "", code)
            yield Once(Order(*wanted, review.seed, present.as_of), marks, file, made_of)


def _today(order: Order, present: Present) -> Plan | None:
    """What an order prints today; none when it cannot be printed any more."""
    try:
        return plan_for(order, present.library, present.templates)
    except NotFitToPrint:
        return None


def _with_code(code: str, present: Present) -> Plan | None:
    """What prints today with this code."""
    orders: Iterable[Order] = all_orders(present.library, present.as_of)
    plans = (_today(order, present) for order in orders)
    return next((plan for plan in plans if plan and plan.code == code), None)


def _since(once: Once, plan: Plan | None, present: Present) -> tuple[str, ...]:
    """What has changed since these words were printed or signed, as far as it is known."""
    if plan is None:
        return ()
    if not once.uses:
        return once.changed_files
    now = uses(plan, present.library, present.templates)
    found = changes(once.uses, now, present.library, present.templates)
    return tuple(map(str, found)) or (OTHERWISE,)


def _unknown(code: str) -> Marks:
    return Marks("", "", "", "", code)
