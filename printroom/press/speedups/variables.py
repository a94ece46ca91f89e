"""Caches the validation of declarations with `var()` for each value of their variables.

WeasyPrint validates such a declaration for each element that it applies to, and for each property
of a shorthand. The results are cached as long as the style sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from printroom.press.speedups import Count, stylesheets

Declaration = Any
Token = Any

MOST = 100
"""The most values to cache for one declaration: only style attributes make more."""

count = Count()


def with_cached_values(solve: Callable[..., Any]) -> Callable[..., Any]:
    """Make WeasyPrint's `Pending.solve` cache its results."""

    def cached_solve(self: Declaration, tokens: Sequence[Token], key: str, base_url: str) -> Any:
        count.calls += 1
        known = self.__dict__.setdefault("known_values", {})
        cache_key = (key, base_url, *map(_identity, tokens))
        if cache_key in known:
            return known[cache_key][0]
        count.misses += 1
        try:
            value = solve(self, tokens, key, base_url)
        except ValueError:
            # A declaration warns only once, so the next document needs a new one.
            stylesheets.forget()
            raise
        if len(known) >= MOST:
            known.clear()
        # The tokens are kept alive, so that no others get their ids.
        known[cache_key] = value, tokens
        return value

    return cached_solve


def _identity(token: Token) -> Hashable:
    """A key for a token: its id or, for functions and brackets, which are made anew each time, the
    keys of the tokens in it."""
    if token.type == "function":
        return token.lower_name, *map(_identity, token.arguments)
    if token.type == "() block":
        return token.type, *map(_identity, token.content)
    return id(token)
