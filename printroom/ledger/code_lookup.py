"""Looks up the short code at the foot of a page: whether its content is still current.

The code is looked for in current plans, the record of what was printed, packs in the output folder,
signatures and withdrawals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from printroom.choose import set_aside_in
from printroom.ledger.code_search import OnGroup, current_plans, silent
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.printed_codes import PrintedCode, document_with, printed_codes
from printroom.ledger.record import Record
from printroom.ledger.signing import UNEXPLAINED
from printroom.ledger.uses import Change, changes, used_in, uses
from printroom.ledger.withdrawal import PackIdentity, page_identity, planned_identity, withdrawal
from printroom.ledger.word_changes import WordChange, words_since
from printroom.model import Library, NotFitToPrint, Order, Plan, Problem, Withdrawn
from printroom.model.drafts import DraftReason

State = Literal["current", "superseded", "withdrawn", "known", "unknown"]
"""A code is "known" while it cannot be compared with current files because they have mistakes."""
Key = TypeVar("Key")
OTHER_DOCUMENTS = "nothing on its own pages: another document of the same session has changed"


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """The current status of a code."""

    code: str
    state: State
    order: Order | None = None
    document: str = ""
    """The name of the document with this code; "" for the code of a whole pack."""
    plan: Plan | None = None
    """The current plan for the same order; none if it can no longer be printed."""
    version: str = ""
    found_in: str = ""
    printed_on: tuple[dt.date, ...] = ()
    """The recorded days on which it was printed, the latest first."""
    changes: tuple[str, ...] = ()
    words: tuple[WordChange, ...] = ()
    """The sentences that have changed since, if its words are recorded."""
    withdrawn: Withdrawn | None = None
    also_withdrawn: Withdrawn | None = None
    """The withdrawal of an earlier pack with the same page, which other packs still print."""
    orders: tuple[Order, ...] = ()
    """The current orders whose packs show the same: nations may share a page."""
    still_current: tuple[Order, ...] = ()
    """If it was withdrawn: other current orders whose packs show the same and may be used."""
    unread: tuple[Problem, ...] = ()
    """If it is "known": the mistakes in the files with which it has to be compared."""
    plans: tuple[Plan, ...] = ()
    """If it is current: the plan of each of `orders`, which may still be drafts."""

    @property
    def review_days(self) -> dict[dt.date, tuple[Order, ...]]:
        """Each day of review that its pages print, with the current orders that print it."""
        return _together((plan.review_day_of(self.code), plan.order) for plan in self.plans)

    @property
    def drafts(self) -> dict[DraftReason, tuple[Order, ...]]:
        """Each reason to be a draft, with the current orders that have it."""
        return _together((reason, plan.order) for plan in self.plans for reason in plan.draft)

    @property
    def signed(self) -> tuple[Order, ...]:
        """The current orders that are no drafts."""
        return tuple(plan.order for plan in self.plans if not plan.draft)


def _together(pairs: Iterable[tuple[Key, Order]]) -> dict[Key, tuple[Order, ...]]:
    """The orders of each key, in the order of the first."""
    alike: dict[Key, tuple[Order, ...]] = {}
    for key, order in pairs:
        alike[key] = (*alike.get(key, ()), order)
    return alike


def look_up(
    code: str,
    output: Path,
    current: CurrentContent,
    record: Record,
    on_group: OnGroup | None = silent,
) -> CodeStatus:
    """The status of the content that has this code.

    `on_group` is called while all packs are searched for an unrecorded code; if it is none, they
    are not searched. Raises `NotFitToPrint` if the status depends on files that have mistakes.
    """
    known = tuple(printed_codes(code, output, current, record))
    plans = current_plans(code, known, current, on_group)
    withdrawals = _withdrawals(code, plans, known, current)
    if not plans and not withdrawals.in_force:
        sessions = {printed.order.session for printed in known}
        if unread := _unread(current, sessions or current.library.sessions):
            return known_or_raise(code, known, unread)
    if not known and not plans:
        entry = _first(withdrawals.in_force)
        return CodeStatus(code, "withdrawn" if entry else "unknown", withdrawn=entry)
    return _status(code, known, plans, withdrawals, current, record)


def _status(
    code: str,
    known: tuple[PrintedCode, ...],
    plans: Sequence[Plan],
    withdrawals: _Withdrawals,
    current: CurrentContent,
    record: Record,
) -> CodeStatus:
    """The status of the code of something printed or current."""
    state: State = "withdrawn" if withdrawals.in_force else "current" if plans else "superseded"
    plan = plans[0] if plans else current.plan(known[0].order)
    is_superseded = state == "superseded"
    changed, words = _changes_since(known, plan, current, record) if is_superseded else ((), ())
    codes = plans[0].codes if plans else {}
    is_withdrawn = state == "withdrawn"
    return CodeStatus(
        code,
        state,
        order=plans[0].order if plans else known[0].order,
        document=known[0].document if known else document_with(codes, code),
        plan=plan,
        version=planned_identity(plans[0]).version if plans else known[0].identity.version,
        found_in=known[0].source if known else "",
        printed_on=_days_of(known),
        changes=changed,
        words=words,
        withdrawn=_first(withdrawals.in_force),
        also_withdrawn=_first(withdrawals.replaced),
        orders=tuple(
            plan.order for plan in plans if not (is_withdrawn and plan in withdrawals.usable)
        ),
        still_current=tuple(plan.order for plan in withdrawals.usable) if is_withdrawn else (),
        plans=tuple(plans) if state == "current" else (),
    )


def refuse_unread(current: CurrentContent, sessions: Iterable[str]) -> None:
    """Raise `NotFitToPrint` if a file of these sessions has a mistake: its codes are unknown."""
    if unread := _unread(current, sessions):
        raise NotFitToPrint(unread)


def _unread(current: CurrentContent, sessions: Iterable[str]) -> tuple[Problem, ...]:
    """The mistakes in files of these sessions."""
    library, templates = current.library, current.templates
    found = (one for name in sessions for one in set_aside_in(name, library, templates))
    return tuple(dict.fromkeys(found))


def known_or_raise(
    code: str, known: Sequence[PrintedCode], unread: tuple[Problem, ...]
) -> CodeStatus:
    """The status of a code that can only be "known". Raises `NotFitToPrint` if nothing has it."""
    if not known:
        raise NotFitToPrint(unread)
    return known_status(code, "known", known, unread=unread)


def known_status(
    code: str,
    state: State,
    known: Sequence[PrintedCode],
    *,
    withdrawn: Withdrawn | None = None,
    unread: tuple[Problem, ...] = (),
) -> CodeStatus:
    """The status of a code that is not compared with what would print now."""
    return CodeStatus(
        code,
        state,
        order=known[0].order if known else None,
        document=known[0].document if known else "",
        version=known[0].identity.version if known else "",
        found_in=known[0].source if known else "",
        printed_on=_days_of(known),
        withdrawn=withdrawn,
        orders=tuple(dict.fromkeys(one.order for one in known)),
        unread=unread,
    )


def _days_of(known: Iterable[PrintedCode]) -> tuple[dt.date, ...]:
    """The recorded days on which content was printed."""
    return tuple(dict.fromkeys(printed.entry.on for printed in known if printed.entry))


@dataclass(frozen=True, slots=True)
class _Withdrawals:
    """The withdrawals that apply to a page, which may be part of several packs."""

    in_force: list[Withdrawn]
    """Of packs that no current pack with the same page replaces."""
    replaced: list[Withdrawn]
    """Of packs that a current pack with the same page replaces."""
    usable: list[Plan]
    """The current plans whose page may be used."""


def _withdrawals(
    code: str, plans: Iterable[Plan], known: Sequence[PrintedCode], current: CurrentContent
) -> _Withdrawals:
    library = current.library
    planned = [(plan, current.identity(plan)) for plan in plans]
    usable = [(plan, pack) for plan, pack in planned if not _withdrawal(pack, code, library)]
    packs = [*(pack for _, pack in planned), *(printed.identity for printed in known)]
    places = {pack.place for _, pack in usable}
    judged = [
        (pack.place in places, _withdrawal(pack, code, library))
        for pack in packs or [PackIdentity("", "", "", "", (code,))]
    ]
    return _Withdrawals(
        [found for is_replaced, found in judged if found and not is_replaced],
        [found for is_replaced, found in judged if found and is_replaced],
        [plan for plan, _ in usable],
    )


def _withdrawal(pack: PackIdentity, code: str, library: Library) -> Withdrawn | None:
    found = withdrawal(page_identity(pack, code), library.withdrawn)
    return found[1] if found else None


def _first(found: Sequence[Withdrawn]) -> Withdrawn | None:
    return found[0] if found else None


def _changes_since(
    known: Sequence[PrintedCode], plan: Plan | None, current: CurrentContent, record: Record
) -> tuple[tuple[str, ...], tuple[WordChange, ...]]:
    """What has changed since this content was printed: its words if recorded, or its sources."""
    if plan is None:
        return (), ()
    entries = [
        printed.entry for printed in known if printed.entry and record.has_texts(printed.entry)
    ]
    if not entries:
        return _changed_sources(known[0], plan, current), ()
    entry = max(entries, key=lambda one: len(one.documents))  # of several editions, the fullest
    words = words_since(entry, current.compose(entry.order(current.as_of)), record)
    own = tuple(word for word in words if known[0].document in ("", word.document))
    return (() if own else (OTHER_DOCUMENTS,)), own


def _changed_sources(known: PrintedCode, plan: Plan, current: CurrentContent) -> tuple[str, ...]:
    if not known.uses:
        return known.changed_files
    now = uses(plan, current.library, current.templates)
    found = changes(known.uses, now, current.library, current.templates)
    relevant = [
        change for change in found if _concerns(change, known.document, plan, current.library)
    ]
    return tuple(map(str, relevant)) or (UNEXPLAINED,)


def _concerns(change: Change, name: str, plan: Plan, library: Library) -> bool:
    """Whether a change may affect a document; any change affects a whole pack."""
    by_document = {
        document.row.name: {used for used, _ in used_in(document, plan, library)}
        for document in plan.documents
    }
    own = by_document.pop(name, set())
    return not name or change.name in own or not any(change.name in o for o in by_document.values())
