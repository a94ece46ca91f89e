"""The people who use the desk, and what they may do there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

ROLES: Mapping[str, str] = {
    "print": "order packs and print terms",
    "review": "read packs, sign, remark, withdraw, and check helplines",
    "design": "see live previews, compare, and write examples",
}
"""The roles of accounts, with what each allows."""
ANYBODY = ""
"""In place of a role: everybody who is let in may do this."""


@dataclass(frozen=True)
class Person:
    """Somebody whom the desk has let in."""

    id: str = ""
    """The key under which jobs and lists of this person are kept."""
    name: str = ""
    """The full name of the account; empty at a desk without accounts, where names are typed in."""
    roles: frozenset[str] = frozenset(ROLES)
    is_here: Callable[[], bool] = field(default=lambda: True, compare=False)
    """Whether they are still logged in: event streams ask this again and again."""

    def may(self, role: str) -> bool:
        """Whether they may do what needs this role."""
        return bool(self.roles) and (role == ANYBODY or role in self.roles)


ALONE = Person()
"""Whoever has the desk for themselves."""
NOBODY = Person(roles=frozenset())
"""Somebody who may only log in."""


def let_in(request: Request, person: Person) -> None:
    """Keep who sends a request, for `person_of`."""
    request.state.person = person


def known_person(request: Request) -> Person | None:
    """Who sends a request; none if they were not let in."""
    found: Person | None = getattr(request.state, "person", None)
    return found


def person_of(request: Request) -> Person:
    """Who sends a request that the desk has let in."""
    found = known_person(request)
    assert found is not None, "every route is behind the gate"
    return found
