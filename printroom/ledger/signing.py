"""Signs off packs, and checks whether signatures still match."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from printroom.choose import all_orders, plan_for
from printroom.compose import Composed
from printroom.inspect import inspect
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.record import LedgerEntry, Record
from printroom.ledger.remarks import PlacedRemark, place_remark, remarks_on
from printroom.ledger.rewriting import locked_materials, replace_file, rewritten
from printroom.ledger.uses import Change, changes, uses
from printroom.ledger.withdrawal import refuse_withdrawn, withdrawal
from printroom.ledger.word_changes import WordChange, words_since
from printroom.load.materials.added_entries import with_row
from printroom.load.materials.reviews_file import (
    read_signature,
    signature_file,
    signature_text,
)
from printroom.model import (
    KnownNames,
    Library,
    Order,
    Plan,
    Problem,
    Review,
    Signature,
    Templates,
    in_force,
    name_key,
    order_about,
    words_key,
)
from printroom.text.digests import short_code
from printroom.workers import WorkerPool
from printroom.workers.composing import compose_in
from printroom.workers.jobs import raise_if_blocking

CHANGES_UNKNOWN = "what has changed since is unknown: the sign-off has no record of it"
MAX_NAME = 200
FULL_NAME = (
    "write first and last name, so that others can find this person; "
    "somebody with one name adds where they work"
)
ROLE = "write it so that others know who that is, such as Safeguarding lead"
UNEXPLAINED = "none of its snippets and lists has changed, but a template or the program has"


@dataclass(frozen=True, slots=True)
class Signer:
    """The person who signs, their role, and the day."""

    reviewer: str
    role: str
    on: dt.date
    code: str = ""
    """The code on the cover of the pack that was read, if given."""


@dataclass(frozen=True, slots=True)
class SignatureState:
    """Whether a session is signed for a band and a nation; if no longer, why."""

    session: str
    title: str
    session_code: str
    band: str
    nation: str
    state: Literal["signed", "changed", "unsigned", "withdrawn", "unprintable"]
    code: str = ""
    review: Review | None = None
    """The matching signature, or the last one that no longer matches."""
    changes: tuple[Change, ...] = ()
    """What has changed of everything that it uses, if the changed words are not recorded."""
    words: tuple[WordChange, ...] = ()
    """The sentences that have changed since it was signed."""
    why: str = ""
    minutes: int | None = None
    """The shorter length of the session; none for the full one."""
    follows: bool = False
    """Whether the session follows another with the same group."""
    remarks: tuple[PlacedRemark, ...] = ()
    """Readers' remarks on it."""


def sign(
    materials: Path,
    order: Order,
    signer: Signer,
    library: Library,
    templates: Templates,
    workers: WorkerPool,
    record: Record,
    *,
    on_paper: bool = False,
) -> tuple[Review, str]:
    """Record that a person has read the pack of an order; returns the review and the pack's code.

    The words that were read are stored in `record`. Raises `NotFitToPrint` if the pack cannot be
    printed, and with `on_paper` if the record has no printed pack with its code.
    """
    raise_if_blocking(name_problems(signer, library.names))
    composed = _composed(order, library, templates, workers)
    plan = composed.plan
    refuse_withdrawn(
        plan, library, lambda other: _composed(other, library, templates, workers).plan
    )
    raise_if_blocking(inspect(plan, (*composed.documents, *composed.covers)))
    raise_if_blocking(_code_problems(signer, plan, record))
    raise_if_blocking(_unprinted(plan, record) if on_paper else ())
    review = _review_of(plan, signer)
    made_of = Signature(digest=plan.digest, uses=uses(plan, library, templates), codes=plan.codes)
    file = materials / "reviews.yaml"
    with locked_materials(materials):
        text = rewritten(file, materials, lambda old: with_row(file.as_posix(), old, review))
        record.add_composed(composed, "signed", made_of.uses)
        made_of_text = signature_text(made_of).encode()
        replace_file(signature_file(materials, review), materials, made_of_text)
        replace_file(file, materials, text)
    return review, plan.code


def _composed(
    order: Order, library: Library, templates: Templates, workers: WorkerPool
) -> Composed:
    return compose_in(workers, plan_for(order, library, templates), templates)


def _review_of(plan: Plan, signer: Signer) -> Review:
    order = plan.order
    return Review(
        session=order.session,
        band=order.band,
        nation=order.nation,
        digest=plan.digest,
        role=signer.role.strip(),
        reviewer=signer.reviewer.strip(),
        on=signer.on,
        seed=order.seed,
        minutes=order.minutes,
        follows=order.follows,
    )


def printed_later(review: Review, known: Iterable[LedgerEntry]) -> Iterator[Problem]:
    """Warn if these words were first printed after the day on which they were read."""
    printed = [entry.on for entry in known if entry.event == "printed"]
    if printed and min(printed) > review.on:
        message = f"as far as is known, these words were first printed on {min(printed)}"
        fix = "if the day is wrong, correct it in reviews.yaml"
        yield Problem("printed-later", "--on", message, fix, 0, stops=False)


def listed_orders(library: Library, as_of: dt.date) -> list[Order]:
    """Every order to sign; shorter lengths and follow-ups only if signed or remarked on."""
    lengths = {name: (None, *one.lengths) for name, one in library.sessions.items()}
    signed = [order_about(one, seed=one.seed, as_of=as_of) for one in library.reviews]
    remarked = [
        order_about(one, as_of=as_of)
        for one in library.remarks
        if one.minutes in lengths.get(one.session, ())
    ]
    others = (one for one in (*signed, *remarked) if one.minutes or one.follows)
    return [*all_orders(library, as_of), *dict.fromkeys(others)]


def signature_states(
    current: CurrentContent, orders: Iterable[Order], record: Record
) -> Iterator[SignatureState]:
    """The state of each order's signature."""
    library = current.library
    orders = list(orders)
    current.prepare(orders)
    for order in orders:
        session = library.sessions[order.session]
        named = (order.session, session.title, session.code, order.band, order.nation)
        plan = current.plan(order)
        remarks = tuple(place_remark(one, plan) for one in remarks_on(order, library.remarks))
        of_order = partial(
            SignatureState, *named, minutes=order.minutes, follows=order.follows, remarks=remarks
        )
        if plan is None:
            yield of_order("unprintable", why=str(current.problems(order)[0]))
            continue
        signatures = signatures_of(order, library)
        fits = [r for r in signatures if r.digest == plan.digest]
        if found := withdrawal(current.identity(plan), library.withdrawn):
            yield of_order("withdrawn", plan.code, why=found[1].reason)
        elif fits:
            yield of_order("signed", plan.code, fits[-1])
        elif signatures:
            state = of_order("changed", plan.code, signatures[-1])
            yield _lapsed(state, signatures[-1], plan, current, record)
        else:
            since = [
                f"{one.reviewer} took it back on {one.on}: {one.taken_back}"
                for one in taken_back(order, library)
            ]
            yield of_order("unsigned", plan.code, why="".join(since[-1:]))


def _lapsed(
    state: SignatureState,
    review: Review,
    plan: Plan,
    current: CurrentContent,
    record: Record,
) -> SignatureState:
    """The state of a signature that no longer matches, with the words that have changed since."""
    code = short_code(review.digest)
    signed = [
        entry
        for entry in record.with_code(code)
        if entry.code == code and entry.order(plan.order.as_of) == plan.order
    ]
    if signed and (words := words_since(signed[0], current.compose(plan.order), record)):
        return replace(state, words=words)
    known = read_signature(current.materials, review)
    if known is None:
        return replace(state, why=CHANGES_UNKNOWN)
    now = uses(plan, current.library, current.templates)
    since = changes(known.uses, now, current.library, current.templates)
    return replace(state, changes=since, why="" if since else UNEXPLAINED)


def signatures_of(order: Order, library: Library) -> list[Review]:
    """Every signature for an order, except those taken back, whether it still matches or not."""
    return list(in_force(_reviews_of(order, library)))


def taken_back(order: Order, library: Library) -> list[Review]:
    """What says that signatures for an order were taken back, the latest last."""
    return [one for one in _reviews_of(order, library) if one.taken_back]


def _reviews_of(order: Order, library: Library) -> list[Review]:
    key = words_key(order)
    return [one for one in library.reviews if words_key(one) == key and one.seed == order.seed]


def name_problems(signer: Signer, names: KnownNames) -> Iterator[Problem]:
    """What is wrong with the name and the role of who signs: others must be able to find them."""
    role = signer.role.strip()
    is_role = sum(map(str.isalpha, role)) > 1 and role.isprintable()
    is_nobody = names.is_placeholder(role) or name_key(role) in names.nobody
    for option, value, why, fix in (
        ("--reviewer", signer.reviewer, names.why_not_findable(signer.reviewer), FULL_NAME),
        ("--role", role, "" if is_role and not is_nobody else "this is not a role", ROLE),
    ):
        found = value.strip()
        if why:
            yield Problem(
                "no-name", option, f"{why}: “{found}”" if found else "this is empty", fix, 0
            )
        elif len(value) > MAX_NAME:
            message = f"this has {len(value):,} characters; the limit is {MAX_NAME}"
            yield Problem("no-name", option, message, "write it shorter", 0)


def _unprinted(plan: Plan, record: Record) -> Iterator[Problem]:
    if not any(entry.event == "printed" for entry in record.with_code(plan.code)):
        message = f"no pack with code {plan.code} has been printed, as far as the record knows"
        fix = "print it, read it, then sign it; if another computer printed it: record merge"
        yield Problem("not-printed", "--code", message, fix, 0)


def _code_problems(signer: Signer, plan: Plan, record: Record) -> Iterator[Problem]:
    if signer.code and signer.code != plan.code:
        as_of = plan.order.as_of
        others = {entry.order(as_of) for entry in record.with_code(signer.code)} - {plan.order}
        message = (
            f"the pack that was read has code {signer.code}, but the current one is {plan.code}"
        )
        fix = "the text has changed: print the pack again, read it, then sign it"
        if signer.code in plan.codes.values():
            fix = "that is the code of one document: the pack’s code is on its cover"
        elif others:
            names = sorted(f"{one.session}, {one.band}, {one.nation}" for one in others)
            fix = f"that is the code of another pack: {' or '.join(names)}"
        yield Problem("code-mismatch", "--code", message, fix, 0)
