"""Look up the short code at the foot of a page: whether those words are still current.

Nobody is asked: today's plans, printed packs, signatures and what was withdrawn tell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from printroom.cache import Cache
from printroom.choose import all_orders, plan_for
from printroom.choose.digest import short_code
from printroom.deliver.manifest import packs_below, read_manifest
from printroom.ledger.signing import OTHERWISE
from printroom.ledger.uses import Change, changes, used_in, uses
from printroom.ledger.verification import reasons_since
from printroom.ledger.withdrawal import Marks, marks_in, marks_of, of_page, withdrawal
from printroom.load.reviews import read_signature
from printroom.model import CODE, Library, NotFitToPrint, Order, Plan, Templates, Withdrawn

State = Literal["current", "superseded", "withdrawn", "unknown"]
_MISTAKEN = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212.-]+")


@dataclass(frozen=True, slots=True)
class Installation:
    """What there is today to hold a page against."""

    materials: Path
    library: Library
    templates: Templates
    cache: Cache
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """What is known of words that were printed or signed once, whether they still print or not."""

    order: Order
    document: str
    """The name of the one document that has the code; "" where it is the pack's."""
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
    state: State
    order: Order | None = None
    document: str = ""
    """The name of the document that has it; "" for the code of a whole pack."""
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


def answer(code: str, output: Path, present: Installation) -> Answer:
    """What became of the words that have this code."""
    once = next(_once(code, output, present), None)
    plan = _today(once.order, present) if once else _with_code(code, present)
    is_current = plan is not None and code in marks_of(plan).codes
    marks = marks_of(plan) if plan and is_current else once.marks if once else _unknown(code)
    found = withdrawal(of_page(marks, code), present.library)
    document = once.document if once else _named(plan.codes, code) if plan else ""
    state: State = "withdrawn" if found else "current" if is_current else "superseded"
    if once is None and plan is None and found is None:
        return Answer(code, "unknown")
    return Answer(
        code,
        state,
        once.order if once else plan.order if plan else None,
        document,
        plan,
        marks.version,
        once.source if once else "",
        _since(once, plan, present) if once and state == "superseded" else (),
        found[1] if found else None,
    )


def _once(code: str, output: Path, present: Installation) -> Iterator[PrintedCode]:
    """Packs below the output folder that have the code, then signatures for it."""
    for pack in packs_below(output) if output.is_dir() else ():
        manifest = read_manifest(pack)
        if manifest is None or code not in (marks := marks_in(manifest)).codes:
            continue
        try:
            order = manifest.order(present.as_of)
        except ValueError:
            continue
        is_known = present.cache.inputs(manifest.inputs) is not None
        folders = (present.materials, Path(present.templates.folder))
        files = reasons_since(manifest, folders, present.cache) if is_known else []
        changed = tuple(str(reason) for reason in files if reason.is_used)
        document = _named(manifest.codes, code)
        made_of = manifest.uses or {}
        yield PrintedCode(order, document, marks, pack.as_posix(), made_of, changed)
    for review in reversed(present.library.reviews):
        signature = read_signature(present.materials, review)
        named = signature.codes if signature else {}
        codes = (short_code(review.digest), *named.values())
        if code in codes:
            wanted = (review.session, review.band, review.nation)
            order, marks = Order(*wanted, review.seed, present.as_of), Marks(*wanted, "", codes)
            file = (present.materials / "reviews.yaml").as_posix()
            yield PrintedCode(
                order, _named(named, code), marks, file, signature.uses if signature else {}
            )


def _today(order: Order, present: Installation) -> Plan | None:
    """What an order prints today; none when it cannot be printed any more."""
    try:
        return plan_for(order, present.library, present.templates)
    except NotFitToPrint:
        return None


def _with_code(code: str, present: Installation) -> Plan | None:
    """What prints today with this code."""
    orders: Iterable[Order] = all_orders(present.library, present.as_of)
    plans = (_today(order, present) for order in orders)
    return next((plan for plan in plans if plan and code in marks_of(plan).codes), None)


def _named(codes: Mapping[str, str], code: str) -> str:
    """The document that has a code."""
    return next((name for name, one in codes.items() if one == code), "")


def _since(once: PrintedCode, plan: Plan | None, present: Installation) -> tuple[str, ...]:
    """What has changed since these words were printed or signed, as far as it is known."""
    if plan is None:
        return ()
    if not once.uses:
        return once.changed_files
    now = uses(plan, present.library, present.templates)
    found = changes(once.uses, now, present.library, present.templates)
    told = [one for one in found if _concerns(one, once.document, plan, present.library)]
    return tuple(map(str, told)) or (OTHERWISE,)


def _concerns(change: Change, name: str, plan: Plan, library: Library) -> bool:
    """Whether a change may be one of the document's words; of a whole pack's, it always is."""
    by_document = {
        document.row.name: {used for used, _ in used_in(document, plan, library)}
        for document in plan.documents
    }
    own = by_document.pop(name, set())
    return not name or change.name in own or not any(change.name in o for o in by_document.values())


def _unknown(code: str) -> Marks:
    return Marks("", "", "", "", (code,))
