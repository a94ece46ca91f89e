"""Looks up the short code at the foot of a page: whether that content is still current.

It uses current plans, printed packs, signatures and withdrawals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Literal

from printroom.choose import all_orders
from printroom.deliver.manifest import packs_below, read_manifest
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.signing import REARRANGED
from printroom.ledger.uses import Change, changes, used_in, uses
from printroom.ledger.verification import reasons_since
from printroom.ledger.withdrawal import (
    PackIdentity,
    page_identity,
    planned_identity,
    printed_identity,
    withdrawal,
)
from printroom.load.reviews import read_signature
from printroom.model import CODE, Library, Order, Plan, Withdrawn
from printroom.text.codes import short_code

State = Literal["current", "superseded", "withdrawn", "unknown"]
_CONFUSED = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\u2010-\u2015\u2212.-]+")


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """What is known of content that was printed or signed with a code."""

    order: Order
    document: str
    """The name of the document that has the code; "" if it is the pack's."""
    identity: PackIdentity
    source: str
    """Where the code was found: the folder of a pack, or the file of the sign-offs."""
    uses: Mapping[str, str] = field(default_factory=dict)
    changed_files: tuple[str, ...] = ()
    """If `uses` is unknown: what has changed of the files that the content came from."""


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """The current status of a code."""

    code: str
    state: State
    order: Order | None = None
    document: str = ""
    """The name of the document that has it; "" for the code of a whole pack."""
    plan: Plan | None = None
    """The current plan for the same order; none if it can no longer be printed."""
    version: str = ""
    found_in: str = ""
    changes: tuple[str, ...] = ()
    withdrawn: Withdrawn | None = None
    orders: tuple[Order, ...] = ()
    """All current orders whose pack shows the same: nations may share a page."""


def parse_code(text: str) -> str | None:
    """A code in its printed form; none if the text cannot be a code.

    Case, spaces and dashes are ignored, and O, I and L, which no code contains, are read as 0, 1
    and 1.
    """
    signs = _SEPARATORS.sub("", text).upper().translate(_CONFUSED)
    code = f"{signs[:3]}-{signs[3:]}"
    return code if re.match(CODE, code) else None


def look_up(code: str, output: Path, current: CurrentContent) -> CodeStatus:
    """The status of the content that has this code."""
    candidates = chain(_printed(code, output, current), _signed(code, current))
    known = next(candidates, None)
    holders = _holders(code, known, current)
    plan = holders[0] if holders else current.plan(known.order) if known else None
    identities = [planned_identity(one) for one in holders]
    if not holders:
        identities = [known.identity if known else PackIdentity("", "", "", "", (code,))]
    pages = (page_identity(identity, code) for identity in identities)
    found = next(filter(None, (withdrawal(page, current.library) for page in pages)), None)
    if known is None and plan is None and found is None:
        return CodeStatus(code, "unknown")
    document = known.document if known else _document_of(plan.codes, code) if plan else ""
    state: State = "withdrawn" if found else "current" if holders else "superseded"
    return CodeStatus(
        code,
        state,
        holders[0].order if holders else known.order if known else None,
        document,
        plan,
        identities[0].version,
        known.source if known else "",
        _changes_since(known, plan, current) if known and state == "superseded" else (),
        found[1] if found else None,
        tuple(one.order for one in holders),
    )


def _printed(code: str, output: Path, current: CurrentContent) -> Iterator[PrintedCode]:
    """Packs below the output folder that have the code."""
    for pack in packs_below(output) if output.is_dir() else ():
        manifest = read_manifest(pack)
        if manifest is None or code not in (identity := printed_identity(manifest)).codes:
            continue
        try:
            order = manifest.order(current.as_of)
        except ValueError:
            continue
        is_known = current.cache.inputs(manifest.inputs) is not None
        folders = (current.materials, Path(current.templates.folder))
        files = reasons_since(manifest, folders, current.cache) if is_known else []
        changed = tuple(str(reason) for reason in files if reason.is_used)
        document = _document_of(manifest.codes, code)
        yield PrintedCode(order, document, identity, pack.as_posix(), manifest.uses or {}, changed)


def _signed(code: str, current: CurrentContent) -> Iterator[PrintedCode]:
    """Signatures for the code, the latest first."""
    for review in reversed(current.library.reviews):
        signature = read_signature(current.materials, review)
        named = signature.codes if signature else {}
        codes = (short_code(review.digest), *named.values())
        if code in codes:
            what = (review.session, review.band, review.nation)
            order = Order(*what, review.seed, current.as_of)
            identity = PackIdentity(*what, "", codes)
            file = (current.materials / "reviews.yaml").as_posix()
            contents = signature.uses if signature else {}
            yield PrintedCode(order, _document_of(named, code), identity, file, contents)


def _holders(code: str, known: PrintedCode | None, current: CurrentContent) -> list[Plan]:
    """Every current plan that has this code; first that of the order for which it is known."""
    orders = [*([known.order] if known else ()), *all_orders(current.library, current.as_of)]
    plans = current.plans(dict.fromkeys(orders))
    return [plan for plan in plans if code in planned_identity(plan).codes]


def _document_of(codes: Mapping[str, str], code: str) -> str:
    """The document that has a code."""
    return next((name for name, one in codes.items() if one == code), "")


def _changes_since(
    known: PrintedCode, plan: Plan | None, current: CurrentContent
) -> tuple[str, ...]:
    """What has changed since this content was printed or signed, as far as known."""
    if plan is None:
        return ()
    if not known.uses:
        return known.changed_files
    now = uses(plan, current.library, current.templates)
    found = changes(known.uses, now, current.library, current.templates)
    relevant = [one for one in found if _concerns(one, known.document, plan, current.library)]
    return tuple(map(str, relevant)) or (REARRANGED,)


def _concerns(change: Change, name: str, plan: Plan, library: Library) -> bool:
    """Whether a change may affect the document's content; a whole pack's is always affected."""
    by_document = {
        document.row.name: {used for used, _ in used_in(document, plan, library)}
        for document in plan.documents
    }
    own = by_document.pop(name, set())
    return not name or change.name in own or not any(change.name in o for o in by_document.values())
