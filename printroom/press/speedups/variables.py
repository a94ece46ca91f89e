"""Declarations with `var()` that are validated once for each value of their variables.

WeasyPrint validates such a declaration again for each element that it applies to, and for each
property that a shorthand stands for. A declaration is kept as long as its style sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from printroom.press.speedups import Count, stylesheets

Declaration = Any
Token = Any

MOST = 100
"""Values that are kept of one declaration: more come only from style attributes."""

count = Count()


def keeping_values(solve: Callable[..., Any]) -> Callable[..., Any]:
    """Make WeasyPrint's `Pending.solve` keep what it found."""

    def kept_solve(self: Declaration, tokens: Sequence[Token], key: str, base_url: str) -> Any:
        count.asked += 1
        known = self.__dict__.setdefault("known_values", {})
        situation = (key, base_url, *map(_identity, tokens))
        if situation in known:
            return known[situation][0]
        count.made += 1
        try:
            value = solve(self, tokens, key, base_url)
        except ValueError:
            # A declaration complains once: the next document has to get one that has not.
            stylesheets.forget()
            raise
        if len(known) >= MOST:
            known.clear()
        # The tokens are kept too, so that no others get their ids.
        known[situation] = value, tokens
        return value

    return kept_solve


def _identity(token: Token) -> Hashable:
    """What distinguishes one token from another: itself or, where it is put together anew each
    time, the tokens in it."""
    if token.type == "function":
        return token.lower_name, *map(_identity, token.arguments)
    if token.type == "() block":
        return token.type, *map(_identity, token.content)
    return id(token)
