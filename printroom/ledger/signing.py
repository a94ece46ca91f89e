"""Signing: a person's word for a pack in, an entry in the reviews out; and what became of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from printroom.choose import plan_for
from printroom.deliver.folder import write_file
from printroom.inspect import inspect
from printroom.ledger.uses import Change, changes, uses
from printroom.ledger.withdrawal import marks_of, refuse_withdrawn, withdrawal
from printroom.load.reviews import read_signature, signature_file, signature_text, with_entry
from printroom.model import (
    Library,
    NotFitToPrint,
    Order,
    Plan,
    Problem,
    Review,
    Signature,
    Templates,
)
from printroom.workers import WorkerPool
from printroom.workers.jobs import compose_documents, run, stop

UNKNOWN = "what has changed since is not known: it was not kept with the signature"
OTHERWISE = "nothing that it names has changed: the program arranges it in another way"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who says that they have read a pack, as what, and on which day."""

    reviewer: str
    role: str
    on: dt.date
    code: str = ""
    """The code on the cover of the pack that was read, if it was said."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a session is signed for a band and a nation, and if it no longer is, why."""

    session: str
    title: str
    session_code: str
    band: str
    nation: str
    state: Literal["signed", "changed", "unsigned", "withdrawn", "unfit"]
    code: str = ""
    review: Review | None = None
    """The signature that fits, or the last one that no longer does."""
    changes: tuple[Change, ...] = ()
    why: str = ""


def sign(
    materials: Path,
    order: Order,
    signer: Signer,
    library: Library,
    templates: Templates,
    workers: WorkerPool,
) -> tuple[Review, str]:
    """Write down that a person has read what an order prints, and say the code of its pages.

    What could not be printed cannot have been read, and is refused: raises `NotFitToPrint`.
    """
    stop(_unnamed(signer))
    plan = plan_for(order, library, templates)
    refuse_withdrawn(plan, library)
    stop(inspect(plan, run(workers, compose_documents, (plan, templates), templates.folder)))
    stop(_of_other_words(signer, plan))
    review = Review(
        session=order.session,
        band=order.band,
        nation=order.nation,
        digest=plan.digest,
        role=signer.role.strip(),
        reviewer=signer.reviewer.strip(),
        on=signer.on,
        seed=order.seed,
    )
    file = materials / "reviews.yaml"
    text = "" if review in library.reviews else with_entry(file, review)
    made_of = Signature(
        digest=plan.digest,
        uses=uses(plan, library, templates),
        codes=plan.codes,
    )
    write_file(signature_file(materials, review), signature_text(made_of).encode())
    if text:
        write_file(file, text.encode())
    return review, plan.code


def standings(
    materials: Path, library: Library, templates: Templates, orders: Iterable[Order]
) -> Iterator[Standing]:
    """What each order's signature is worth today."""
    for order in orders:
        session = library.sessions[order.session]
        named = (order.session, session.title, session.code, order.band, order.nation)
        try:
            plan = plan_for(order, library, templates)
        except NotFitToPrint as error:
            yield Standing(*named, "unfit", why=str(error.problems[0]))
            continue
        given = [r for r in library.reviews if _is_for(r, order)]
        fits = [r for r in given if r.digest == plan.digest]
        if found := withdrawal(marks_of(plan), library):
            yield Standing(*named, "withdrawn", plan.code, why=found[1].reason)
        elif fits:
            yield Standing(*named, "signed", plan.code, fits[-1])
        elif given:
            known = read_signature(materials, given[-1])
            now = uses(plan, library, templates)
            since = changes(known.uses, now, library, templates) if known else ()
            why = "" if since else OTHERWISE if known else UNKNOWN
            yield Standing(*named, "changed", plan.code, given[-1], since, why)
        else:
            yield Standing(*named, "unsigned", plan.code)


def _is_for(review: Review, order: Order) -> bool:
    wanted = (order.session, order.band, order.nation, order.seed)
    return (review.session, review.band, review.nation, review.seed) == wanted


def _unnamed(signer: Signer) -> Iterator[Problem]:
    for option, said in (("--reviewer", signer.reviewer), ("--role", signer.role)):
        if not said.strip() or not said.isprintable():
            message = (
                f"{option} says nobody: “{said.strip()}”" if said.strip() else f"{option} is empty"
            )
            yield Problem("no-name", "order", message, "write it as it is written in a letter")


def _of_other_words(signer: Signer, plan: Plan) -> Iterator[Problem]:
    if signer.code and signer.code != plan.code:
        message = f"the pack that was read is {signer.code}, and today’s is {plan.code}"
        fix = "the words have changed: print the pack again, read it, then sign it"
        if signer.code in plan.codes.values():
            fix = "that is the code of one document: the pack’s stands on its cover"
        yield Problem("other-words", "order", message, fix)
