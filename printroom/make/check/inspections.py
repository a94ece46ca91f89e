"""Keeps the problems of each order in the cache, so that `check` composes only changed orders."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b

from printroom.cache import FINDINGS, Cache, digest_of
from printroom.compose import with_codes
from printroom.make.run.options import Sources
from printroom.model import Order, Plan, Problem, Templates
from printroom.model.problems import problems_as_json, problems_from_json
from printroom.versions import version_of


class Inspections:
    """The problems found by earlier inspections, under digests of what decides them."""

    def __init__(self, cache: Cache, sources: Sources) -> None:
        self._cache = cache
        self._shared = digest_of(
            _digest_of_templates(sources.templates),
            sorted(sources.library.language.items()),
            version_of("findings"),
        )
        self._keys: dict[Order, str] = {}
        self.known: list[tuple[Plan, tuple[Problem, ...]]] = []
        """Plans with their codes, each with its problems."""

    def unknown(self, plans: Iterable[Plan]) -> Iterator[Plan]:
        """The plans that have not been inspected; adds the others to `known`."""
        for plan in plans:
            key = self._keys[plan.order] = self._key(plan)
            if found := self._from_cache(key, plan):
                self.known.append(found)
            else:
                yield plan

    def note(self, plan: Plan, problems: Iterable[Problem]) -> None:
        """Store the problems of a composed plan, if it was looked up before."""
        if plan.order not in self._keys:
            return
        found = {
            "digest": plan.digest,
            "codes": json.dumps(plan.codes),
            "problems": problems_as_json(problems),
        }
        self._cache.put_texts(FINDINGS, self._keys[plan.order], found)

    def _from_cache(self, key: str, plan: Plan) -> tuple[Plan, tuple[Problem, ...]] | None:
        if not (found := self._cache.texts(FINDINGS, key)):
            return None
        try:
            problems = problems_from_json(found["problems"])
            return with_codes(plan, found["digest"], json.loads(found["codes"])), problems
        except (KeyError, TypeError, ValueError):
            return None

    def _key(self, plan: Plan) -> str:
        """The digest of what decides the problems: not the day, the signatures or draft reasons."""
        standard = _bare(plan.standard) if plan.standard else None
        return digest_of(replace(_bare(plan), standard=standard), self._shared)


def _bare(plan: Plan) -> Plan:
    order = replace(plan.order, as_of=dt.date.min)
    criteria = replace(plan.criteria, language={}, phrases={})
    return replace(plan, order=order, draft=(), signed=(), criteria=criteria)


def _digest_of_templates(templates: Templates) -> str:
    digest = blake2b(templates.folder.encode(), digest_size=16)
    for name, source in sorted(templates.sources.items()):
        digest.update(f"\0{name}\0{source}".encode())
    for name, content in sorted(templates.files.items()):
        digest.update(f"\0{name}\0".encode() + content)
    others = (templates.sessions, templates.sheets, templates.kinds, templates.phrases)
    digest.update(digest_of(*map(repr, others)).encode())
    return digest.hexdigest()
