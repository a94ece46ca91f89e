"""What current materials and templates would print, to judge packs that were printed before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from printroom.cache import Cache
from printroom.choose import judged_on, plan_for
from printroom.deliver.manifest import Manifest, read_manifest
from printroom.ledger.inputs import inputs_below, inputs_of
from printroom.ledger.withdrawal import printed_identity, withdrawal
from printroom.model import Library, NotFitToPrint, Order, Plan, Templates, Withdrawn
from printroom.press.versions import page_versions


@dataclass(frozen=True, eq=False)
class CurrentContent:
    """The current materials, templates and cache; plans are made once for each order."""

    materials: Path
    library: Library
    templates: Templates
    cache: Cache
    as_of: dt.date
    _plans: dict[Order, Plan | str] = field(default_factory=dict)
    """The plan of each order, or why it can no longer be printed."""

    def plan(self, order: Order) -> Plan | None:
        """What an order would print now; none if it can no longer be printed."""
        plan = self._plan_or_reason(order)
        return None if isinstance(plan, str) else plan

    def why_outdated(self, pack: Path) -> str:
        """Why a pack is no longer current; empty if it is."""
        manifest = read_manifest(pack)
        if manifest is None:
            return ""
        try:
            plan = self._plan_or_reason(manifest.order(self.as_of))
        except ValueError:
            return "its manifest was written by another program"
        return plan if isinstance(plan, str) else self._difference(manifest, plan)

    def withdrawn(self, pack: Path) -> Withdrawn | None:
        """The withdrawal that applies to a pack; none if it may be used."""
        manifest = read_manifest(pack)
        found = withdrawal(printed_identity(manifest), self.library) if manifest else None
        return found[1] if found else None

    def _difference(self, manifest: Manifest, plan: Plan) -> str:
        """Why a pack differs from what its order would print now; empty if it does not."""
        if manifest.content != plan.digest:
            return "its text has changed"
        if not set(plan.draft) <= set(manifest.draft):
            return "there are new draft reasons"
        made_from = self.cache.inputs(manifest.inputs)
        if made_from and inputs_below(made_from, self._templates) != self._template_digests:
            return "the templates have changed"
        if manifest.made_with != page_versions():
            return "it was made by another version of the program"
        return ""

    def _plan_or_reason(self, order: Order) -> Plan | str:
        order = judged_on(order, self.library, order.as_of)
        if order not in self._plans:
            try:
                self._plans[order] = plan_for(order, self.library, self.templates)
            except NotFitToPrint as error:
                reason = f"it can no longer be printed: {error.problems[0].message}"
                self._plans[order] = reason
        return self._plans[order]

    @property
    def _templates(self) -> Path:
        return Path(self.templates.folder)

    @cached_property
    def _template_digests(self) -> Mapping[str, str]:
        return inputs_below(inputs_of([self._templates]), self._templates)
