"""Runs a deep recursion in one large stack chunk, which is faster than in many small ones.

CPython allocates frames in chunks of 16 KiB, and frees a chunk as soon as its first frame returns.
A recursion that goes back and forth across the end of a chunk maps and unmaps memory at each call,
which takes a tenth of the time of a layout. A frame that needs more than half a MiB gets a chunk of
one MiB, and the frames that it calls share the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SLOTS = 70_000
"""Of eight bytes each. They are never written to, so they take addresses but no memory."""


def _call(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    return function(*arguments, **named)


_FEW = _call.__code__.co_stacksize


def use_large_chunk(is_large: bool) -> None:
    """Let `with_large_stack` ask for a large chunk, or for no more than any call does."""
    _call.__code__ = _call.__code__.replace(co_stacksize=SLOTS if is_large else _FEW)


def with_large_stack(function: Callable[P, R]) -> Callable[P, R]:
    """Call a function with all its frames in one chunk."""

    @wraps(function)
    def call(*arguments: P.args, **named: P.kwargs) -> R:
        result: R = _call(function, *arguments, **named)
        return result

    return call
