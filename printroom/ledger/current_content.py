"""Composes current materials and templates, to compare printed packs with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from printroom.cache import CODES, Cache, digest_of
from printroom.choose import judged_on, plan_for, set_aside_in
from printroom.compose import Composed, with_codes
from printroom.deliver.manifest import Manifest, read_manifest
from printroom.ledger.inputs import changed_between, inputs_below, inputs_of
from printroom.ledger.withdrawal import (
    USUAL_SEED,
    PackIdentity,
    planned_identity,
    printed_identity,
    usual_arrangement,
    withdrawal,
)
from printroom.model import (
    Criteria,
    Library,
    NotFitToPrint,
    Order,
    Plan,
    Problem,
    Templates,
    Withdrawn,
)
from printroom.model.drafts import reason_texts
from printroom.versions import page_versions, version_of
from printroom.workers import WorkerPool
from printroom.workers.composing import compose_in, compose_many

UNREAD = "a file has a mistake"
CORRECT = "correct that file, and do this again"
EARLIER_COVER = "its cover has an earlier code; the text of its other pages is current"


class Unfit(NamedTuple):
    """Why a pack must not be sent or printed."""

    why: str
    """Such as “was withdrawn on …” or “is out of date: …”."""
    instead: str = ""
    """What to use instead of a withdrawn pack, or to do first; any other can be made again."""


@dataclass(frozen=True, eq=False)
class CurrentContent:
    """The current materials, templates and cache; each order is planned once.

    `workers` compose a plan to find its codes, which the cache remembers.
    """

    materials: Path
    library: Library
    templates: Templates
    cache: Cache
    as_of: dt.date
    workers: WorkerPool
    key: str = ""
    """The digest of the files that were read; empty if it is uncertain."""
    _plans: dict[Order, Plan | tuple[Problem, ...]] = field(default_factory=dict)
    """The plan of each order with its codes, or the problems why it cannot be printed."""
    _composed: dict[Order, Composed | None] = field(default_factory=dict)

    def plan(self, order: Order) -> Plan | None:
        """The current plan of an order; none if it can no longer be printed."""
        (plan,) = self._prepared([order])
        return plan if isinstance(plan, Plan) else None

    def plan_or_raise(self, order: Order) -> Plan:
        """The current plan of an order. Raises `NotFitToPrint` if it can no longer be printed."""
        (plan,) = self._prepared([order])
        if isinstance(plan, Plan):
            return plan
        raise NotFitToPrint(plan)

    def prepare(self, orders: Iterable[Order]) -> None:
        """Plan these orders now, since composing many at once is faster."""
        self._prepared(orders)

    def plans(self, orders: Iterable[Order]) -> Iterator[Plan]:
        """The current plans of these orders, except orders that can no longer be printed."""
        return (plan for plan in self._prepared(orders) if isinstance(plan, Plan))

    def problems(self, order: Order) -> tuple[Problem, ...]:
        """Why an order can no longer be printed; none if it can."""
        (plan,) = self._prepared([order])
        return () if isinstance(plan, Plan) else plan

    def compose(self, order: Order) -> Composed | None:
        """The current documents of an order; none if it can no longer be printed.

        `plan` is faster, since it composes nothing if the codes are in the cache.
        """
        if order not in self._composed:
            try:
                plan = plan_for(order, self.library, self.templates)
                self._composed[order] = compose_in(self.workers, plan, self.templates)
            except NotFitToPrint:
                self._composed[order] = None
        return self._composed[order]

    def unfit(self, made: Manifest) -> Unfit | None:
        """Why a pack must not be sent or printed; none if it may be.

        Another design, or another version of the program, is no reason: the words are the same.
        """
        if entry := self._withdrawal(made):
            return Unfit(f"was withdrawn on {entry.on}: {entry.reason}", entry.instead)
        why = self._why_outdated(made, _other_words)
        if is_unread(why):
            return Unfit(f"cannot be compared with the materials, because {why}", CORRECT)
        return Unfit(f"is out of date: {why}") if why else None

    def why_outdated(self, pack: Path) -> str:
        """Why a pack is no longer current; empty if it is."""
        made = read_manifest(pack)
        return self._why_outdated(made, self._difference) if made else ""

    def _why_outdated(self, manifest: Manifest, difference: Callable[[Manifest, Plan], str]) -> str:
        try:
            order = manifest.order(self.as_of)
        except ValueError:
            return "its manifest was written by another program"
        if found := self.problems(order):
            aside = set_aside_in(order.session, self.library, self.templates)
            why = UNREAD if aside else "it can no longer be printed"
            return f"{why}: {found[0].place}: {found[0].message}"
        plan = self.plan(order)
        return difference(manifest, plan) if plan else ""

    def is_printable(self, pack: Path) -> bool:
        """Whether the order of a pack can still be printed, so that the two can be compared."""
        manifest = read_manifest(pack)
        try:
            return manifest is not None and not self.problems(manifest.order(self.as_of))
        except ValueError:
            return False

    def changed_documents(self, pack: Path) -> tuple[str, ...]:
        """The documents of a pack whose current text is another."""
        manifest = read_manifest(pack)
        try:
            plan = self.plan(manifest.order(self.as_of)) if manifest else None
        except ValueError:
            return ()
        return _changed(manifest, plan) if manifest and plan else ()

    def identity(self, plan: Plan) -> PackIdentity:
        """The identity of a current plan, for withdrawals, which cover all seeds."""
        other = usual_arrangement(plan.order) if self.library.withdrawn else None
        return planned_identity(plan, self.plan(other) if other else None)

    def withdrawn(self, pack: Path) -> Withdrawn | None:
        """The withdrawal that applies to a pack; none if it may be used."""
        made = read_manifest(pack)
        return self._withdrawal(made) if made else None

    def _withdrawal(self, manifest: Manifest) -> Withdrawn | None:
        found = withdrawal(self._identity(manifest), self.library.withdrawn)
        return found[1] if found else None

    def _identity(self, manifest: Manifest) -> PackIdentity:
        """The identity of a printed pack; if it is current, with the codes of the usual seed."""
        try:
            plan = self.plan(manifest.order(self.as_of)) if manifest.seed != USUAL_SEED else None
        except ValueError:
            plan = None
        is_current = plan is not None and plan.code == manifest.code
        return self.identity(plan) if plan and is_current else printed_identity(manifest)

    def _difference(self, manifest: Manifest, plan: Plan) -> str:
        """How a pack differs from the current plan of its order; empty if it does not."""
        if why := _other_words(manifest, plan):
            return why
        if files := self._changed_templates(manifest):
            return f"the templates have changed: {', '.join(files)}"
        if manifest.made_with != page_versions():
            return "it was made by another version of the program"
        return ""

    def _changed_templates(self, manifest: Manifest) -> list[str]:
        """The template files that have changed, except those of documents not in the pack."""
        made_from = self.cache.inputs(manifest.inputs)
        if made_from is None:
            return []
        own = f"{self._templates.resolve().name}/documents/"
        before, now = inputs_below(made_from, self._templates), self._template_digests
        return [
            file
            for file in changed_between(before, now)
            if not file.startswith(own)
            or file.removeprefix(own).removesuffix(".html") in manifest.documents
        ]

    def _prepared(self, orders: Iterable[Order]) -> list[Plan | tuple[Problem, ...]]:
        """The plan of each order, which is composed if its codes are not in the cache."""
        wanted = [(order, judged_on(order, self.library, order.as_of)) for order in orders]
        uncoded = []
        for order in dict.fromkeys(judged for _, judged in wanted):
            if order not in self._plans:
                self._plans[order] = plan = self._planned(order)
                uncoded += [plan] if isinstance(plan, Plan) and not plan.digest else []
        composed = compose_many(self.workers, uncoded, self.templates)
        for plan, made in zip(uncoded, composed, strict=True):
            if isinstance(made, Composed):
                self._plans[plan.order] = made.plan
                self.cache.put_texts(
                    CODES, self._key(plan), {"": made.plan.digest, **made.plan.codes}
                )
            else:
                self._plans[plan.order] = made
        plans = ((self._plans[judged], order) for order, judged in wanted)
        return [
            replace(plan, order=order) if isinstance(plan, Plan) else plan for plan, order in plans
        ]

    def _planned(self, order: Order) -> Plan | tuple[Problem, ...]:
        """The plan of an order, with its codes if the cache knows them."""
        try:
            plan = plan_for(order, self.library, self.templates)
        except NotFitToPrint as error:
            return error.problems
        known = self.cache.texts(CODES, self._key(plan))
        return with_codes(plan, known.pop(""), known) if known else plan

    def _key(self, plan: Plan) -> str:
        """The digest of everything that decides what the documents of a plan show."""
        return digest_of(_shown_content(plan), self._template_digests, version_of("codes"))

    @property
    def _templates(self) -> Path:
        return Path(self.templates.folder)

    @cached_property
    def _template_digests(self) -> Mapping[str, str]:
        return inputs_below(inputs_of([self._templates]), self._templates)


def is_unread(why: str) -> bool:
    """Whether a reason why a pack is not current is a mistake, so that nobody knows if it is."""
    return why.startswith(UNREAD)


def _other_words(manifest: Manifest, plan: Plan) -> str:
    """What the current plan of a pack's order would print in other words; empty if nothing."""
    if changed := _changed(manifest, plan):
        covers = {
            document.row.name for document in plan.documents if document.row.medium == "cover"
        }
        pages = ", ".join(name for name in changed if name not in covers)
        return f"its text has changed: {pages}" if pages else EARLIER_COVER
    has_new = not set(reason_texts(plan.draft)) <= set(manifest.draft)
    return "there are new draft reasons" if has_new else ""


def _changed(manifest: Manifest, plan: Plan) -> tuple[str, ...]:
    """The documents of a pack that have another code now; a cover has the code of its pack."""
    covers = {document.row.name for document in plan.documents if document.row.medium == "cover"}
    now = {**plan.codes, **dict.fromkeys(covers, plan.code)}
    made = {name: manifest.codes.get(name, manifest.code) for name in manifest.documents}
    is_known = {*now, *manifest.codes}
    return tuple(name for name, code in made.items() if name in is_known and now.get(name) != code)


def _shown_content(plan: Plan) -> Plan:
    """A plan without what only checks use, and what depends on the day or on signatures."""
    order = replace(plan.order, as_of=dt.date.min)
    standard = _shown_content(plan.standard) if plan.standard else None
    bare = replace(plan, order=order, standard=standard, criteria=Criteria())
    return replace(bare, draft=(), signed=(), places={})
