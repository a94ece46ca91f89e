"""The people who use the desk, and what they may do there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

ROLES: Mapping[str, str] = {
    "print": "order packs and print terms",
    "review": "read packs, sign, remark, withdraw, and check help lines",
    "design": "see live previews, compare, and write examples",
}
"""What an account may have, and what each lets people do."""
ANYBODY = ""
"""In place of a role, for what everybody may do who is let in."""


@dataclass(frozen=True)
class Person:
    """Somebody whom the desk has let in."""

    id: str = ""
    """What belongs to one person is kept under it."""
    name: str = ""
    """The full name of an account; empty at a desk of one's own, where names are typed in."""
    roles: frozenset[str] = frozenset(ROLES)
    is_here: Callable[[], bool] = field(default=lambda: True, compare=False)
    """Whether they may still be answered, for what goes on for long."""

    def may(self, role: str) -> bool:
        """Whether they may do what needs this role."""
        return bool(self.roles) and (role == ANYBODY or role in self.roles)


ALONE = Person()
"""Whoever has the desk for themselves."""
NOBODY = Person(roles=frozenset())
"""Somebody who may only log in."""


def let_in(request: Request, person: Person) -> None:
    """Note who sends a request, for all that answer it."""
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
