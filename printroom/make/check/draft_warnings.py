"""Lists why packs are drafts: each reason once, at the file in which it can be resolved."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from printroom.model import Contact, Law, Library, Plan, Problem

SO_DRAFTS = "packs that print one are drafts"
"""The consequence of something unchecked, in messages."""


class DraftWarnings:
    """Collects the draft reasons of plans, as of a day."""

    def __init__(self, library: Library, as_of: dt.date) -> None:
        self._library, self._as_of = library, as_of
        self._contacts: set[Contact] = set()
        self._facts: dict[str, dt.date] = {}
        self._law: dict[str, set[Law]] = defaultdict(set)
        self._nations: set[str] = set()
        self._bands: dict[str, set[str]] = defaultdict(set)
        self._sessions: dict[str, list[Plan]] = defaultdict(list)

    def add(self, plan: Plan) -> None:
        """Collect what a composed plan uses, and whether it is signed."""
        nation = plan.order.nation
        self._bands[nation].add(plan.order.band)
        for document in plan.documents:
            self._contacts.update(document.declared())
            self._facts |= {name: fact.review_by for name, fact in document.facts.items()}
            if document.guide:
                self._nations.add(nation)
                self._law[nation].update(document.guide.law)
        self._sessions[plan.order.session].append(plan)

    def problems(self) -> Iterator[Problem]:
        """A warning for each reason."""
        yield from self._of_contacts()
        for name, day in sorted(self._facts.items()):
            if day < self._as_of:
                yield self._dated("facts", name, f"the fact “{name}”", day)
        for nation in sorted(self._nations):
            yield from self._of_nation(nation)
        for session, plans in self._sessions.items():
            yield from self._of_session(session, plans)

    def _of_contacts(self) -> Iterator[Problem]:
        used = {n: one for n, one in self._library.contacts.items() if one in self._contacts}
        unchecked = [name for name, one in used.items() if one.verified_on is None]
        if unchecked:
            count = "1 helpline is" if len(unchecked) == 1 else f"{len(unchecked)} helplines are"
            message = f"{count} not checked yet: {SO_DRAFTS}"
            fix = "see: python3 generate.py contacts"
            yield _of_file(self._path("contacts", unchecked[0]), message, fix)
        for name, one in used.items():
            if one.verified_on and one.verify_by < self._as_of:
                yield self._dated("contacts", name, f"the check of “{name}”", one.verify_by)

    def _of_nation(self, nation_id: str) -> Iterator[Problem]:
        path, nation = self._path("nations", nation_id), self._library.nations[nation_id]
        law = self._law[nation_id]
        if unread := [one for one in law if one.checked_on is None]:
            count = f"{len(unread)} of its {len(law)} texts on the law"
            message = f"no lawyer has checked {count}: {SO_DRAFTS}"
            yield _of_file(path, message, "add checked_on: when one has")
        for entry in nation.unchecked:
            if not self._bands[nation_id].isdisjoint(entry.bands):
                fix = "check it, then delete this entry below unchecked:"
                yield _of_file(path, entry.says.removesuffix("."), fix)
        days = [one.review_by for one in law]
        for what, day in (
            ("the definition", nation.definition.review_by),
            *((("a text on the law", min(days)),) if days else ()),
        ):
            if day < self._as_of:
                yield _late(path, 0, what, day)

    def _of_session(self, session: str, plans: list[Plan]) -> Iterator[Problem]:
        path = self._path("sessions", session)
        without = [plan for plan in plans if any(one.code == "unsigned" for one in plan.draft)]
        if without:
            message = f"{len(without)} of {len(plans)} packs are not signed off, so they are drafts"
            fix = "see: python3 generate.py list --signed"
            yield _of_file(path, message, fix)
        if plans[0].review_by < self._as_of:
            yield _late(path, 0, "the session", plans[0].review_by)

    def _path(self, kind: str, name: str) -> str:
        return self._library.paths[f"{kind}:{name}"]

    def _dated(self, kind: str, name: str, what: str, day: dt.date) -> Problem:
        return _late(self._path(kind, name), self._library.lines[f"{kind}:{name}"], what, day)


def _of_file(path: str, message: str, fix: str) -> Problem:
    return Problem("draft", path, message, fix, 0, stops=False)


def _late(path: str, line: int, what: str, day: dt.date) -> Problem:
    message = f"{what} ran out on {day}: packs that print it are drafts"
    fix = "check it again, then change the date"
    return Problem("draft", path, message, fix, line, stops=False)
